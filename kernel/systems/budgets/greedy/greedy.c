/* SPDX-License-Identifier: MIT
 *
 * Never lets go of the processor by itself.
 *
 * It works for 30 ms of processor time without a pause. Its budget of 1 ms in
 * 10 makes that at least 290 ms of real time, in slices between which others
 * run.
 */
#include <microkit.h>
#include <stdio.h>

#define MODEST 0

static volatile uint64_t rounds;

void init(void)
{
    printf("greedy: begins\n");
    while (rounds < 3000000)
        rounds = rounds + 1;
    printf("greedy: has finished\n");
    microkit_notify(MODEST);
}

void notified(microkit_channel ch)
{
    (void)ch;
}
