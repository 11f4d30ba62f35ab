/* SPDX-License-Identifier: MIT
 *
 * Does its work although something of higher priority never stops.
 */
#include <microkit.h>
#include <stdio.h>

#define PARTS 5

static volatile uint64_t rounds;

void init(void)
{
    for (unsigned part = 1; part <= PARTS; part++) {
        for (rounds = 0; rounds < 100000; rounds = rounds + 1)
            ;
        printf("modest: part %u of %u\n", part, PARTS);
    }
}

void notified(microkit_channel ch)
{
    (void)ch;
    printf("modest: the greedy one is done\n");
}
