/* SPDX-License-Identifier: MIT
 *
 * Wakes its child when the client is done, and stops it when it faults.
 */
#include <microkit.h>
#include <stdio.h>

#include <keeper.h>

void init(void)
{
}

void notified(microkit_channel ch)
{
    printf("keeper: notified at %u\n", (unsigned)ch);
    microkit_notify(CHANNEL_WORKER);
}

seL4_Bool fault(microkit_child child, microkit_msginfo msginfo,
                microkit_msginfo *reply)
{
    (void)msginfo, (void)reply;
    printf("keeper: child %u faults\n", (unsigned)child);
    microkit_pd_stop(child);
    printf("keeper: child %u stopped\n", (unsigned)child);
    return seL4_False;
}
