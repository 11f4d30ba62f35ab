/* SPDX-License-Identifier: MIT
 *
 * A passive child: runs when its parent notifies it, then faults.
 */
#include <microkit.h>
#include <stdio.h>

void init(void)
{
}

void notified(microkit_channel ch)
{
    printf("worker: notified at %u\n", (unsigned)ch);
    *(volatile seL4_Word *)0x30000000 = 0; /* nothing is mapped there */
}
