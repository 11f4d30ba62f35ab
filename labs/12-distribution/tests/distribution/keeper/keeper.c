/* SPDX-License-Identifier: MIT
 *
 * Wakes its child when the client is done, and stops it when it faults.
 */
#include <microkit.h>
#include <stdio.h>

uint64_t worker_channel; /* the description sets it */

void init(void)
{
}

void notified(microkit_channel ch)
{
    printf("keeper: notified at %u\n", (unsigned)ch);
    microkit_notify((microkit_channel)worker_channel);
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
