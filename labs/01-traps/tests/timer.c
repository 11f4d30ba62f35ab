/* SPDX-License-Identifier: MIT */
/*
 * Lab 01: the timer takes the processor back.
 */
#include "thread.h"

enum { TICKS = 10 }; /* of the clock, a microsecond */

/* How long a spinning thread keeps the processor, in ticks. */
static seL4_Word turn_of(void (*code)(void), seL4_Time slice)
{
    union registers r = { { 0 } };
    struct watched w = watch("spinner", code, r);
    seL4_CPtr sc = test_sched_context(slice, slice);
    seL4_Word before;

    CHECK_OK(seL4_TCB_Suspend(w.thread->tcb));
    CHECK_OK(seL4_SchedContext_Unbind(w.thread->sc));
    CHECK_OK(seL4_SchedContext_Bind(sc, w.thread->tcb));
    r.context.pc = (seL4_Word)code;
    CHECK_OK(
        seL4_TCB_WriteRegisters(w.thread->tcb, 1, 0, REGISTERS, &r.context));
    test_step("yielding to a thread that never stops by itself");
    before = test_time();
    seL4_Yield();
    before = test_time() - before;
    CHECK_OK(seL4_TCB_Suspend(w.thread->tcb));
    return before;
}

TEST(timer_preempts_spin)
{
    turn_of(code_spin, 1000);
    record_value("back", 1);
}

/* It comes again, and system calls in between change nothing. */
TEST(timer_comes_again)
{
    for (int i = 0; i < 3; i++)
        turn_of(code_spin, 300);
    turn_of(code_yield_and_spin, 300);
    record_value("back", 1);
}

/* The turn is as long as the thread's budget; the rest is the way there and
   back. */
TEST(timer_tick_exact)
{
    seL4_Time slice = test_pick("slice", 500, 3000);
    seL4_Word ticks = turn_of(code_spin, slice);

    record_note("a budget of %lu us lasted %lu ticks of 100 ns", slice, ticks);
    CHECK_MSG(ticks + 2 * TICKS >= slice * TICKS, "%lu ticks are too short",
              ticks);
    CHECK_MSG(ticks <= slice * TICKS + 2 * TICKS, "%lu ticks are too long",
              ticks);
    record_value("slice", slice);
}
