/* SPDX-License-Identifier: MIT
 *
 * Fails until it has lived often enough, then asks its parent something: by
 * then it must have its scheduling context back, and the parent must be able
 * to answer.
 */
#include <microkit.h>
#include <stdio.h>

#define PARENT 0
#define LIVES  6

static MICROKIT_PERSISTENT unsigned lives;
static int *volatile nowhere;

void init(void)
{
    lives++;
    printf("child: life %u\n", lives);
    if (lives < LIVES)
        *nowhere = 1;
    microkit_ppcall(PARENT, microkit_msginfo_new(0, 0));
    printf("child: the parent handled %lu faults in its life %lu\n",
           microkit_mr_get(0), microkit_mr_get(1));
    microkit_notify(PARENT);
}

void notified(microkit_channel ch)
{
    (void)ch;
    printf("child: notified\n");
}
