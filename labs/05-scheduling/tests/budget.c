/* SPDX-License-Identifier: MIT */
/*
 * Lab 05, visible tests: budgets, periods, refills.
 */
#include "turns.h"

/* A thread runs for its budget, and then no more in this period. */
TEST(budget_exhausted_at_count)
{
    seL4_Time budget = test_pick("budget", 300, 600);
    struct spinner s;
    seL4_SchedContext_Consumed_t used;

    make_spinner(&s, "spinner", ABOVE, budget, 8000, 4000);
    test_start(s.thread);
    test_spin(2 * budget);
    CHECK_MSG(s.spans == 1, "the thread ran %d times in one period", s.spans);
    check_span(&s, 0, 0, budget * TICKS);
    used = seL4_SchedContext_Consumed(s.sc);
    CHECK_OK(used.error);
    CHECK_MSG(apart(used.consumed, budget) <= SLACK / TICKS,
              "consumed: %lu us, of %lu", used.consumed, budget);
    record_value("read again", seL4_SchedContext_Consumed(s.sc).consumed);
}

/* It comes back one period after it began, time after time. */
TEST(period_replenish_exact)
{
    enum { TIMES = 5 };
    seL4_Time period = test_pick("period", 900, 1200);
    struct spinner s;

    make_spinner(&s, "spinner", ABOVE, 200, period, TIMES * period - 300);
    test_start(s.thread);
    test_spin(TIMES * period - 400);
    for (uint64_t i = 0; i < TIMES; i++)
        check_span(&s, (int)i, i * period * TICKS, (i * period + 200) * TICKS);
    record_value("times", (seL4_Word)s.spans);
}

/* What is used in two parts comes back in two parts. */
TEST(sporadic_split_refill)
{
    enum { BUDGET = 600, PERIOD = 2000, LAST = 4400 };
    seL4_Time first = test_pick("first", 150, 250);
    seL4_Time pause = test_pick("pause", 600, 800);
    seL4_Time rest = BUDGET - first;
    struct spinner s;

    make_spinner(&s, "spinner", ABOVE, BUDGET, PERIOD, 2 * LAST);
    s.ntfn = test_object(seL4_NotificationObject, 0);
    s.bursts = 1;
    s.burst[0] = first * TICKS;
    test_start(s.thread);
    while (test_time() < s.begin[0] + pause * TICKS)
        ;
    seL4_Signal(s.ntfn);
    while (test_time() < s.begin[0] + LAST * TICKS)
        ;
    check_span(&s, 0, 0, first * TICKS);
    check_span(&s, 1, pause * TICKS, (pause + rest) * TICKS);
    check_span(&s, 2, PERIOD * TICKS, (PERIOD + first) * TICKS);
    check_span(&s, 3, (PERIOD + pause) * TICKS,
               (PERIOD + BUDGET - first + pause) * TICKS);
    check_span(&s, 4, 2 * PERIOD * TICKS, (2 * PERIOD + first) * TICKS);
    record_value("runs", (seL4_Word)s.spans);
}

/* Three threads that want all they can get, on one processor. */
TEST(cpu_share_20_30_50)
{
    enum { PERIOD = 1000, PERIODS = 10, ALL = PERIODS * PERIOD * TICKS };
    static const seL4_Word share[] = { 20, 30, 50 };
    struct spinner s[3];
    uint64_t end;

    for (int i = 0; i < 3; i++)
        make_spinner(&s[i], "spinner", BELOW - (seL4_Word)i,
                     share[i] * PERIOD / 100, PERIOD, 0);
    end = test_time() + ALL;
    for (int i = 0; i < 3; i++) {
        s[i].until = end;
        test_start(s[i].thread);
    }
    run_until(end);
    for (int i = 0; i < 3; i++) {
        uint64_t wanted = ALL / 100 * share[i];

        record_note("%lu %%: %lu ticks of %lu", share[i], s[i].used, wanted);
        CHECK_MSG(apart(s[i].used, wanted) <= wanted / 20,
                  "a share of %lu %% was %lu ticks, not %lu", share[i],
                  s[i].used, wanted);
    }
    record_value("periods", PERIODS);
}

/* Many switches: each tick is charged once. */
TEST(consumed_adds_up)
{
    enum { TIMES = BURSTS };
    seL4_Time burst = test_pick("burst", 40, 80);
    seL4_SchedContext_Consumed_t used;
    struct spinner s;

    make_spinner(&s, "spinner", ABOVE, 2000, 4000, 0);
    s.ntfn = test_object(seL4_NotificationObject, 0);
    s.bursts = TIMES;
    for (int i = 0; i < TIMES; i++)
        s.burst[i] = burst * TICKS;
    test_start(s.thread);
    for (int i = 0; i < TIMES - 1; i++) {
        test_spin(30);
        seL4_Signal(s.ntfn);
    }
    used = seL4_SchedContext_Consumed(s.sc);
    CHECK_OK(used.error);
    CHECK_MSG(used.consumed >= TIMES * burst &&
                  used.consumed <= TIMES * (burst + SLACK / TICKS),
              "consumed: %lu us, of %lu", used.consumed, TIMES * burst);
    record_value("bursts", (seL4_Word)s.spans);
}

/* Whoever has a handler for it tells that its time is over. */
TEST(timeout_fault_sent)
{
    enum { BUDGET = 300 };
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_CPtr reply = test_object(seL4_ReplyObject, 0);
    struct spinner s;
    seL4_MessageInfo_t info;
    seL4_Word badge = 0;

    make_spinner(&s, "spinner", ABOVE, BUDGET, 2000, 4000);
    CHECK_OK(seL4_TCB_SetTimeoutEndpoint(
        s.thread->tcb,
        test_mint(endpoint, seL4_AllRights, test_word("badge"))));
    test_start(s.thread);
    info = seL4_NBRecv(endpoint, &badge, reply);
    record_value("badge", badge);
    record_value("label", seL4_MessageInfo_get_label(info));
    record_value("context", seL4_GetMR(0));
    CHECK_MSG(apart(seL4_GetMR(1), BUDGET) <= SLACK / TICKS,
              "consumed: %lu us, of %d", seL4_GetMR(1), BUDGET);
    test_step("nobody answers: it does not run again");
    test_spin(2500);
    record_value("runs", (seL4_Word)s.spans);
}
