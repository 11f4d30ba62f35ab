/* SPDX-License-Identifier: MIT
 *
 * A passive parent. It restarts its child, and once faults while it does.
 *
 * The third fault of the child is handled twice: the first handler dies, and
 * when this program starts anew, the answer to what was left over lets the
 * child go on, which at once does again what it failed in.
 */
#include <microkit.h>
#include <stdio.h>

#define ENTRY   0x200000
#define UNLUCKY 3

static MICROKIT_PERSISTENT unsigned lives;
static unsigned faults;
static int *volatile nowhere;

void init(void)
{
    lives++;
    printf("parent: life %u\n", lives);
}

void notified(microkit_channel ch)
{
    microkit_notify(ch);
}

microkit_msginfo protected(microkit_channel ch, microkit_msginfo msginfo)
{
    (void)ch;
    (void)msginfo;
    microkit_mr_set(0, faults);
    microkit_mr_set(1, lives);
    return microkit_msginfo_new(0, 2);
}

seL4_Bool fault(microkit_child child, microkit_msginfo msginfo,
                microkit_msginfo *reply_msginfo)
{
    (void)msginfo;
    (void)reply_msginfo;
    if (++faults == UNLUCKY && lives == 1)
        *nowhere = 1;
    printf("parent: child %u faulted, fault %u\n", child, faults);
    microkit_pd_restart(child, ENTRY);
    return seL4_False;
}
