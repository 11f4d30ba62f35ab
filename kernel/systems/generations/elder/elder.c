/* SPDX-License-Identifier: MIT
 *
 * Restarts the middle generation when it faults.
 */
#include <microkit.h>
#include <stdio.h>

void init(void)
{
}

void notified(microkit_channel ch)
{
    (void)ch;
}

seL4_Bool fault(microkit_child child, microkit_msginfo msginfo,
                microkit_msginfo *reply_msginfo)
{
    (void)reply_msginfo;
    printf("elder: child %u, fault %lu\n", child,
           microkit_msginfo_get_label(msginfo));
    microkit_pd_restart(child, 0x200000);
    return seL4_False;
}
