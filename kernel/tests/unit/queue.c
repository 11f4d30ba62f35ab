/* SPDX-License-Identifier: MIT */
/*
 * The queues: ready threads, threads that wait for a refill, and threads that
 * wait at an object.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ipc/wait_queue.h"
#include "machine.h"
#include "sched/refill.h"
#include "sched/sched.h"

enum { THREADS = 600 };

static struct tcb threads[THREADS];
static struct {
    struct sched_context sc;
    struct refill refills[2];
} contexts[8];

static int reset(void **state)
{
    (void)state;
    host_reset();
    memset(threads, 0, sizeof threads);
    ks.num_domains = 1;
    return 0;
}

/* The levels of domain 0: the priorities from 255 down that `is_there` names,
   each with its own thread. */
static void assert_levels(bool (*is_there)(word_t priority, word_t step),
                          word_t step)
{
    struct tcb *t = ks.ready[0], *above = NULL;

    for (word_t p = NUM_PRIORITIES; p-- > 0;) {
        if (!is_there(p, step))
            continue;
        assert_ptr_equal(t, &threads[p]);
        assert_ptr_equal(t->level_prev, above);
        above = t;
        t = t->level_next;
    }
    assert_null(t);
}

/* 77 has no common divisor with 256: every priority comes once. */
static word_t nth_priority(word_t step)
{
    return step * 77 % NUM_PRIORITIES;
}

static bool was_entered(word_t priority, word_t step)
{
    for (word_t i = 0; i <= step; i++)
        if (nth_priority(i) == priority)
            return true;
    return false;
}

static bool was_not_entered(word_t priority, word_t step)
{
    return !was_entered(priority, step);
}

static void each_of_256_priorities_has_its_own_level(void **state)
{
    (void)state;
    for (word_t i = 0; i < NUM_PRIORITIES; i++) {
        word_t p = nth_priority(i);

        threads[p].priority = (uint8_t)p;
        ready_push_back(&threads[p]);
        assert_levels(was_entered, i);
        assert_int_equal(sched_is_highest((uint8_t)p),
                         ks.ready[0] == &threads[p]);
    }
    for (word_t i = 0; i < NUM_PRIORITIES; i++) {
        ready_remove(&threads[nth_priority(i)]);
        assert_levels(was_not_entered, i);
    }
    assert_true(sched_is_highest(0));
}

/* Whoever is first of a level, the other levels still find it. */
static void levels_follow_their_first_thread(void **state)
{
    static const uint8_t priorities[] = { 30, 20, 20, 10, 20 };

    (void)state;
    for (unsigned i = 0; i < 5; i++)
        threads[i].priority = priorities[i];
    for (unsigned i = 0; i < 4; i++)
        ready_push_back(&threads[i]);
    ready_push_front(&threads[4]);
    assert_ptr_equal(threads[0].level_next, &threads[4]);
    assert_ptr_equal(threads[3].level_prev, &threads[4]);
    ready_remove(&threads[4]);
    assert_ptr_equal(threads[0].level_next, &threads[1]);
    assert_ptr_equal(threads[3].level_prev, &threads[1]);
    assert_null(threads[4].level_next);
    ready_remove(&threads[0]);
    assert_ptr_equal(ks.ready[0], &threads[1]);
    ready_remove(&threads[1]);
    assert_ptr_equal(ks.ready[0], &threads[2]);
    assert_ptr_equal(threads[2].level_next, &threads[3]);
    ready_remove(&threads[2]);
    assert_ptr_equal(ks.ready[0], &threads[3]);
    assert_null(threads[3].level_prev);
}

static void domains_do_not_share_queues(void **state)
{
    (void)state;
    for (word_t d = 0; d < MAX_DOMAINS; d++) {
        threads[d].domain = (uint8_t)d;
        threads[d].priority = 77;
        ready_push_back(&threads[d]);
    }
    for (word_t d = 0; d < MAX_DOMAINS; d++) {
        assert_ptr_equal(ks.ready[d], &threads[d]);
        assert_ptr_equal(threads[d].sched_next, &threads[d]);
        assert_null(threads[d].level_next);
    }
}

/* The ready queue of priority 0 in order, as indices of threads. */
static void assert_ready(unsigned count, const unsigned *order)
{
    struct tcb *t = ks.ready[0];

    for (unsigned i = 0; i < count; i++) {
        assert_ptr_equal(t, &threads[order[i]]);
        assert_ptr_equal(t->sched_next->sched_prev, t);
        t = t->sched_next;
    }
    assert_ptr_equal(t, ks.ready[0]);
}

static void ready_queues_have_two_ends(void **state)
{
    (void)state;
    ready_push_back(&threads[1]);
    ready_push_back(&threads[2]);
    ready_push_front(&threads[3]);
    ready_push_back(&threads[4]);
    assert_ready(4, (unsigned[]){ 3, 1, 2, 4 });
    ready_push_back(&threads[3]); /* is in the queue: keeps its place */
    ready_push_front(&threads[4]);
    assert_ready(4, (unsigned[]){ 3, 1, 2, 4 });
    ready_remove(&threads[2]);
    ready_remove(&threads[2]);
    assert_ready(3, (unsigned[]){ 3, 1, 4 });
    ready_remove(&threads[3]);
    assert_ready(2, (unsigned[]){ 1, 4 });
    ready_remove(&threads[4]);
    assert_ready(1, (unsigned[]){ 1 });
}

static void threads_wait_for_refills_in_the_order_of_time(void **state)
{
    static const ticks_t due[] = { 50, 10, 30, 30, 90, 10 };
    static const unsigned order[] = { 1, 5, 2, 3, 0, 4 };
    struct tcb *t;

    (void)state;
    for (unsigned i = 0; i < 6; i++) {
        contexts[i].sc = (struct sched_context){ .max_refills = 2, .count = 1 };
        contexts[i].sc.refills[0] = (struct refill){ due[i], MIN_BUDGET };
        threads[i].sc = &contexts[i].sc;
        ready_push_back(&threads[i]);
        sched_postpone(&threads[i]);
        assert_false(threads[i].in_ready);
        assert_true(threads[i].in_release);
    }
    t = ks.release;
    for (unsigned i = 0; i < 6; i++, t = t->sched_next)
        assert_ptr_equal(t, &threads[order[i]]);
    assert_null(t);

    ks.reprogram = false;
    release_remove(&threads[3]);
    assert_false(ks.reprogram);
    release_remove(&threads[1]); /* the first: the timer is set anew */
    assert_true(ks.reprogram);
    assert_ptr_equal(ks.release, &threads[5]);
}

static void waiting_threads_are_ordered_by_priority_then_arrival(void **state)
{
    struct tcb_queue queue = { NULL, NULL };
    uint64_t random = 12345;
    unsigned left = THREADS;

    (void)state;
    for (unsigned i = 0; i < THREADS; i++) {
        random = random * 6364136223846793005ul + 1442695040888963407ul;
        threads[i].priority = random >> 61; /* 0..7: many equals */
        wait_insert(&queue, &threads[i]);
    }
    for (struct tcb *t = queue.head; t->wait_next; t = t->wait_next) {
        assert_true(t->priority >= t->wait_next->priority);
        if (t->priority == t->wait_next->priority)
            assert_true(t < t->wait_next); /* came earlier */
        assert_ptr_equal(t->wait_next->wait_prev, t);
    }
    while (queue.head) {
        struct tcb *t = left % 3 ? queue.head : queue.tail;

        wait_remove(&queue, t);
        assert_null(t->wait_next);
        assert_null(t->wait_prev);
        left--;
    }
    assert_int_equal(left, 0);
    assert_null(queue.tail);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(each_of_256_priorities_has_its_own_level, reset),
        cmocka_unit_test_setup(levels_follow_their_first_thread, reset),
        cmocka_unit_test_setup(domains_do_not_share_queues, reset),
        cmocka_unit_test_setup(ready_queues_have_two_ends, reset),
        cmocka_unit_test_setup(threads_wait_for_refills_in_the_order_of_time,
                               reset),
        cmocka_unit_test_setup(
            waiting_threads_are_ordered_by_priority_then_arrival, reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
