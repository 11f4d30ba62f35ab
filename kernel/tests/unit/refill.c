/* SPDX-License-Identifier: MIT */
/*
 * Refills keep their promise: sched/refill.c on the host.
 *
 * A thread that always wants to run is simulated on one context with random
 * parameters, running for random lengths whenever its first refill is usable.
 * What it used is written down here and judged by the promise alone: no window
 * of one period holds more than the budget, the amounts always sum to
 * the budget, and refills are ordered, without overlap, and neither too many
 * nor too small. A second model checks that a thread which uses all that it is
 * given gets its whole share, so that the first is not kept by never running.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "debug/assert.h"
#include "sched/refill.h"
#include "state.h"

enum { CAPACITY = 12, CONTEXTS = 400, RUNS = 400 };

struct kernel_state ks;

static union {
    struct sched_context sc;
    uint8_t
        space[sizeof(struct sched_context) + CAPACITY * sizeof(struct refill)];
} memory;
static struct sched_context *const sc = &memory.sc;

/* What the thread used: from when, and for how long. */
static struct refill used[RUNS];
static unsigned used_count;

static uint64_t random_state;

void kernel_panic(const char *file, int line, const char *what)
{
    mock_assert(0, what, file, line);
    __builtin_unreachable();
}

/* A number from 0 to `below` - 1 (xorshift64). */
static word_t random_below(word_t below)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state % below;
}

/* Budget from its minimum to the whole period, at a random time. */
static void new_context(void)
{
    ticks_t period = 2 * MIN_BUDGET + random_below(100 * MIN_BUDGET);
    ticks_t budget = MIN_BUDGET + random_below(period - MIN_BUDGET + 1);

    ks.now = random_below(1000000);
    used_count = 0;
    refill_new(sc, 2 + random_below(CAPACITY - 1), budget, period);
}

/* Runs for `length` ticks from now on and accounts for them as the scheduler
   does: a slice that leaves too little to go on with is ended. */
static void run(ticks_t length)
{
    used[used_count++] = (struct refill){ ks.now, length };
    ks.now += length;
    if (refill_sufficient(sc, length))
        refill_charge(sc, length);
    else
        refill_exhaust(sc, length);
}

static void wait_until_usable(void)
{
    if (!refill_ready(sc))
        ks.now = refill_head(sc)->time;
    assert_true(refill_usable(sc));
}

static struct refill refill_at(word_t i)
{
    return sc->refills[(sc->head + i) % sc->max_refills];
}

/* What refill.c promises between operations of a context with a period. */
static void assert_invariants(ticks_t budget)
{
    ticks_t sum = 0;

    assert_in_range(sc->count, 1, sc->max_refills);
    assert_true(refill_head(sc)->amount >= MIN_BUDGET);
    for (word_t i = 0; i < sc->count; i++) {
        struct refill r = refill_at(i);

        sum += r.amount;
        if (i + 1 < sc->count)
            assert_true(r.time + r.amount <= refill_at(i + 1).time);
    }
    assert_int_equal(sum, budget);
}

/* How much was used in the `period` ticks that begin at `start`. */
static ticks_t used_in_window(ticks_t start, ticks_t period)
{
    ticks_t sum = 0;

    for (unsigned i = 0; i < used_count; i++) {
        ticks_t from = used[i].time < start ? start : used[i].time;
        ticks_t to = used[i].time + used[i].amount;

        if (to > start + period)
            to = start + period;
        if (to > from)
            sum += to - from;
    }
    return sum;
}

static void no_window_holds_more_than_the_budget(void **state)
{
    (void)state;
    random_state = 1;
    for (int c = 0; c < CONTEXTS; c++) {
        new_context();
        ticks_t period = sc->period;
        ticks_t budget = refill_head(sc)->amount;

        while (used_count < RUNS) {
            wait_until_usable();
            if (random_below(4) == 0)
                ks.now += random_below(period);
            refill_unblock(sc);
            run(1 + random_below(refill_head(sc)->amount));
            assert_invariants(budget);
        }
        /* A fullest window begins with a use, or ends with one. */
        for (unsigned i = 0; i < used_count; i++) {
            ticks_t end = used[i].time + used[i].amount;

            assert_true(used_in_window(used[i].time, period) <= budget);
            if (end >= period)
                assert_true(used_in_window(end - period, period) <= budget);
        }
    }
}

static void who_uses_everything_gets_the_budget_each_period(void **state)
{
    (void)state;
    random_state = 2;
    for (int c = 0; c < CONTEXTS; c++) {
        new_context();
        ticks_t period = sc->period;
        ticks_t budget = refill_head(sc)->amount;
        ticks_t start = ks.now;

        for (int n = 0; n < RUNS / 2; n++) {
            wait_until_usable();
            run(refill_head(sc)->amount);
            assert_invariants(budget);
        }
        ticks_t periods = (ks.now - start) / period;

        assert_true(used_in_window(start, periods * period) ==
                    periods * budget);
    }
}

static void a_full_list_comes_late_but_loses_nothing(void **state)
{
    (void)state;
    ks.now = 0;
    used_count = 0;
    refill_new(sc, 2, 10 * MIN_BUDGET, 100 * MIN_BUDGET);
    for (int i = 0; i < 3; i++) {
        ks.now += MIN_BUDGET;
        refill_unblock(sc);
        run(MIN_BUDGET);
        assert_int_equal(sc->count, 2);
        assert_invariants(10 * MIN_BUDGET);
    }
    /* Three uses share one refill; it ends where that of the last one, from
       5 to 6 minimum budgets, would have ended. */
    struct refill last = refill_at(1);

    assert_int_equal(last.amount, 3 * MIN_BUDGET);
    assert_int_equal(last.time + last.amount, 106 * MIN_BUDGET);
}

static void round_robin_is_always_ready_with_a_whole_slice(void **state)
{
    (void)state;
    random_state = 3;
    ks.now = 5;
    refill_new(sc, 2, 10 * MIN_BUDGET, 0);
    for (int i = 0; i < RUNS; i++) {
        ticks_t left = refill_head(sc)->amount;
        ticks_t length = 1 + random_below(left);

        assert_true(refill_usable(sc));
        ks.now += length;
        if (refill_sufficient(sc, length)) {
            refill_charge(sc, length);
            assert_int_equal(refill_head(sc)->amount, left - length);
        } else {
            refill_exhaust(sc, length);
            assert_int_equal(refill_head(sc)->amount, 10 * MIN_BUDGET);
        }
    }
}

/* -- the worked examples of the API: P = 5000, B = 1000 -------------------- */

static void assert_list(word_t count, const struct refill *want)
{
    assert_int_equal(sc->count, count);
    for (word_t i = 0; i < count; i++) {
        assert_int_equal(refill_at(i).time, want[i].time);
        assert_int_equal(refill_at(i).amount, want[i].amount);
    }
}

/* The list is that of the arguments: { time, amount }, ... */
#define LIST(...)                                          \
    do {                                                   \
        const struct refill want[] = { __VA_ARGS__ };      \
        assert_list(sizeof(want) / sizeof(want[0]), want); \
    } while (0)

static void start(word_t max_refills)
{
    ks.now = 0;
    refill_new(sc, max_refills, 1000, 5000);
    LIST({ 0, 1000 });
}

static void becomes_current(ticks_t now)
{
    ks.now = now;
    refill_unblock(sc);
}

static void example_of_a_full_list(void **state)
{
    (void)state;
    start(2);
    becomes_current(100);
    LIST({ 100, 1000 });
    refill_charge(sc, 300);
    LIST({ 400, 700 }, { 5100, 300 });
    becomes_current(2000);
    LIST({ 2000, 700 }, { 5100, 300 });
    refill_charge(sc, 200); /* list full, the tail is delayed */
    LIST({ 2200, 500 }, { 6700, 500 });
    becomes_current(2200);
    refill_charge(sc, 490); /* leaving 10: split, merged, merged forward */
    LIST({ 6690, 1000 });
}

static void example_of_a_fresh_budget_exhausted(void **state)
{
    (void)state;
    start(2);
    refill_exhaust(sc, 990);
    LIST({ 4990, 1000 });
}

static void example_of_three_refills_and_overlap(void **state)
{
    (void)state;
    start(3);
    refill_charge(sc, 300);
    LIST({ 300, 700 }, { 5000, 300 });
    becomes_current(1000);
    refill_charge(sc, 300);
    LIST({ 1300, 400 }, { 5000, 300 }, { 6000, 300 });
    becomes_current(5100); /* overlap merged, 5100 + 700 < 6000 */
    LIST({ 5100, 700 }, { 6000, 300 });
    refill_charge(sc, 250);
    LIST({ 5350, 450 }, { 6000, 300 }, { 10100, 250 });
    becomes_current(6100);
    LIST({ 6100, 750 }, { 10100, 250 });
}

static void example_of_an_overrun(void **state)
{
    (void)state;
    start(2);
    refill_charge(sc, 2300); /* twice whole, the rest split */
    LIST({ 10300, 700 }, { 15000, 300 });
}

static void update_keeps_the_head_and_owes_the_rest(void **state)
{
    (void)state;
    start(2);
    ks.now = 50;
    refill_update(sc, 4, 1500, 6000);
    LIST({ 50, 1000 }, { 6050, 500 });
    refill_update(sc, 4, 800, 6000);
    LIST({ 50, 800 });
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_window_holds_more_than_the_budget),
        cmocka_unit_test(who_uses_everything_gets_the_budget_each_period),
        cmocka_unit_test(a_full_list_comes_late_but_loses_nothing),
        cmocka_unit_test(round_robin_is_always_ready_with_a_whole_slice),
        cmocka_unit_test(example_of_a_full_list),
        cmocka_unit_test(example_of_a_fresh_budget_exhausted),
        cmocka_unit_test(example_of_three_refills_and_overlap),
        cmocka_unit_test(example_of_an_overrun),
        cmocka_unit_test(update_keeps_the_head_and_owes_the_rest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
