/* SPDX-License-Identifier: MIT */
/*
 * Section 6.7: Yield, and SchedContext_YieldTo with its result that comes late;
 * and what a consumed counter (6.1) tells.
 */
#include "actor.h"

static void spin(seL4_Word microseconds)
{
    test_spin(microseconds);
}

/* YieldTo as a raw step, so that the registers can be seen. */
#define YIELD_TO(c, sc)                               \
    {                                                 \
        .call = (seL4_Word)(c), .cap = (sc),          \
        .info = (seL4_Word)SchedContextYieldTo << 12, \
        .word = REGISTER_MARK + 2                     \
    }

/* Microseconds that the context has used; the counter starts again. */
static seL4_Word consumed(seL4_CPtr sc)
{
    seL4_SchedContext_Consumed_t c = seL4_SchedContext_Consumed(sc);

    CHECK_EQ(c.error, seL4_NoError);
    return c.consumed;
}

/* -- Yield ---------------------------------------------------------------- */

/* Round robin: to the back of the queue, and no register changes. */
TEST(s6_7_yield_to_back)
{
    seL4_CPtr idle = make_endpoint();
    struct actor a, b;

    fresh_slice();
    ACTOR(&a, 'a', EQUAL, YIELD(), NBWAIT(idle));
    ACTOR(&b, 'b', EQUAL, NBWAIT(idle), YIELD(), NBWAIT(idle));
    CHECK_TRACE("");
    test_let_run();
    CHECK_TRACE("baabb");
    CHECK_EQ(a.got[0].a0, REGISTER_MARK);
    CHECK_EQ(a.got[0].a1, REGISTER_MARK + 1);
    for (seL4_Word i = 0; i < 4; i++)
        CHECK_EQ(a.got[0].mr[i], REGISTER_MARK + 2 + i);
}

/* With nobody else at its priority a round-robin thread goes on at once. */
TEST(s6_7_yield_alone)
{
    uint64_t before = test_time();

    for (int i = 0; i < 10; i++)
        seL4_Yield();
    CHECK_MSG(test_time() - before < 10 * 1000, "ten Yields took %lu ticks",
              test_time() - before);
}

/* Otherwise the rest of the refill is gone: not before the next period. */
TEST(s6_7_yield_waits_for_refill)
{
    seL4_CPtr idle = make_endpoint();
    struct actor a;
    uint64_t start;

    MAKE(&a, 'a', HIGH, YIELD(), NBWAIT(idle));
    fresh_slice();
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, a.sc, 1000, 2000,
                                         0, 0));
    start = test_time();
    actor_start(&a);
    CHECK_AT(&a, 0);
    while (test_time() < start + 19800)
        CHECK_AT(&a, 0);
    test_spin(60);
    CHECK_AT(&a, 2);
}

/* Only what was used counts as consumed, not what was given up. */
TEST(s6_7_yield_consumes_what_was_used)
{
    struct actor a;
    seL4_Word used;

    MAKE(&a, 'a', HIGH, DO(spin, 200), YIELD(), NBWAIT(make_endpoint()));
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, a.sc, 1000, 3000,
                                         0, 0));
    actor_start(&a);
    CHECK_AT(&a, 1);
    used = consumed(a.sc);
    CHECK_MSG(used >= 200 && used < 220, "consumed %lu us, not 200", used);
}

/* -- YieldTo -------------------------------------------------------------- */

TEST(s6_7_yield_to_refused)
{
    struct actor above;

    MAKE(&above, 'a', HIGH, NBWAIT(make_endpoint()));
    CHECK_OK(seL4_TCB_SetMCPriority(TEST_TCB, TEST_TCB, HIGH - 1));
    WALK({ "no thread", test_sched_context(500, 500), SchedContextYieldTo,
           NO_WORDS, NO_CAPS, ILLEGAL },
         { "own context", TEST_SC, SchedContextYieldTo, NO_WORDS, NO_CAPS,
           ILLEGAL },
         { "above the maximum", above.sc, SchedContextYieldTo, NO_WORDS,
           NO_CAPS, ILLEGAL });
}

/* A thread that cannot run: the answer comes at once, with the consumption. */
TEST(s6_7_yield_to_inactive)
{
    struct actor a;
    struct call r;

    MAKE(&a, 'a', LOW, NBWAIT(make_endpoint()));
    r = ONE(YIELD_TO(seL4_SysCall, a.sc));
    CHECK_EQ(r.a0, 0);
    CHECK_EQ(r.a1, 1);
    CHECK_EQ(r.mr[0], 0);
    CHECK_EQ(r.mr[1], REGISTER_MARK + 3);
}

/* A lower thread moves to the front of its queue; the caller goes on. */
TEST(s6_7_yield_to_lower)
{
    seL4_CPtr idle = make_endpoint();
    struct actor a, b;
    struct call r;

    ACTOR(&a, 'a', LOW, NBWAIT(idle));
    ACTOR(&b, 'b', LOW, NBWAIT(idle)); /* now b stands before a */
    r = ONE(YIELD_TO(seL4_SysCall, a.sc));
    CHECK_TRACE("");
    CHECK_EQ(r.a1, 1);
    test_let_run();
    CHECK_TRACE("ab");
}

/* An equal runs at once, then the caller, before others of that priority. */
TEST(s6_7_yield_to_equal)
{
    seL4_CPtr idle = make_endpoint();
    struct actor a, b;
    struct call r;

    fresh_slice();
    ACTOR(&a, 'a', EQUAL, NBWAIT(idle));
    ACTOR(&b, 'b', EQUAL, DO(spin, 300));
    r = ONE(YIELD_TO(seL4_SysCall, b.sc));
    CHECK_TRACE("b");
    CHECK_EQ(r.a0, 0);
    CHECK_EQ(r.a1, 1);
    CHECK_MSG(r.mr[0] >= 300 && r.mr[0] < 330, "consumed %lu us, not 300",
              r.mr[0]);
    CHECK_EQ(consumed(b.sc), 0);
    test_let_run();
    CHECK_TRACE("a");
}

/* The result is written, also when the call was a Send. */
TEST(s6_7_yield_to_by_send)
{
    static const struct {
        const char *what;
        long call;
    } rows[] = { { "Send", seL4_SysSend }, { "NBSend", seL4_SysNBSend } };

    for (int i = 0; i < 2; i++) {
        struct actor a;
        struct call r;

        fresh_slice();
        ACTOR(&a, 'a', EQUAL, DO(spin, 100));
        r = ONE(YIELD_TO(rows[i].call, a.sc));
        CHECK_TRACE("a");
        ROW_EQ(rows[i].what, r.a0, 0);
        ROW_EQ(rows[i].what, r.a1, 1);
        CHECK_MSG(r.mr[0] >= 100 && r.mr[0] < 130, "%s: consumed %lu us",
                  rows[i].what, r.mr[0]);
    }
}

/* Not so when the answer is at once: a Send writes no register. */
TEST(s6_7_yield_to_lower_by_send)
{
    struct actor a;
    struct call r;

    ACTOR(&a, 'a', LOW, NBWAIT(make_endpoint()));
    r = ONE(YIELD_TO(seL4_SysSend, a.sc));
    CHECK_EQ(r.a0, a.sc);
    CHECK_EQ(r.a1, (seL4_Word)SchedContextYieldTo << 12);
    CHECK_EQ(r.mr[0], REGISTER_MARK + 2);
}

/* A second thread that yields to the context completes the first one's. */
TEST(s6_7_yield_to_completed_by_next)
{
    struct actor target, first, second;

    MAKE(&target, 't', LOW, NBWAIT(make_endpoint()), DO(spin, 50),
         NBWAIT(make_endpoint()));
    MAKE(&first, 'f', LOW, YIELD_TO(seL4_SysCall, target.sc));
    MAKE(&second, 's', LOW, YIELD_TO(seL4_SysCall, target.sc));
    CHECK_OK(seL4_TCB_SetMCPriority(first.tcb, TEST_TCB, LOW));
    CHECK_OK(seL4_TCB_SetMCPriority(second.tcb, TEST_TCB, LOW));
    actor_start(&target);
    actor_start(&second);
    actor_start(&first); /* queue: first, second, target */
    test_let_run();
    /* first yields to target, which does its steps; then first goes on. */
    CHECK_TRACE("tttfs");
    CHECK_EQ(first.got[0].a1, 1);
    CHECK_MSG(first.got[0].mr[0] >= 50, "first: %lu us", first.got[0].mr[0]);
    CHECK_EQ(second.got[0].a1, 1);
    CHECK_EQ(second.got[0].mr[0], 0);
}

static seL4_CPtr delayed_sc;

/* Suspended before its result came, the caller has an empty answer. */
static void suspend(seL4_Word tcb)
{
    seL4_TCB_Suspend(tcb);
}

TEST(s6_7_yield_to_forgotten)
{
    struct actor target, caller;

    MAKE(&caller, 'c', LOW, NBWAIT(make_endpoint()), NBWAIT(make_endpoint()));
    MAKE(&target, 't', LOW, DO(suspend, caller.tcb));
    caller.steps[0] = (struct step)YIELD_TO(seL4_SysCall, target.sc);
    actor_start(&target);
    actor_start(&caller);
    test_let_run();
    CHECK_TRACE("t");
    CHECK_AT(&caller, 0);
    CHECK_OK(seL4_TCB_Resume(caller.tcb));
    test_let_run();
    CHECK_TRACE("cc");
    CHECK_EQ(caller.got[0].a0, 0);
    CHECK_EQ(caller.got[0].a1, 0);
    CHECK_EQ(caller.got[0].mr[0], REGISTER_MARK + 2);
}

/* The context is deleted while its thread runs: the caller has its result. */
static void delete_context(seL4_Word unused)
{
    (void)unused;
    test_spin(50);
    test_delete(delayed_sc);
}

TEST(s6_7_yield_to_deleted_context)
{
    struct actor target, caller;

    MAKE(&target, 't', LOW, DO(delete_context, 0));
    delayed_sc = target.sc;
    MAKE(&caller, 'c', LOW, YIELD_TO(seL4_SysCall, target.sc));
    CHECK_OK(seL4_TCB_SetMCPriority(caller.tcb, TEST_TCB, LOW));
    actor_start(&target);
    actor_start(&caller);
    test_let_run();
    CHECK_TRACE("c"); /* the target has lost its context */
    CHECK_EQ(caller.got[0].a0, 0);
    CHECK_EQ(caller.got[0].a1, 1);
}

/* A higher thread may be named up to the caller's maximum; it is postponed
   here, so the answer is at once. */
TEST(s6_7_yield_to_postponed)
{
    struct actor a;
    struct call r;

    MAKE(&a, 'a', HIGH, DO(spin, 100), YIELD());
    CHECK_OK(
        seL4_SchedControl_Configure(TEST_SCHED_CONTROL, a.sc, 500, 5000, 0, 0));
    actor_start(&a);
    CHECK_AT(&a, 1);
    r = ONE(YIELD_TO(seL4_SysCall, a.sc));
    CHECK_EQ(r.a1, 1);
    CHECK_MSG(r.mr[0] >= 100 && r.mr[0] < 120, "consumed %lu us", r.mr[0]);
    CHECK_AT(&a, 1);
}

/* -- 6.1: consumed time --------------------------------------------------- */

/* One's own time is not committed yet when one asks for it. */
TEST(s6_1_consumed_leaves_out_pending)
{
    seL4_Word rest;

    fresh_slice(); /* commits what went before */
    consumed(TEST_SC);
    test_spin(500);
    rest = consumed(TEST_SC);
    CHECK_MSG(rest == 0, "own consumption is %lu us after an undisturbed run",
              rest);
    test_step("after a switch it is there");
    test_join(test_spawn("other", HIGH, (void (*)(void *))seL4_Yield, NULL));
    rest = consumed(TEST_SC);
    CHECK_MSG(rest >= 500 && rest < 700, "consumed %lu us, not 500", rest);
}

/* Reading resets; the counter is of the context, wherever it was lent. */
TEST(s6_1_consumed_of_other)
{
    struct actor a;
    seL4_Word used;

    ACTOR(&a, 'a', HIGH, DO(spin, 400), WAIT(make_endpoint()));
    used = consumed(a.sc);
    CHECK_MSG(used >= 400 && used < 420, "consumed %lu us, not 400", used);
    CHECK_EQ(consumed(a.sc), 0);
}

TEST(s6_1_consumed_by_callee)
{
    seL4_CPtr ep = make_endpoint(), reply = make_reply();
    struct actor server, client;
    seL4_Word used;

    ACTOR(&server, 's', HIGH, RECV(ep, reply), DO(spin, 400),
          REPLYRECV(ep, reply, 1));
    actor_passive(&server);
    consumed(server.sc);
    ACTOR(&client, 'c', HIGH, CALL(ep, 1));
    CHECK_AT(&client, 1);
    used = consumed(client.sc);
    CHECK_MSG(used >= 400 && used < 430, "client: %lu us, not 400", used);
    CHECK_EQ(consumed(server.sc), 0);
}

/* ConfigureFlags does not reset it. */
TEST(s6_1_consumed_survives_configure)
{
    struct actor a;
    seL4_Word used;

    ACTOR(&a, 'a', HIGH, DO(spin, 200), WAIT(make_endpoint()));
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, a.sc, 1000, 4000,
                                         0, 0));
    used = consumed(a.sc);
    CHECK_MSG(used >= 200 && used < 220, "consumed %lu us, not 200", used);
}

/* The time CSR counts 10 ticks to a microsecond: 100 instructions each in a
   counted run. */
TEST(s6_1_clock_rate)
{
    uint64_t time = test_time(), instructions = test_instructions();

    test_spin(1000);
    time = test_time() - time;
    instructions = test_instructions() - instructions;
    CHECK_MSG(time >= 10000 && time < 10050, "1000 us are %lu ticks", time);
    CHECK_MSG(instructions / 100 >= time - 2 && instructions / 100 <= time + 2,
              "%lu ticks are %lu instructions", time, instructions);
}
