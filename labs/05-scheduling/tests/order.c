/* SPDX-License-Identifier: MIT */
/*
 * Lab 05, visible tests: the ready queues. The threads stand in them while the
 * test runs, above them; when it stands back, the order shows.
 */
#include "turns.h"

enum { RUNNERS = 7 };

/* Seven priorities, started in an order of the test's own choice. */
TEST(prio_order)
{
    struct order order = { 0 };
    struct runner r[RUNNERS];
    seL4_Word stride = test_pick("stride", 1, RUNNERS - 1);
    seL4_Word first = test_pick("first", 0, RUNNERS - 1);

    for (seL4_Word i = 0; i < RUNNERS; i++) {
        seL4_Word rank = (first + stride * i) % RUNNERS;

        make_runner(&r[i], (int)i, &order, 5 + 10 * rank);
        test_start(r[i].thread);
    }
    CHECK_MSG(order.length == 0, "a thread below the test ran before it");
    test_let_run();
    record_value("order", digits(&order));
}

struct turn {
    int who;
    uint64_t time;
};

enum { PLAYERS = 3, TURNS = 10 };

struct table {
    volatile int turns;
    struct turn turn[TURNS + 1 + PLAYERS]; /* each may be about to */
    uint64_t until;
};

struct player {
    int number;
    struct table *table;
    struct test_thread *thread;
};

static void take_turns(void *argument)
{
    struct player *p = argument;
    struct table *t = p->table;

    while (t->turns <= TURNS && test_time() < t->until)
        if (t->turns == 0 || t->turn[t->turns - 1].who != p->number) {
            t->turn[t->turns] = (struct turn){ p->number, test_time() };
            t->turns++;
        }
}

/* Equals take turns, each as long as its slice. */
TEST(round_robin_exact)
{
    seL4_Time slice = test_pick("slice", 200, 400);
    struct table table = { .until = test_time() + 8000 * TICKS };
    struct player p[PLAYERS];
    seL4_Word who = 0;

    for (int i = 0; i < PLAYERS; i++) {
        p[i] = (struct player){ .number = i, .table = &table };
        p[i].thread = test_thread("player", BELOW, take_turns, &p[i]);
        CHECK_OK(seL4_SchedControl_Configure(
            TEST_SCHED_CONTROL, p[i].thread->sc, slice, slice, 0, 0));
        test_start(p[i].thread);
    }
    test_let_run();
    CHECK_MSG(table.turns > TURNS, "%d turns, not %d", table.turns, TURNS + 1);
    for (int i = 0; i < TURNS; i++) {
        uint64_t ticks = table.turn[i + 1].time - table.turn[i].time;

        CHECK_MSG(apart(ticks, slice * TICKS) <= SLACK,
                  "turn %d lasted %lu ticks, a slice has %lu", i, ticks,
                  slice * TICKS);
        who = who << 4 | (seL4_Word)(table.turn[i].who + 1);
    }
    record_value("turns", who);
}

/* -- all priorities -------------------------------------------------------- */

enum { HIGHEST = TEST_PRIORITY_MAX - 1, STACK_WORDS = 64 };

static volatile seL4_Word ran[HIGHEST];
static volatile seL4_Word ran_count;
static seL4_Word stacks[HIGHEST][STACK_WORDS] __attribute__((aligned(16)));

/* Enters its priority, and then waits for a signal that never comes. */
static void enter_and_wait(seL4_Word priority, seL4_CPtr ntfn)
{
    if (ran_count < HIGHEST)
        ran[ran_count] = priority;
    ran_count++;
    for (;;)
        seL4_Wait(ntfn, NULL);
}

/* A thread without buffer: there are not so many of the ordinary ones. */
static void start_bare(seL4_Word priority, seL4_CPtr ntfn)
{
    seL4_CPtr tcb = test_object(seL4_TCBObject, 0);
    seL4_UserContext registers = {
        .pc = (seL4_Word)enter_and_wait,
        .sp = (seL4_Word)stacks[priority],
        .a0 = priority,
        .a1 = ntfn,
    };

    __asm__("mv %0, gp" : "=r"(registers.gp));
    __asm__("mv %0, tp" : "=r"(registers.tp));
    CHECK_OK(seL4_TCB_Configure(tcb, TEST_CNODE, 0, TEST_VSPACE, 0, 0, 0));
    CHECK_OK(seL4_TCB_SetSchedParams(tcb, TEST_TCB, 0, priority,
                                     test_sched_context(5000, 5000), 0));
    CHECK_OK(seL4_TCB_WriteRegisters(tcb, true, 0, 32, &registers));
}

/* A thread at each priority that a test may give, started in disorder. */
TEST(all_priorities)
{
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_Word first = test_pick("first", 0, HIGHEST - 2);

    ran_count = 0;
    CHECK_OK(seL4_TCB_SetPriority(TEST_TCB, TEST_TCB, TEST_PRIORITY_MAX));
    for (seL4_Word i = 0; i < HIGHEST - 1; i++)
        start_bare(1 + (first + 101 * i) % (HIGHEST - 1), ntfn);
    CHECK_MSG(ran_count == 0, "a thread below the test ran before it");
    CHECK_OK(seL4_TCB_SetPriority(TEST_TCB, TEST_TCB, 0));
    CHECK_OK(seL4_TCB_SetPriority(TEST_TCB, TEST_TCB, TEST_PRIORITY));
    for (seL4_Word i = 0; i < ran_count && i < HIGHEST - 1; i++)
        CHECK_MSG(ran[i] == HIGHEST - 1 - i,
                  "%lu threads ran, then priority %lu instead of %lu", i,
                  ran[i], HIGHEST - 1 - i);
    record_value("threads", ran_count);
}

/* Who is suspended leaves the queue, wherever it stands in it; whoever is left
   runs, and so does who comes back. */
TEST(suspended_leaves_queue)
{
    enum { EQUALS = 5, ALONE = EQUALS, ALL };
    struct order order = { 0 };
    struct runner r[ALL];
    seL4_Word middle = test_pick("middle", 1, EQUALS - 2);

    for (int i = 0; i < ALL; i++) {
        make_runner(&r[i], i, &order, i == ALONE ? BELOW + 1 : BELOW);
        test_start(r[i].thread);
    }
    CHECK_OK(seL4_TCB_Suspend(r[0].thread->tcb));
    CHECK_OK(seL4_TCB_Suspend(r[middle].thread->tcb));
    CHECK_OK(seL4_TCB_Suspend(r[EQUALS - 1].thread->tcb));
    CHECK_OK(seL4_TCB_Suspend(r[ALONE].thread->tcb));
    test_step("one level is empty, another has lost three threads");
    test_let_run();
    record_value("who was left", digits(&order));
    CHECK_OK(seL4_TCB_Resume(r[ALONE].thread->tcb));
    CHECK_OK(seL4_TCB_Resume(r[middle].thread->tcb));
    test_let_run();
    record_value("and who came back", digits(&order));
}

/* -- contexts -------------------------------------------------------------- */

/* Without a context nobody runs, ready or not. */
TEST(no_sc_never_runs)
{
    struct order order = { 0 };
    struct runner above, below;

    make_runner(&above, 0, &order, ABOVE);
    make_runner(&below, 1, &order, BELOW);
    test_step("two threads lose their contexts, one of them in the queue");
    CHECK_OK(seL4_SchedContext_Unbind(above.thread->sc));
    test_start(above.thread);
    test_start(below.thread);
    CHECK_OK(seL4_SchedContext_Unbind(below.thread->sc));
    test_let_run();
    record_value("ran without", digits(&order));
    test_step("they get them back");
    CHECK_OK(seL4_SchedContext_Bind(above.thread->sc, above.thread->tcb));
    CHECK_MSG(above.thread->done, "the thread above did not run at once");
    CHECK_OK(seL4_SchedContext_Bind(below.thread->sc, below.thread->tcb));
    CHECK_MSG(!below.thread->done, "the thread below ran at once");
    test_let_run();
    record_value("ran with", digits(&order));
}

static void work(void *argument)
{
    test_spin(*(seL4_Word *)argument);
}

/* YieldTo lets one of three equals run first, and says for how long it did. */
TEST(yield_to_one_of_three)
{
    struct test_thread *t[3];
    seL4_Word us = test_pick("work", 200, 400);
    seL4_Word one = test_pick("one", 0, 2);
    seL4_SchedContext_YieldTo_t answer;

    for (int i = 0; i < 3; i++)
        t[i] = test_spawn("equal", TEST_PRIORITY, work, &us);
    answer = seL4_SchedContext_YieldTo(t[one]->sc);
    CHECK_OK(answer.error);
    CHECK_MSG(t[one]->done, "the thread did not run");
    for (seL4_Word i = 0; i < 3; i++)
        CHECK_MSG(i == one || !t[i]->done,
                  "another thread ran before the test");
    CHECK_MSG(apart(answer.consumed, us) <= SLACK / TICKS,
              "it ran for %lu us and is said to have consumed %lu", us,
              answer.consumed);
    record_value("to itself",
                 (seL4_Word)seL4_SchedContext_YieldTo(TEST_SC).error);
}
