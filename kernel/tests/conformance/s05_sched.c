/* SPDX-License-Identifier: MIT */
/*
 * Section 5.7: the methods of SchedControl and of scheduling contexts: checks
 * in their order, and which bindings there are afterwards. How time is spent
 * is section 6.
 */
#include "probe.h"

enum { CONFIGURE = SchedControlConfigureFlags, LOW_PRIORITY = 50 };

#define MAX_US 230584300921369395ul
#define MIN_US 20

static void spin(void *microseconds)
{
    test_spin((uint64_t)microseconds);
}

/* -- SchedControl ConfigureFlags ------------------------------------------- */

TEST(s5_7_configure_label)
{
    WALK({ "0", TEST_SCHED_CONTROL, 0, NO_WORDS, NO_CAPS, ILLEGAL },
         { "Bind", TEST_SCHED_CONTROL, SchedContextBind, NO_WORDS, NO_CAPS,
           ILLEGAL },
         { "SC, ConfigureFlags", make_sched_context(), CONFIGURE, NO_WORDS,
           NO_CAPS, ILLEGAL });
}

TEST(s5_7_configure_truncated)
{
    seL4_CPtr sc = make_sched_context();

    WALK({ "no capability", TEST_SCHED_CONTROL, CONFIGURE,
           WORDS(-1ul, 0, 0, 0, 0), NO_CAPS, TRUNCATED },
         { "four words", TEST_SCHED_CONTROL, CONFIGURE, WORDS(-1ul, 0, 0, 0),
           CAPS(sc), TRUNCATED },
         { "six words are fine", TEST_SCHED_CONTROL, CONFIGURE,
           WORDS(100, 100, 0, 0, 0, 7), CAPS(sc), SUCCEEDS });
}

TEST(s5_7_configure_too_long)
{
    WALK({ "budget", TEST_SCHED_CONTROL, CONFIGURE,
           WORDS(MAX_US + 1, 0, 99, 0, 0), CAPS(0), RANGE(MIN_US, MAX_US) },
         { "budget -1", TEST_SCHED_CONTROL, CONFIGURE,
           WORDS(-1ul, -1ul, 99, 0, 0), CAPS(0), RANGE(MIN_US, MAX_US) },
         { "period", TEST_SCHED_CONTROL, CONFIGURE,
           WORDS(0, MAX_US + 1, 99, 0, 0), CAPS(0), RANGE(MIN_US, MAX_US) },
         { "the longest", TEST_SCHED_CONTROL, CONFIGURE,
           WORDS(MAX_US, MAX_US, 0, 0, 0), CAPS(make_sched_context()),
           SUCCEEDS });
}

TEST(s5_7_configure_too_short)
{
    WALK({ "budget 0", TEST_SCHED_CONTROL, CONFIGURE, WORDS(0, 1000, 99, 0, 0),
           CAPS(0), RANGE(MIN_US, MAX_US) },
         { "budget 19", TEST_SCHED_CONTROL, CONFIGURE,
           WORDS(19, 1000, 99, 0, 0), CAPS(0), RANGE(MIN_US, MAX_US) },
         { "period 19", TEST_SCHED_CONTROL, CONFIGURE, WORDS(20, 19, 99, 0, 0),
           CAPS(0), RANGE(MIN_US, MAX_US) },
         { "the shortest", TEST_SCHED_CONTROL, CONFIGURE,
           WORDS(20, 20, 0, 0, 0), CAPS(make_sched_context()), SUCCEEDS });
}

TEST(s5_7_configure_budget_in_period)
{
    WALK({ "budget longer, no SC", TEST_SCHED_CONTROL, CONFIGURE,
           WORDS(1001, 1000, 99, 0, 0), CAPS(0), RANGE(MIN_US, 1000) },
         { "by far", TEST_SCHED_CONTROL, CONFIGURE, WORDS(MAX_US, 20, 99, 0, 0),
           CAPS(TEST_TCB), RANGE(MIN_US, 20) });
}

TEST(s5_7_configure_sched_context)
{
    WALK({ "null", TEST_SCHED_CONTROL, CONFIGURE, WORDS(100, 1000, 99, 0, 0),
           CAPS(0), INVALID_CAP(1) },
         { "TCB", TEST_SCHED_CONTROL, CONFIGURE, WORDS(100, 1000, 99, 0, 0),
           CAPS(make_tcb()), INVALID_CAP(1) });
}

TEST(s5_7_configure_refills)
{
    seL4_CPtr sc = make_sched_context();
    seL4_CPtr large = test_object(seL4_SchedContextObject, 8);

    WALK({ "1 of 0", TEST_SCHED_CONTROL, CONFIGURE, WORDS(100, 1000, 1, 0, 0),
           CAPS(sc), RANGE(0, 0) },
         { "round robin needs none, 1 of 0", TEST_SCHED_CONTROL, CONFIGURE,
           WORDS(100, 100, 1, 0, 0), CAPS(sc), RANGE(0, 0) },
         { "9 of 8", TEST_SCHED_CONTROL, CONFIGURE, WORDS(100, 1000, 9, 0, 0),
           CAPS(large), RANGE(0, 8) },
         { "-1 of 8", TEST_SCHED_CONTROL, CONFIGURE,
           WORDS(100, 1000, -1ul, 0, 0), CAPS(large), RANGE(0, 8) },
         { "8 of 8", TEST_SCHED_CONTROL, CONFIGURE, WORDS(100, 1000, 8, 0, 0),
           CAPS(large), SUCCEEDS });
}

/* Any badge, and flags beyond bit 0. */
TEST(s5_7_configure_badge_and_flags)
{
    WALK({ "all ones", TEST_SCHED_CONTROL, CONFIGURE,
           WORDS(100, 1000, 0, -1ul, -1ul), CAPS(make_sched_context()),
           SUCCEEDS });
}

/* -- Bind ------------------------------------------------------------------ */

TEST(s5_7_labels)
{
    seL4_CPtr sc = make_sched_context();

    WALK({ "0", sc, 0, NO_WORDS, NO_CAPS, ILLEGAL },
         { "PageTableMap", sc, RISCVPageTableMap, NO_WORDS, NO_CAPS, ILLEGAL },
         { "DomainSet", sc, DomainSetSet, NO_WORDS, NO_CAPS, ILLEGAL });
}

TEST(s5_7_bind_checks)
{
    seL4_CPtr sc = make_sched_context();

    WALK(
        { "no capability", sc, SchedContextBind, NO_WORDS, NO_CAPS, TRUNCATED },
        { "null", sc, SchedContextBind, NO_WORDS, CAPS(0), INVALID_CAP(1) },
        { "endpoint", sc, SchedContextBind, NO_WORDS, CAPS(make_endpoint()),
          INVALID_CAP(1) },
        { "SC", sc, SchedContextBind, NO_WORDS, CAPS(sc), INVALID_CAP(1) },
        { "reply", sc, SchedContextBind, NO_WORDS, CAPS(make_reply()),
          INVALID_CAP(1) });
}

TEST(s5_7_bind_one_thread)
{
    seL4_CPtr a = make_sched_context(), b = make_sched_context();
    seL4_CPtr tcb = make_tcb(), other = make_tcb();

    WALK(
        { "first", a, SchedContextBind, NO_WORDS, CAPS(tcb), SUCCEEDS },
        { "the same again", a, SchedContextBind, NO_WORDS, CAPS(tcb), ILLEGAL },
        { "SC has a thread", a, SchedContextBind, NO_WORDS, CAPS(other),
          ILLEGAL },
        { "thread has an SC", b, SchedContextBind, NO_WORDS, CAPS(tcb),
          ILLEGAL },
        { "both free", b, SchedContextBind, NO_WORDS, CAPS(other), SUCCEEDS });
}

TEST(s5_7_bind_one_notification)
{
    seL4_CPtr a = make_sched_context(), b = make_sched_context();
    seL4_CPtr ntfn = make_notification(), other = make_notification();

    WALK({ "first", a, SchedContextBind, NO_WORDS, CAPS(ntfn), SUCCEEDS },
         { "SC has one", a, SchedContextBind, NO_WORDS, CAPS(other), ILLEGAL },
         { "it has an SC", b, SchedContextBind, NO_WORDS, CAPS(ntfn), ILLEGAL },
         { "a thread besides", a, SchedContextBind, NO_WORDS, CAPS(make_tcb()),
           SUCCEEDS });
}

static void wait_for(void *ntfn)
{
    seL4_Wait((seL4_CPtr)ntfn, NULL);
}

/* A blocked thread gets only what it could run on at once. */
TEST(s5_7_bind_to_blocked)
{
    seL4_CPtr ntfn = make_notification();
    struct test_thread *thread =
        test_spawn("waiter", LOW_PRIORITY, wait_for, (void *)ntfn);

    test_let_run();
    CHECK_OK(seL4_SchedContext_Unbind(thread->sc));
    WALK({ "not configured", make_sched_context(), SchedContextBind, NO_WORDS,
           CAPS(thread->tcb), ILLEGAL },
         { "ready", test_sched_context(1000, 1000), SchedContextBind, NO_WORDS,
           CAPS(thread->tcb), SUCCEEDS });
    seL4_Signal(ntfn);
    test_join(thread);
}

/* The same for an SC whose next refill lies in the future. */
TEST(s5_7_bind_exhausted_to_blocked)
{
    seL4_CPtr ntfn = make_notification();
    struct test_thread *thread =
        test_spawn("waiter", LOW_PRIORITY, wait_for, (void *)ntfn);
    seL4_CPtr sc = test_sched_context(100, 1000000);
    struct test_thread *other;

    test_let_run();
    CHECK_OK(seL4_SchedContext_Unbind(thread->sc));
    /* Spend all of it. */
    other = test_thread("spender", LOW_PRIORITY, spin, (void *)1000);
    CHECK_OK(seL4_SchedContext_Unbind(other->sc));
    CHECK_OK(seL4_SchedContext_Bind(sc, other->tcb));
    test_start(other);
    test_let_run();
    CHECK(!other->done);
    CHECK_OK(seL4_SchedContext_Unbind(sc));
    WALK({ "exhausted", sc, SchedContextBind, NO_WORDS, CAPS(thread->tcb),
           ILLEGAL },
         { "to a thread that is not blocked", sc, SchedContextBind, NO_WORDS,
           CAPS(make_tcb()), SUCCEEDS });
}

/* Bound to a thread that only lacked time, it runs. */
TEST(s5_7_bind_lets_run)
{
    struct test_thread *thread = test_thread("passive", 110, spin, (void *)1);

    CHECK_OK(seL4_SchedContext_Unbind(thread->sc));
    test_start(thread);
    CHECK(!thread->done);
    CHECK_OK(seL4_SchedContext_Bind(thread->sc, thread->tcb));
    CHECK(thread->done);
}

/* Without a configuration it may be bound; the thread runs when it has one. */
TEST(s5_7_bind_unconfigured)
{
    struct test_thread *thread = test_thread("passive", 110, spin, (void *)1);
    seL4_CPtr sc = make_sched_context();

    CHECK_OK(seL4_SchedContext_Unbind(thread->sc));
    CHECK_OK(seL4_SchedContext_Bind(sc, thread->tcb));
    test_start(thread);
    CHECK(!thread->done);
    CHECK_OK(
        seL4_SchedControl_Configure(TEST_SCHED_CONTROL, sc, 1000, 1000, 0, 0));
    CHECK(thread->done);
}

/* -- Unbind, UnbindObject -------------------------------------------------- */

TEST(s5_7_unbind)
{
    seL4_CPtr sc = make_sched_context(), ntfn = make_notification();
    seL4_CPtr tcb = make_tcb();

    WALK({ "nothing bound", sc, SchedContextUnbind, NO_WORDS, NO_CAPS,
           SUCCEEDS },
         { "the caller's", TEST_SC, SchedContextUnbind, NO_WORDS, NO_CAPS,
           ILLEGAL },
         { "a thread", sc, SchedContextBind, NO_WORDS, CAPS(tcb), SUCCEEDS },
         { "a notification", sc, SchedContextBind, NO_WORDS, CAPS(ntfn),
           SUCCEEDS },
         { "both", sc, SchedContextUnbind, WORDS(1), CAPS(0), SUCCEEDS },
         { "the thread is free", sc, SchedContextBind, NO_WORDS, CAPS(tcb),
           SUCCEEDS },
         { "the notification too", sc, SchedContextBind, NO_WORDS, CAPS(ntfn),
           SUCCEEDS });
}

TEST(s5_7_unbind_object_checks)
{
    seL4_CPtr sc = make_sched_context(), ntfn = make_notification();
    seL4_CPtr tcb = make_tcb();

    WALK({ "no capability", sc, SchedContextUnbindObject, NO_WORDS, NO_CAPS,
           TRUNCATED },
         { "null", sc, SchedContextUnbindObject, NO_WORDS, CAPS(0),
           INVALID_CAP(1) },
         { "endpoint", sc, SchedContextUnbindObject, NO_WORDS,
           CAPS(make_endpoint()), INVALID_CAP(1) },
         { "thread, not bound", sc, SchedContextUnbindObject, NO_WORDS,
           CAPS(tcb), ILLEGAL },
         { "notification, not bound", sc, SchedContextUnbindObject, NO_WORDS,
           CAPS(ntfn), ILLEGAL },
         { "thread of another SC", sc, SchedContextUnbindObject, NO_WORDS,
           CAPS(TEST_TCB), ILLEGAL },
         { "the caller", TEST_SC, SchedContextUnbindObject, NO_WORDS,
           CAPS(TEST_TCB), ILLEGAL });
}

/* Each link by itself. */
TEST(s5_7_unbind_object_cuts_one)
{
    seL4_CPtr sc = make_sched_context(), ntfn = make_notification();
    seL4_CPtr tcb = make_tcb();

    CHECK_OK(seL4_SchedContext_Bind(sc, tcb));
    CHECK_OK(seL4_SchedContext_Bind(sc, ntfn));
    WALK(
        { "the thread", sc, SchedContextUnbindObject, NO_WORDS, CAPS(tcb),
          SUCCEEDS },
        { "again", sc, SchedContextUnbindObject, NO_WORDS, CAPS(tcb), ILLEGAL },
        { "the notification is bound", sc, SchedContextBind, NO_WORDS,
          CAPS(ntfn), ILLEGAL },
        { "the notification", sc, SchedContextUnbindObject, NO_WORDS,
          CAPS(ntfn), SUCCEEDS },
        { "free again", sc, SchedContextBind, NO_WORDS, CAPS(ntfn), SUCCEEDS });
}

/* A thread without an SC does not run. */
TEST(s5_7_unbound_thread_does_not_run)
{
    struct test_thread *thread =
        test_thread("passive", LOW_PRIORITY, spin, (void *)1);

    test_start(thread);
    CHECK_OK(seL4_SchedContext_UnbindObject(thread->sc, thread->tcb));
    test_let_run();
    CHECK(!thread->done);
    CHECK_OK(seL4_SchedContext_Bind(thread->sc, thread->tcb));
    test_join(thread);
}

/* -- Consumed, YieldTo ----------------------------------------------------- */

/* What a thread has used, once; the counter starts anew. */
TEST(s5_7_consumed)
{
    struct test_thread *thread =
        test_spawn("spender", LOW_PRIORITY, spin, (void *)500);
    seL4_SchedContext_Consumed_t used;

    test_join(thread);
    used = seL4_SchedContext_Consumed(thread->sc);
    CHECK_OK(used.error);
    CHECK_MSG(used.consumed >= 500 && used.consumed < 700,
              "%lu us consumed in a spin of 500 us", used.consumed);
    WALK({ "read already", thread->sc, SchedContextConsumed, NO_WORDS, NO_CAPS,
           RETURNS(0) });
}

TEST(s5_7_yield_to_checks)
{
    seL4_CPtr sc = test_sched_context(1000, 1000);

    WALK({ "no thread", sc, SchedContextYieldTo, NO_WORDS, NO_CAPS, ILLEGAL },
         { "the caller", TEST_SC, SchedContextYieldTo, NO_WORDS, NO_CAPS,
           ILLEGAL });
}

/* The target's priority is bounded by the caller's MCP. */
TEST(s5_7_yield_to_priority)
{
    struct test_thread *thread = test_thread("target", 99, spin, (void *)1);

    CHECK_OK(seL4_TCB_SetMCPriority(TEST_TCB, TEST_TCB, 98));
    WALK({ "99 of 98", thread->sc, SchedContextYieldTo, NO_WORDS, NO_CAPS,
           ILLEGAL });
    CHECK_OK(seL4_TCB_SetPriority(thread->tcb, TEST_TCB, 98));
    WALK({ "98 of 98", thread->sc, SchedContextYieldTo, NO_WORDS, NO_CAPS,
           RETURNS(0) });
}
