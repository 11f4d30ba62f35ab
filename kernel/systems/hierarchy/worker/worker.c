/* SPDX-License-Identifier: MIT
 *
 * A child with faults, to show what a restart does.
 *
 * Restart is not repair of a broken state but a new beginning: variables have
 * their first values again, whatever the fault or the last life did to them.
 * What is to outlive a restart is marked persistent, and should be small and
 * easily checked, for nothing else of the past is there to explain it.
 */
#include <microkit.h>
#include <stdio.h>

#define WORK  0
#define CRASH 1

static MICROKIT_PERSISTENT unsigned lives;
static unsigned jobs;
static unsigned limit = 3;
static unsigned *volatile nowhere;

void init(void)
{
    lives++;
    printf("worker: life %u, jobs %u, limit %u\n", lives, jobs, limit);
    jobs = 77;
    limit = 99;
    microkit_notify(WORK);
}

void notified(microkit_channel ch)
{
    if (ch == CRASH)
        *nowhere = lives;
    jobs++;
    printf("worker: job %u\n", jobs);
    microkit_notify(ch);
}
