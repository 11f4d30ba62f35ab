/* SPDX-License-Identifier: MIT */
/*
 * See watchdog.h. Why a period and not a timer: proctor must not depend on
 * notifications or interrupts, which students rewrite.
 */
#include <thread.h>

#include "proctor.h"
#include "room.h"
#include "watchdog.h"

#define PRIORITY              254
#define FIRST_SLICE           200 /* microseconds, to get to the Yield */
#define INSTRUCTIONS_PER_TICK 100
#define TICKS_PER_US          10

static struct thread thread;
static seL4_CPtr report;           /* the endpoint with BADGE_WATCHDOG */
static volatile uint64_t deadline; /* ticks */

static void watch(seL4_Word unused)
{
    (void)unused;
    for (;;) {
        while (test_time() < deadline)
            seL4_Yield();
        seL4_Send(report, seL4_MessageInfo_new(0, 0, 0, 0));
    }
}

seL4_Error watchdog_init(struct objects *pool, struct address_space *space,
                         seL4_CPtr endpoint)
{
    const struct thread_config config = {
        .name = "watchdog",
        .run = watch,
        .space = space,
        .stack_pages = 1,
        .priority = PRIORITY,
        .budget = FIRST_SLICE,
        .period = FIRST_SLICE,
    };
    seL4_Error error =
        objects_mint(pool, endpoint, seL4_CanWrite, BADGE_WATCHDOG, &report);

    return error ? error : thread_create(pool, &config, &thread);
}

seL4_Error watchdog_arm(uint64_t instructions)
{
    uint64_t ticks = instructions / INSTRUCTIONS_PER_TICK;
    uint64_t period = ticks / TICKS_PER_US;
    seL4_Error error;

    if (period <= FIRST_SLICE)
        period = FIRST_SLICE + 1;
    error = seL4_SchedControl_Configure(seL4_GetBootInfo()->schedcontrol.start,
                                        thread.sched_context, FIRST_SLICE,
                                        period, 0, 0);
    deadline = test_time() + period * TICKS_PER_US;
    return error ? error : thread_start(&thread);
}

seL4_Error watchdog_disarm(void)
{
    return seL4_TCB_Suspend(thread.tcb);
}
