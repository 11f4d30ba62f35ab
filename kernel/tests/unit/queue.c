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

static bool bit_set(word_t domain, word_t priority)
{
    return ks.ready_bits[domain][priority / 64] >> priority % 64 & 1;
}

static void each_of_256_priorities_has_its_own_bit(void **state)
{
    (void)state;
    for (word_t p = 0; p < NUM_PRIORITIES; p++) {
        threads[p].priority = (uint8_t)p;
        ready_push_back(&threads[p]);
        for (word_t q = 0; q < NUM_PRIORITIES; q++)
            assert_int_equal(bit_set(0, q), q <= p);
    }
    for (word_t p = 0; p < NUM_PRIORITIES; p++) {
        assert_ptr_equal(ks.ready[0][p], &threads[p]);
        ready_remove(&threads[p]);
        assert_null(ks.ready[0][p]);
        for (word_t q = 0; q < NUM_PRIORITIES; q++)
            assert_int_equal(bit_set(0, q), q > p);
    }
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
        assert_ptr_equal(ks.ready[d][77], &threads[d]);
        assert_ptr_equal(threads[d].sched_next, &threads[d]);
    }
}

/* The ready queue of priority 0 in order, as indices of threads. */
static void assert_ready(unsigned count, const unsigned *order)
{
    struct tcb *t = ks.ready[0][0];

    for (unsigned i = 0; i < count; i++) {
        assert_ptr_equal(t, &threads[order[i]]);
        assert_ptr_equal(t->sched_next->sched_prev, t);
        t = t->sched_next;
    }
    assert_ptr_equal(t, ks.ready[0][0]);
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
        cmocka_unit_test_setup(each_of_256_priorities_has_its_own_bit, reset),
        cmocka_unit_test_setup(domains_do_not_share_queues, reset),
        cmocka_unit_test_setup(ready_queues_have_two_ends, reset),
        cmocka_unit_test_setup(threads_wait_for_refills_in_the_order_of_time,
                               reset),
        cmocka_unit_test_setup(
            waiting_threads_are_ordered_by_priority_then_arrival, reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
