/* SPDX-License-Identifier: MIT */
/*
 * The timer queue against a model: a table in which one looks for the first
 * end. Random starts, stops and steps of time, many of them to equal ends;
 * after each operation the heap is looked at as well.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "timer_queue.h"

enum { TIMERS = 64, OPERATIONS = 200000 };

struct model {
    bool runs;
    uint64_t deadline, period;
};

static struct timer timers[TIMERS];
static struct timer *heap[TIMERS + 1];
static struct timer_queue queue;
static struct model model[TIMERS];
static uint64_t now;
static uint64_t random_state;

static uint64_t random_below(uint64_t limit)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (random_state >> 33) % limit;
}

static int fresh(void **state)
{
    (void)state;
    for (unsigned i = 0; i < TIMERS; i++) {
        timers[i] = (struct timer){ 0 };
        model[i] = (struct model){ 0 };
    }
    timer_queue_init(&queue, heap);
    now = 0;
    random_state = 1;
    return 0;
}

/* -- the model ------------------------------------------------------------- */

static bool model_first(uint64_t *deadline)
{
    bool any = false;

    for (unsigned i = 0; i < TIMERS; i++) {
        if (!model[i].runs || (any && model[i].deadline >= *deadline))
            continue;
        *deadline = model[i].deadline;
        any = true;
    }
    return any;
}

/* One end of a periodic timer after the other, as a slow clock would. */
static void model_end(struct model *m)
{
    m->runs = m->period != 0;
    while (m->runs && m->deadline <= now)
        m->deadline += m->period;
}

/* -- comparison ------------------------------------------------------------ */

static void check_heap(void)
{
    uint32_t running = 0;

    for (uint32_t i = 1; i <= queue.count; i++) {
        assert_int_equal(heap[i]->place, i);
        if (i > 1)
            assert_true(heap[i / 2]->deadline <= heap[i]->deadline);
    }
    for (unsigned i = 0; i < TIMERS; i++) {
        assert_int_equal(timers[i].place != 0, model[i].runs);
        running += model[i].runs;
        if (model[i].runs)
            assert_int_equal(timers[i].deadline, model[i].deadline);
    }
    assert_int_equal(queue.count, running);
}

static void check_first(void)
{
    uint64_t deadline = 0, wanted = 0;
    bool any = timer_queue_first(&queue, &deadline);

    assert_int_equal(any, model_first(&wanted));
    assert_int_equal(deadline, wanted);
}

/* Takes all that has ended, in the order of the ends, none twice. */
static void take_all(void)
{
    uint64_t taken = 0, last = 0, first;
    struct timer *t;

    while ((t = timer_queue_take(&queue, now))) {
        size_t i = (size_t)(t - timers);

        assert_true(model[i].runs && model[i].deadline <= now);
        assert_true(model[i].deadline >= last);
        assert_int_equal(taken >> i & 1, 0);
        taken |= (uint64_t)1 << i;
        last = model[i].deadline;
        model_end(&model[i]);
    }
    assert_true(!model_first(&first) || first > now);
}

static void start(unsigned i)
{
    uint64_t period = random_below(2) ? 1 + random_below(20) : 0;
    uint64_t deadline = now + random_below(16);

    timer_queue_start(&queue, &timers[i], deadline, period);
    model[i] = (struct model){ true, deadline, period };
}

static void random_operation(void)
{
    unsigned i = (unsigned)random_below(TIMERS);

    switch (random_below(8)) {
    case 0:
    case 1:
    case 2:
        start(i);
        break;
    case 3:
    case 4:
        timer_queue_stop(&queue, &timers[i]);
        model[i].runs = false;
        break;
    case 5:
        now += random_below(100);
        break;
    default:
        now += random_below(3);
        take_all();
    }
}

static void agrees_with_the_model(void **state)
{
    (void)state;
    for (unsigned n = 0; n < OPERATIONS; n++) {
        random_operation();
        check_first();
        if (n % 16 == 0)
            check_heap();
    }
}

/* -- single rules ---------------------------------------------------------- */

static void equal_ends_all_come(void **state)
{
    (void)state;
    for (unsigned i = 0; i < TIMERS; i++)
        timer_queue_start(&queue, &timers[i], 5, 0);
    assert_null(timer_queue_take(&queue, 4));
    for (unsigned i = 0; i < TIMERS; i++)
        assert_non_null(timer_queue_take(&queue, 5));
    assert_null(timer_queue_take(&queue, 5));
    assert_int_equal(queue.count, 0);
}

static void a_periodic_timer_keeps_its_multiples(void **state)
{
    uint64_t deadline;

    (void)state;
    timer_queue_start(&queue, &timers[0], 10, 10);
    assert_ptr_equal(timer_queue_take(&queue, 10), &timers[0]);
    assert_ptr_equal(timer_queue_take(&queue, 57), &timers[0]); /* 20..50 */
    assert_null(timer_queue_take(&queue, 57));
    assert_true(timer_queue_first(&queue, &deadline));
    assert_int_equal(deadline, 60);
}

static void starting_anew_replaces_the_end(void **state)
{
    (void)state;
    timer_queue_start(&queue, &timers[0], 10, 0);
    timer_queue_start(&queue, &timers[0], 30, 0);
    assert_int_equal(queue.count, 1);
    assert_null(timer_queue_take(&queue, 29));
    assert_ptr_equal(timer_queue_take(&queue, 30), &timers[0]);
    assert_null(timer_queue_take(&queue, 100));
}

static void stopping_twice_does_nothing(void **state)
{
    uint64_t deadline;

    (void)state;
    timer_queue_start(&queue, &timers[0], 10, 5);
    timer_queue_stop(&queue, &timers[0]);
    timer_queue_stop(&queue, &timers[0]);
    assert_false(timer_queue_first(&queue, &deadline));
    assert_null(timer_queue_take(&queue, 100));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(equal_ends_all_come, fresh),
        cmocka_unit_test_setup(a_periodic_timer_keeps_its_multiples, fresh),
        cmocka_unit_test_setup(starting_anew_replaces_the_end, fresh),
        cmocka_unit_test_setup(stopping_twice_does_nothing, fresh),
        cmocka_unit_test_setup(agrees_with_the_model, fresh),
    };

    return cmocka_run_group_tests_name("timer_queue", tests, NULL, NULL);
}
