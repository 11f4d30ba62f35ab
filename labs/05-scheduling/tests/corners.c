/* SPDX-License-Identifier: MIT */
/*
 * Lab 05, hidden until the lab is due.
 */
#include "turns.h"

static uint64_t state;

/* The next of the test's own random numbers, the same on the host. */
static uint64_t next(void)
{
    state = state * 6364136223846793005 + 1442695040888963407;
    return state >> 33;
}

/* Any sequence of starts, suspensions and new priorities leaves the queues as
   a model on the host has them. */
TEST(queues_vs_model)
{
    enum { THREADS = 8, LEVELS = 3, STEPS = 24, ROUNDS = 6 };
    struct order order;
    struct runner r[THREADS];
    seL4_Word digest = 0;

    state = test_word("random");
    for (int i = 0; i < THREADS; i++)
        make_runner(&r[i], i, &order, BELOW);
    for (int round = 0; round < ROUNDS; round++) {
        order.length = 0;
        for (int step = 0; step < STEPS; step++) {
            struct test_thread *t = r[next() % THREADS].thread;
            uint64_t operation = next() % 4;
            seL4_Word level = next() % LEVELS;

            if (operation < 2)
                test_start(t);
            else if (operation == 2)
                CHECK_OK(seL4_TCB_Suspend(t->tcb));
            else
                CHECK_OK(seL4_TCB_SetPriority(t->tcb, TEST_TCB, BELOW + level));
        }
        test_let_run();
        digest = digest * 0x100000001B3 ^ digits(&order);
    }
    record_value("digest", digest);
}

/* Those whose time is up come back in the order in which it is due, and each
   when it is due; but not who was suspended meanwhile. */
TEST(released_when_due)
{
    enum { THREADS = 6, STEP = 400 };
    static struct spinner s[THREADS];
    seL4_Word stride = test_pick("stride", 0, 1) ? 5 : 1;
    seL4_Word first = test_pick("first", 0, THREADS - 1);
    seL4_Word gone = test_pick("gone", 0, THREADS - 2);
    seL4_Word ran = 0;

    for (seL4_Word i = 0; i < THREADS; i++) {
        seL4_Word rank = (first + stride * i) % THREADS;

        make_spinner(&s[i], "spinner", ABOVE, 50, 3000 + STEP * rank, 0);
    }
    for (int i = 0; i < THREADS; i++) {
        s[i].until = test_time() + 60000;
        test_start(s[i].thread);
    }
    CHECK_OK(seL4_TCB_Suspend(s[gone].thread->tcb));
    CHECK_OK(seL4_TCB_Suspend(s[gone + 1].thread->tcb));
    while (test_time() < s[0].begin[0] + 5800 * TICKS)
        ;
    for (seL4_Word i = 0; i < THREADS; i++) {
        seL4_Word rank = (first + stride * i) % THREADS;

        ran = ran << 4 | (seL4_Word)s[i].spans;
        if (i != gone && i != gone + 1)
            check_span(&s[i], 1, (3000 + STEP * rank) * TICKS,
                       (3050 + STEP * rank) * TICKS);
    }
    record_value("runs", ran);
}

/* Bursts and pauses at random: whatever happens, no period sees more than the
   budget; and what was not used in a while can be used now. */
static void random_bursts(seL4_Word extra)
{
    enum { BUDGET = 400, PERIOD = 1500, ALL = 11000 };
    struct spinner s;
    uint64_t end;

    state = test_word("random");
    make_spinner(&s, "spinner", ABOVE, BUDGET, PERIOD, ALL);
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, s.sc, BUDGET,
                                         PERIOD, extra, 0));
    s.ntfn = test_object(seL4_NotificationObject, 0);
    s.bursts = BURSTS;
    for (int i = 0; i < BURSTS; i++)
        s.burst[i] = (40 + next() % 200) * TICKS;
    end = test_time() + (ALL + 500) * TICKS;
    test_start(s.thread);
    while (test_time() < end) {
        test_spin(60 + next() % 400);
        seL4_Signal(s.ntfn);
    }
    check_windows(&s, BUDGET * TICKS, PERIOD * TICKS);
    CHECK_MSG(s.used >= 3 * BUDGET * TICKS, "it got %lu ticks in all", s.used);
}

TEST(window_never_exceeded)
{
    random_bursts(8);
    record_value("done", 1);
}

/* The same with a list of two: refills must be merged, and may come late. */
TEST(full_list_merges)
{
    random_bursts(0);
    record_value("done", 1);
}

/* A pause that ends after its refill was due: the budget counts from now,
   whole, with what was waiting behind it. Only then does it end. */
TEST(unblock_counts_from_now)
{
    enum { BUDGET = 500, PERIOD = 2000 };
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_Time first = test_pick("first", 100, 300);
    seL4_Time pause = test_pick("pause", 2600, 2900);
    struct spinner s;

    make_spinner(&s, "spinner", ABOVE, BUDGET, PERIOD, 6500);
    CHECK_OK(seL4_TCB_SetTimeoutEndpoint(
        s.thread->tcb, test_mint(endpoint, seL4_AllRights, 1)));
    s.ntfn = test_object(seL4_NotificationObject, 0);
    s.bursts = 1;
    s.burst[0] = first * TICKS;
    test_start(s.thread);
    while (test_time() < s.begin[0] + pause * TICKS)
        ;
    seL4_Signal(s.ntfn);
    check_span(&s, 1, pause * TICKS, (pause + BUDGET) * TICKS);
    record_value("runs", (seL4_Word)s.spans);
}

/* What is too little to run on is not lost: it is added to the next refill. */
TEST(small_rest_is_kept)
{
    enum { BUDGET = 300, PERIOD = 1500, REST = 18 };
    struct spinner s;

    make_spinner(&s, "spinner", ABOVE, BUDGET, PERIOD, 5000);
    s.ntfn = test_object(seL4_NotificationObject, 0);
    s.bursts = 1;
    s.burst[0] = (BUDGET - REST) * TICKS;
    test_start(s.thread);
    test_spin(test_pick("pause", 50, 500));
    seL4_Signal(s.ntfn);
    while (test_time() < s.begin[0] + (PERIOD + 2 * BUDGET) * TICKS)
        ;
    check_span(&s, 1, (PERIOD - REST) * TICKS,
               (PERIOD + BUDGET - REST) * TICKS);
    record_value("runs", (seL4_Word)s.spans);
}

static void use_and_yield(void *argument)
{
    struct spinner *s = argument;
    uint64_t last = 0;

    while (s->used < s->burst[0])
        read_clock(s, &last);
    seL4_Yield();
    spin(s);
}

/* Yield gives up the first refill, and is no timeout. */
TEST(yield_gives_up)
{
    enum { BUDGET = 500, PERIOD = 1500 };
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_CPtr reply = test_object(seL4_ReplyObject, 0);
    struct spinner s;
    seL4_Word badge = 0, used;

    make_spinner(&s, "spinner", ABOVE, BUDGET, PERIOD, 2500);
    s.thread->run = use_and_yield;
    s.burst[0] = test_pick("burst", 100, 200) * TICKS;
    CHECK_OK(seL4_TCB_SetTimeoutEndpoint(
        s.thread->tcb, test_mint(endpoint, seL4_AllRights, 1)));
    test_start(s.thread);
    used = seL4_SchedContext_Consumed(s.sc).consumed;
    CHECK_MSG(apart(used * TICKS, s.burst[0]) <= SLACK,
              "%lu us counted, %lu ticks used", used, s.burst[0]);
    seL4_NBRecv(endpoint, &badge, reply);
    record_value("timeout", badge);
    test_spin(1800);
    CHECK_MSG(s.spans >= 2 &&
                  apart(s.begin[1] - s.begin[0], PERIOD * TICKS) <= SLACK,
              "it did not come back after its period");
    record_value("runs", (seL4_Word)s.spans);
}

/* Round robin is no budget that ends: it does not fault. */
TEST(round_robin_has_no_timeout)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_CPtr reply = test_object(seL4_ReplyObject, 0);
    struct spinner s;
    seL4_Word badge = 0;

    make_spinner(&s, "spinner", ABOVE, 300, 300, 1500);
    CHECK_OK(seL4_TCB_SetTimeoutEndpoint(
        s.thread->tcb, test_mint(endpoint, seL4_AllRights, 1)));
    test_start(s.thread);
    CHECK_MSG(s.thread->done, "the test ran before a thread above it ended");
    seL4_NBRecv(endpoint, &badge, reply);
    record_value("timeout", badge);
    record_value("runs", (seL4_Word)s.spans);
}

static void wait_for_it(void *argument)
{
    seL4_Wait(*(seL4_CPtr *)argument, NULL);
}

/* What Bind and Unbind refuse. */
TEST(bind_corners)
{
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    struct test_thread *a = test_thread("a", BELOW, wait_for_it, &ntfn);
    struct test_thread *b = test_spawn("b", ABOVE, wait_for_it, &ntfn);
    struct spinner s;

    record_value("context is taken",
                 (seL4_Word)seL4_SchedContext_Bind(a->sc, b->tcb));
    CHECK_OK(seL4_SchedContext_Unbind(b->sc));
    record_value("still taken",
                 (seL4_Word)seL4_SchedContext_Bind(a->sc, b->tcb));
    record_value("thread has one",
                 (seL4_Word)seL4_SchedContext_Bind(b->sc, a->tcb));
    record_value("own", (seL4_Word)seL4_SchedContext_Unbind(TEST_SC));
    record_value("nobody's", (seL4_Word)seL4_SchedContext_Unbind(b->sc));

    test_step("a context that is used up, for a thread that waits");
    make_spinner(&s, "spinner", ABOVE, 100, 5000, 300);
    test_start(s.thread);
    CHECK_OK(seL4_SchedContext_Unbind(s.sc));
    record_value("not yet", (seL4_Word)seL4_SchedContext_Bind(s.sc, b->tcb));
    record_value("ready", (seL4_Word)seL4_SchedContext_Bind(b->sc, b->tcb));

    test_step("Unbind cuts the notification, too");
    CHECK_OK(seL4_SchedContext_Bind(s.sc, ntfn));
    record_value("twice", (seL4_Word)seL4_SchedContext_Bind(s.sc, ntfn));
    CHECK_OK(seL4_SchedContext_Unbind(s.sc));
    record_value("again", (seL4_Word)seL4_SchedContext_Bind(s.sc, ntfn));
}

struct yielder {
    seL4_CPtr sc;
    seL4_Word error, consumed;
};

static void yield_once(void *argument)
{
    struct yielder *y = argument;
    seL4_SchedContext_YieldTo_t answer = seL4_SchedContext_YieldTo(y->sc);

    y->error = (seL4_Word)answer.error;
    y->consumed = answer.consumed;
}

/* YieldTo to one below, to nobody, to one above the limit, to one that waits
   for its refill. */
TEST(yield_to_corners)
{
    enum { LIMIT = ABOVE + 5 };
    struct order order = { 0 };
    struct runner r[3];
    struct spinner s;
    struct yielder y = { 0 };
    struct test_thread *yielder;

    test_step("to one below: it stands in front of its equals now");
    for (int i = 0; i < 3; i++) {
        make_runner(&r[i], i, &order, BELOW);
        test_start(r[i].thread);
    }
    CHECK_OK(seL4_SchedContext_YieldTo(r[1].thread->sc).error);
    CHECK_MSG(order.length == 0, "a thread below ran");
    test_let_run();
    record_value("order", digits(&order));

    test_step("to a context without a thread");
    record_value("nobody", (seL4_Word)seL4_SchedContext_YieldTo(
                               test_sched_context(5000, 5000))
                               .error);

    test_step("to one that waits for its refill");
    make_spinner(&s, "spinner", LIMIT + 1, 100, 5000, 1000);
    test_start(s.thread);
    CHECK_OK(seL4_SchedContext_YieldTo(s.sc).error);
    CHECK_EQ(s.spans, 1);

    test_step("to one above the caller's limit");
    y.sc = s.sc;
    yielder = test_thread("yielder", ABOVE, yield_once, &y);
    CHECK_OK(seL4_TCB_SetMCPriority(yielder->tcb, TEST_TCB, LIMIT));
    test_start(yielder);
    test_join(yielder);
    record_value("above", y.error);
}
