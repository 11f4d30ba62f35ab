/* SPDX-License-Identifier: MIT */
/*
 * Threads that watch when they run, for the tests of lab 05. A spinner reads
 * the clock as fast as it can; where two readings are far apart, somebody else
 * ran. What is between two such gaps is a *span*.
 *
 * Time is counted in guest instructions, a tick for each hundred, so all that
 * is measured here comes out the same each time. What the kernel itself needs
 * is in it: hence the slack.
 */
#pragma once

#include "proctor.h"

enum {
    ABOVE = TEST_PRIORITY + 10, /* a priority that preempts the test       */
    BELOW = TEST_PRIORITY - 60, /* runs when the test stands back          */
    TICKS = 10,                 /* of the clock, in a microsecond          */
    GAP = 10 * TICKS,           /* without a reading: somebody else ran    */
    SLACK = 10 * TICKS,         /* what a switch may take                  */
    SPANS = 64,
    BURSTS = 8,
};

struct spinner {
    uint64_t until; /* the time at which it ends                     */
    uint64_t used;  /* ticks in all spans                            */
    int spans;
    uint64_t begin[SPANS], end[SPANS];
    uint64_t burst[BURSTS]; /* ticks after each of which it waits    */
    int bursts;
    seL4_CPtr ntfn; /* where it waits                                */
    seL4_CPtr sc;
    struct test_thread *thread;
};

/* One reading: goes on with the last span or begins a new one. */
static inline void read_clock(struct spinner *s, uint64_t *last)
{
    uint64_t now = test_time();

    if (s->spans == 0 || now - *last > GAP) {
        CHECK_MSG(s->spans < SPANS, "more than %d spans", SPANS);
        s->begin[s->spans++] = now;
    } else {
        s->used += now - *last;
    }
    s->end[s->spans - 1] = now;
    *last = now;
}

/** The thread: bursts, a Wait after each, then until its time is over. */
static inline void spin(void *argument)
{
    struct spinner *s = argument;
    uint64_t last = 0;

    for (int i = 0; i < s->bursts; i++) {
        uint64_t enough = s->used + s->burst[i];
        seL4_Word badge;

        while (s->used < enough)
            read_clock(s, &last);
        seL4_Wait(s->ntfn, &badge);
    }
    do
        read_clock(s, &last);
    while (last < s->until);
}

/** A context with room for `extra` refills more than two. */
static inline seL4_CPtr make_context(seL4_Time budget, seL4_Time period,
                                     seL4_Word extra, seL4_Word badge)
{
    seL4_CPtr sc = test_object(seL4_SchedContextObject, 8);

    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, sc, budget, period,
                                         extra, badge));
    return sc;
}

/** Gives a thread that does not run another context. */
static inline void give_context(struct test_thread *thread, seL4_CPtr sc)
{
    CHECK_OK(seL4_TCB_SetSchedParams(thread->tcb, TEST_TCB, TEST_PRIORITY_MAX,
                                     TEST_PRIORITY, 0, thread->faults));
    CHECK_OK(seL4_TCB_SetSchedParams(thread->tcb, TEST_TCB, TEST_PRIORITY_MAX,
                                     TEST_PRIORITY, sc, thread->faults));
}

/** Makes a spinner with this budget and period; it is not started, and lasts
    `us` microseconds from now. */
static inline void make_spinner(struct spinner *s, const char *name,
                                seL4_Word priority, seL4_Time budget,
                                seL4_Time period, uint64_t us)
{
    *s = (struct spinner){ .until = test_time() + us * TICKS };
    s->thread = test_thread(name, priority, spin, s);
    s->sc = make_context(budget, period, 8, test_word(name));
    give_context(s->thread, s->sc);
    CHECK_OK(seL4_TCB_SetPriority(s->thread->tcb, TEST_TCB, priority));
}

/** Lets all others run until the clock says so: the test stands back to
    priority 0, and is there whenever nobody else is. */
static inline void run_until(uint64_t time)
{
    CHECK_OK(seL4_TCB_SetPriority(TEST_TCB, TEST_TCB, 0));
    while (test_time() < time)
        ;
    CHECK_OK(seL4_TCB_SetPriority(TEST_TCB, TEST_TCB, TEST_PRIORITY));
}

/** The distance of two times. */
static inline uint64_t apart(uint64_t a, uint64_t b)
{
    return a < b ? b - a : a - b;
}

/** Fails unless a span began (ended) at the time given, in ticks after the
    spinner's first reading. */
static inline void check_span(const struct spinner *s, int n, uint64_t begin,
                              uint64_t end)
{
    CHECK_MSG(n < s->spans, "%s ran %d times, that is too few", s->thread->name,
              s->spans);
    CHECK_MSG(apart(s->begin[n] - s->begin[0], begin) <= SLACK,
              "%s began its run %d at %lu, should be %lu ticks",
              s->thread->name, n, s->begin[n] - s->begin[0], begin);
    CHECK_MSG(apart(s->end[n] - s->begin[0], end) <= SLACK,
              "%s ended its run %d at %lu, should be %lu ticks",
              s->thread->name, n, s->end[n] - s->begin[0], end);
}

/** Fails if a window of one period holds more than the budget, in ticks. */
static inline void check_windows(const struct spinner *s, uint64_t budget,
                                 uint64_t period)
{
    for (int first = 0; first < s->spans; first++) {
        uint64_t from = s->begin[first], used = 0;

        for (int i = first; i < s->spans && s->begin[i] < from + period; i++) {
            uint64_t end = s->end[i];

            used += (end < from + period ? end : from + period) - s->begin[i];
        }
        CHECK_MSG(used <= budget + 2 * SLACK,
                  "%lu ticks in a period from %lu on, the budget is %lu", used,
                  from - s->begin[0], budget);
    }
}

/* -- who ran in which order ------------------------------------------------ */

enum { LOG = 16 };

struct order {
    volatile int length;
    volatile int who[LOG];
};

struct runner {
    int number;
    struct order *order;
    struct test_thread *thread;
};

/** The thread: enters its number. */
static inline void run_once(void *argument)
{
    struct runner *r = argument;

    if (r->order->length < LOG)
        r->order->who[r->order->length] = r->number;
    r->order->length++;
}

/** A thread that enters its number and ends; not started. */
static inline void make_runner(struct runner *r, int number,
                               struct order *order, seL4_Word priority)
{
    *r = (struct runner){ .number = number, .order = order };
    r->thread = test_thread("runner", priority, run_once, r);
}

/** The numbers in the order in which they ran, a hexadecimal digit each. */
static inline seL4_Word digits(const struct order *order)
{
    seL4_Word digits = 0;

    for (int i = 0; i < order->length && i < LOG; i++)
        digits = digits << 4 | (seL4_Word)(order->who[i] + 1);
    return digits;
}
