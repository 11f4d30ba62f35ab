/* SPDX-License-Identifier: MIT */
/*
 * Section 6.6: reply objects, the call stack, and where scheduling contexts go.
 *
 * Most tests start from one of two situations, in which a server has received
 * and now waits for `go` instead of replying:
 *
 *   struct service   client c calls server s
 *   struct chain     client a calls server b, and b calls server c;
 *                    stack of a's context: r2 (b's call) above r1 (a's call)
 *
 * Servers have no context of their own but the one they run on.
 */
#include "actor.h"

struct service {
    seL4_CPtr ep, reply, go, context; /* context: the client's */
    struct actor client, server;
};

/* `first` of the server's steps is done when this returns: the receive. */
static void service_begin(struct service *s, bool passive)
{
    s->ep = make_endpoint();
    s->reply = make_reply();
    s->go = make_notification();
    ACTOR(&s->server, 's', HIGH, RECV(s->ep, s->reply), WAIT(s->go),
          REPLYRECV(s->ep, s->reply, 5));
    if (passive)
        actor_passive(&s->server);
    ACTOR(&s->client, 'c', HIGH, CALL(s->ep, 1), NBWAIT(make_endpoint()));
    s->context = s->client.sc;
    CHECK_AT(&s->server, 1);
    CHECK_AT(&s->client, 0);
}

struct chain {
    seL4_CPtr ep1, ep2, r1, r2, go, context;
    struct actor a, b, c;
};

static void chain_begin(struct chain *s)
{
    s->ep1 = make_endpoint();
    s->ep2 = make_endpoint();
    s->r1 = make_reply();
    s->r2 = make_reply();
    s->go = make_notification();
    ACTOR(&s->c, 'c', HIGH, RECV(s->ep2, s->r2), WAIT(s->go),
          REPLYRECV(s->ep2, s->r2, 5));
    ACTOR(&s->b, 'b', HIGH, RECV(s->ep1, s->r1), CALL(s->ep2, 2),
          REPLYRECV(s->ep1, s->r1, 6));
    actor_passive(&s->c);
    actor_passive(&s->b);
    ACTOR(&s->a, 'a', HIGH, CALL(s->ep1, 1), NBWAIT(make_endpoint()));
    s->context = s->a.sc;
    CHECK_AT(&s->c, 1);
    CHECK_AT(&s->b, 1);
}

/* -- one call ------------------------------------------------------------- */

TEST(s6_6_reply_returns_context)
{
    struct service s;

    service_begin(&s, true);
    CHECK(holds(s.context, s.server.tcb));
    seL4_Signal(s.go);
    CHECK_AT(&s.client, 2);
    CHECK_EQ(info_label(s.client.got[0].a1), 5);
    CHECK(holds(s.context, s.client.tcb));
    CHECK(!has_context(s.server.tcb));
    test_step("the next call works as the first");
    CHECK_OK(seL4_TCB_SetPriority(TEST_TCB, TEST_TCB, EQUAL));
    ONE(NBSEND(s.ep, 1));
    CHECK_AT(&s.server, 2);
}

TEST(s6_6_active_server_keeps_own)
{
    struct service s;

    service_begin(&s, false);
    CHECK(holds(s.context, s.client.tcb));
    CHECK(holds(s.server.sc, s.server.tcb));
    seL4_Signal(s.go);
    CHECK_AT(&s.client, 2);
    CHECK(holds(s.context, s.client.tcb));
    CHECK(holds(s.server.sc, s.server.tcb));
}

/* A passive server that replies by a plain invocation stops behind it. */
TEST(s6_6_replier_stops)
{
    static const char *const what[] = { "Send", "NBSend", "Call" };

    for (int i = 0; i < 3; i++) {
        seL4_CPtr ep = make_endpoint(), reply = make_reply();
        seL4_CPtr idle = make_endpoint();
        struct actor server, client;

        if (i == 0)
            ACTOR(&server, 's', HIGH, RECV(ep, reply), SEND(reply, 3),
                  NBWAIT(idle));
        else if (i == 1)
            ACTOR(&server, 's', HIGH, RECV(ep, reply), NBSEND(reply, 3),
                  NBWAIT(idle));
        else
            ACTOR(&server, 's', HIGH, RECV(ep, reply), CALL(reply, 3),
                  NBWAIT(idle));
        actor_passive(&server);
        ACTOR(&client, 'c', HIGH, CALL(ep, 1));
        ROW_EQ(what[i], client.at, 1);
        ROW_EQ(what[i], info_label(client.got[0].a1), 3);
        ROW_EQ(what[i], server.at, 1);
        ROW_EQ(what[i], has_context(server.tcb), false);
        CHECK_OK(seL4_SchedContext_Bind(server.sc, server.tcb));
        ROW_EQ(what[i], server.at, 3);
        if (i == 2) {
            ROW_EQ(what[i], server.got[1].a0, 0);
            ROW_EQ(what[i], server.got[1].a1, 0);
        }
    }
}

TEST(s6_6_active_replier_goes_on)
{
    seL4_CPtr ep = make_endpoint(), reply = make_reply();
    struct actor server, client;

    ACTOR(&server, 's', HIGH, RECV(ep, reply), SEND(reply, 3),
          NBWAIT(make_endpoint()));
    ACTOR(&client, 'c', HIGH, CALL(ep, 1));
    CHECK_AT(&server, 3);
    CHECK_AT(&client, 1);
}

/* A reply object that tracks nobody accepts everything and does nothing. */
TEST(s6_6_reply_tracks_nothing)
{
    struct call r = ONE(CALL(make_reply(), 9));

    CHECK_EQ(r.a0, 0);
    CHECK_EQ(r.a1, 0);
    CHECK_EQ(r.mr[0], 1009);
}

TEST(s6_6_reply_tracks_receiver)
{
    seL4_CPtr ep = make_endpoint(), reply = make_reply();
    struct actor a;

    ACTOR(&a, 'a', HIGH, RECV(ep, reply));
    CHECK_EQ(ONE(CALL(reply, 9)).a1, 0);
    CHECK_AT(&a, 0);
    ONE(NBSEND(ep, 2));
    CHECK_AT(&a, 1);
    CHECK_EQ(a.got[0].mr[0], 1002);
}

TEST(s6_6_second_reply_is_nothing)
{
    seL4_CPtr ep = make_endpoint(), reply = make_reply();
    struct actor a;

    ACTOR(&a, 'a', HIGH, CALL(ep, 1), CALL(ep, 2));
    ONE(NBRECV(ep, reply));
    CHECK_EQ(ONE(CALL(reply, 3)).a1, 0);
    CHECK_AT(&a, 1);
    CHECK_EQ(ONE(CALL(reply, 4)).a1, 0);
    CHECK_AT(&a, 1);
}

TEST(s6_6_reply_through_copy)
{
    seL4_CPtr ep = make_endpoint(), reply = make_reply();
    seL4_CPtr copy = test_copy(reply, seL4_AllRights);
    struct actor a;

    ACTOR(&a, 'a', HIGH, CALL(ep, 1));
    ONE(NBRECV(ep, reply));
    test_step("a capability is deleted that is not the last");
    test_delete(reply);
    CHECK_AT(&a, 0);
    ONE(SEND(copy, 3));
    CHECK_AT(&a, 1);
    CHECK_EQ(info_label(a.got[0].a1), 3);
}

/* The last capability of the reply object is deleted: the context returns, the
   caller is inactive; resumed, it calls again. */
TEST(s6_6_delete_reply_of_caller)
{
    struct service s;

    service_begin(&s, true);
    test_delete(s.reply);
    CHECK(holds(s.context, s.client.tcb));
    CHECK(!has_context(s.server.tcb));
    CHECK_AT(&s.client, 0);
    CHECK_EQ(ONE(NBRECV(s.ep, make_reply())).a0, 0);
    CHECK_OK(seL4_TCB_Resume(s.client.tcb));
    CHECK_EQ(info_label(ONE(NBRECV(s.ep, make_reply())).a1), 1);
}

/* The same while a receiver blocks with it. */
TEST(s6_6_delete_reply_of_receiver)
{
    seL4_CPtr ep = make_endpoint(), reply = make_reply(), other = make_reply();
    struct actor a;

    ACTOR(&a, 'a', HIGH, RECV(ep, reply));
    test_delete(reply);
    ONE(NBSEND(ep, 1));
    CHECK_AT(&a, 0);
    test_step("another reply object in that slot, then Resume");
    CHECK_OK(seL4_CNode_Move(TEST_CNODE, reply, 64, TEST_CNODE, other, 64));
    CHECK_OK(seL4_TCB_Resume(a.tcb));
    ONE(NBSEND(ep, 2));
    CHECK_AT(&a, 1);
    CHECK_EQ(a.got[0].mr[0], 1002);
}

/* Passed to a receive, R lets go of the thread that it tracks, also when the
   receive takes a signal of the bound notification. */
TEST(s6_6_reply_reused_at_signal)
{
    seL4_CPtr ep = make_endpoint(), reply = make_reply();
    seL4_CPtr ntfn = make_notification();
    struct actor a;

    ACTOR(&a, 'a', HIGH, CALL(ep, 1));
    ONE(NBRECV(ep, reply));
    CHECK_OK(seL4_TCB_BindNotification(TEST_TCB, ntfn));
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, 4));
    CHECK_EQ(ONE(NBRECV(ep, reply)).a0, 4);
    ONE(SEND(reply, 2));
    CHECK_AT(&a, 0);
    actor_passive(&a);
    CHECK(!is_blocked(a.tcb));
}

TEST(s6_6_reply_reused_cuts_context)
{
    struct service s;

    service_begin(&s, true);
    ONE(NBRECV(make_endpoint(), s.reply)); /* cancel(client) */
    CHECK(holds(s.context, s.server.tcb));
    CHECK(!has_context(s.client.tcb));
    seL4_Signal(s.go);
    CHECK_AT(&s.client, 0);
    CHECK(holds(s.context, s.server.tcb));
}

/* -- what happens to the caller ------------------------------------------- */

TEST(s6_6_caller_suspended)
{
    struct service s;

    service_begin(&s, true);
    CHECK_OK(seL4_TCB_Suspend(s.client.tcb));
    CHECK(holds(s.context, s.server.tcb));
    CHECK(!has_context(s.client.tcb));
    CHECK(!is_blocked(s.client.tcb));
    test_step("the reply finds nobody; the server keeps the context");
    seL4_Signal(s.go);
    CHECK_AT(&s.client, 0);
    CHECK(holds(s.context, s.server.tcb));
}

TEST(s6_6_caller_resumed)
{
    struct service s;

    service_begin(&s, false);
    CHECK_OK(seL4_TCB_Resume(s.client.tcb));
    ONE(SEND(s.reply, 9));
    CHECK_AT(&s.client, 0);
    test_step("it has called again");
    CHECK_EQ(info_label(ONE(NBRECV(s.ep, s.reply)).a1), 1);
    ONE(SEND(s.reply, 8));
    CHECK_AT(&s.client, 2);
    CHECK_EQ(info_label(s.client.got[0].a1), 8);
}

TEST(s6_6_caller_deleted)
{
    struct service s;

    service_begin(&s, true);
    test_delete(s.client.tcb);
    CHECK(holds(s.context, s.server.tcb));
    CHECK_EQ(ONE(CALL(s.reply, 9)).a1, 0);
    CHECK(holds(s.context, s.server.tcb));
}

TEST(s6_6_caller_got_context)
{
    struct service s;
    seL4_CPtr other = test_sched_context(5000, 5000);

    service_begin(&s, true);
    CHECK_OK(seL4_SchedContext_Bind(other, s.client.tcb));
    seL4_Signal(s.go);
    CHECK_AT(&s.client, 2);
    CHECK(holds(other, s.client.tcb));
    CHECK(holds(s.context, s.server.tcb));
}

/* -- what happens to the callee ------------------------------------------- */

TEST(s6_6_callee_suspended)
{
    struct service s;

    service_begin(&s, true);
    CHECK_OK(seL4_TCB_Suspend(s.server.tcb));
    CHECK(holds(s.context, s.server.tcb));
    CHECK(!has_context(s.client.tcb));
    test_step("somebody else replies");
    ONE(SEND(s.reply, 3));
    CHECK_AT(&s.client, 2);
    CHECK(holds(s.context, s.client.tcb));
    CHECK(!has_context(s.server.tcb));
}

TEST(s6_6_callee_deleted)
{
    struct service s;

    service_begin(&s, true);
    test_delete(s.server.tcb);
    CHECK_AT(&s.client, 0);
    CHECK(!has_context(s.client.tcb));
    ONE(SEND(s.reply, 3));
    CHECK_AT(&s.client, 2);
    CHECK(holds(s.context, s.client.tcb));
}

static void spin(seL4_Word microseconds)
{
    test_spin(microseconds);
}

struct slow_service {
    seL4_CPtr ep, reply;
    struct actor client, server;
    uint64_t start;
};

enum { SLOW_BUDGET = 300, SLOW_PERIOD = 3000, SLOW_WORK = 500 };

/* A server that needs more than its client has: 300 of 3,000 microseconds. */
static void slow_begin(struct slow_service *s)
{
    s->ep = make_endpoint();
    s->reply = make_reply();
    ACTOR(&s->server, 's', HIGH, RECV(s->ep, s->reply), DO(spin, SLOW_WORK),
          REPLYRECV(s->ep, s->reply, 5));
    actor_passive(&s->server);
    MAKE(&s->client, 'c', HIGH, CALL(s->ep, 1), NBWAIT(make_endpoint()));
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, s->client.sc,
                                         SLOW_BUDGET, SLOW_PERIOD, 0, 0));
    fresh_slice();
    s->start = test_time();
    actor_start(&s->client);
    CHECK_AT(&s->server, 1); /* it is postponed */
    CHECK(test_time() - s->start < 10 * SLOW_WORK);
}

/* The callee that has used up the caller's budget waits for the refill. */
TEST(s6_6_callee_postponed)
{
    struct slow_service s;

    slow_begin(&s);
    while (test_time() < s.start + 10 * (SLOW_PERIOD - 100))
        CHECK_AT(&s.server, 1);
    test_spin(600);
    CHECK_AT(&s.client, 2);
}

/* The reply of somebody else gives the context back; not ready, it does not
   let the caller run before the refill. */
TEST(s6_6_reply_postpones)
{
    struct slow_service s;

    slow_begin(&s);
    ONE(SEND(s.reply, 3));
    CHECK(holds(s.client.sc, s.client.tcb));
    while (test_time() < s.start + 10 * (SLOW_PERIOD - 100))
        CHECK_AT(&s.client, 0);
    test_spin(300);
    CHECK_AT(&s.client, 2);
    CHECK_EQ(info_label(s.client.got[0].a1), 3);
    CHECK_AT(&s.server, 1);
}

/* -- chains --------------------------------------------------------------- */

TEST(s6_6_chain_lends_and_returns)
{
    struct chain s;

    chain_begin(&s);
    CHECK(holds(s.context, s.c.tcb));
    CHECK(!has_context(s.a.tcb));
    CHECK(!has_context(s.b.tcb));
    seL4_Signal(s.go);
    CHECK_AT(&s.a, 2);
    CHECK_EQ(info_label(s.b.got[1].a1), 5);
    CHECK_EQ(info_label(s.a.got[0].a1), 6);
    CHECK(holds(s.context, s.a.tcb));
    CHECK(!has_context(s.b.tcb));
    CHECK(!has_context(s.c.tcb));
}

/* A reply through the lower entry delivers, moves nothing, cuts the stack. */
TEST(s6_6_remove_middle)
{
    struct chain s;

    chain_begin(&s);
    ONE(SEND(s.r1, 9));
    CHECK_AT(&s.a, 0);
    CHECK(!has_context(s.a.tcb));
    CHECK(!is_blocked(s.a.tcb));
    CHECK(holds(s.context, s.c.tcb));
    test_step("c's reply gives the context to b, which keeps it");
    seL4_Signal(s.go);
    CHECK_AT(&s.b, 2);
    CHECK(holds(s.context, s.b.tcb));
    CHECK(!has_context(s.a.tcb));
    test_step("a goes on with what it was told, on another context");
    CHECK_OK(seL4_SchedContext_Bind(test_sched_context(5000, 5000), s.a.tcb));
    CHECK_AT(&s.a, 2);
    CHECK_EQ(info_label(s.a.got[0].a1), 9);
}

/* Cancelling the top caller leaves the context without any stack. */
TEST(s6_6_cancel_top)
{
    struct chain s;

    chain_begin(&s);
    CHECK_OK(seL4_TCB_Suspend(s.b.tcb));
    CHECK(holds(s.context, s.c.tcb));
    seL4_Signal(s.go);
    CHECK_AT(&s.b, 1);
    CHECK(holds(s.context, s.c.tcb));
    test_step("a's entry is attached to nothing");
    ONE(SEND(s.r1, 9));
    CHECK_AT(&s.a, 0);
    CHECK(!has_context(s.a.tcb));
    CHECK(!is_blocked(s.a.tcb));
    CHECK(holds(s.context, s.c.tcb));
}

/* What was cut off stays so when the upper object is used in another stack: a
   reply through the lower part does nothing to that. */
TEST(s6_6_cut_part_stays_cut)
{
    struct chain s;
    struct actor x, y;
    seL4_CPtr ep3 = make_endpoint(), extra = make_reply();

    chain_begin(&s);
    CHECK_OK(seL4_TCB_Suspend(s.b.tcb)); /* r1 is on its own now */
    seL4_Signal(s.go);                   /* c receives with r2 again */
    CHECK_OK(seL4_SchedContext_Unbind(s.context));
    test_step("x calls y, y calls c: r2 stands above y's reply object");
    ACTOR(&y, 'y', HIGH, RECV(ep3, extra), CALL(s.ep2, 3),
          REPLYRECV(ep3, extra, 4));
    actor_passive(&y);
    ACTOR(&x, 'x', HIGH, CALL(ep3, 1), NBWAIT(make_endpoint()));
    CHECK_AT(&y, 1);
    ONE(SEND(s.r1, 9));
    ONE(SEND(s.r2, 8));
    CHECK_AT(&y, 2);
    CHECK_EQ(info_label(y.got[1].a1), 8);
    CHECK_AT(&x, 2);
    CHECK(holds(x.sc, x.tcb));
    CHECK(!has_context(y.tcb));
}

/* Cancelling a lower caller cuts below: b gets the context and keeps it. */
TEST(s6_6_cancel_middle)
{
    struct chain s;

    chain_begin(&s);
    CHECK_OK(seL4_TCB_Suspend(s.a.tcb));
    CHECK(holds(s.context, s.c.tcb));
    seL4_Signal(s.go);
    CHECK_AT(&s.b, 2);
    CHECK(holds(s.context, s.b.tcb));
    CHECK(!has_context(s.a.tcb));
    CHECK(!is_blocked(s.a.tcb));
}

/* Deleting the last capability of the top entry: its caller has the context,
   and what is below stays. */
TEST(s6_6_delete_top_reply)
{
    struct chain s;

    chain_begin(&s);
    test_delete(s.r2);
    CHECK(holds(s.context, s.b.tcb));
    CHECK(!has_context(s.c.tcb));
    CHECK_AT(&s.b, 1);
    ONE(SEND(s.r1, 9));
    CHECK_AT(&s.a, 2);
    CHECK(holds(s.context, s.a.tcb));
    CHECK(!has_context(s.b.tcb));
}

TEST(s6_6_delete_middle_reply)
{
    struct chain s;

    chain_begin(&s);
    test_delete(s.r1);
    CHECK(holds(s.context, s.c.tcb));
    CHECK(!has_context(s.a.tcb));
    CHECK(!is_blocked(s.a.tcb));
    test_step("another reply object in that slot, for b's receive");
    CHECK_OK(
        seL4_CNode_Move(TEST_CNODE, s.r1, 64, TEST_CNODE, make_reply(), 64));
    ONE(SEND(s.r2, 9));
    CHECK(holds(s.context, s.b.tcb));
    CHECK(!has_context(s.c.tcb));
}

/* Unbinding the context cuts the stack; replies deliver, and no more. */
TEST(s6_6_unbind_cuts_stack)
{
    struct chain s;

    chain_begin(&s);
    CHECK_OK(seL4_SchedContext_Unbind(s.context));
    CHECK(!has_context(s.c.tcb));
    CHECK(is_blocked(s.a.tcb));
    CHECK(is_blocked(s.b.tcb));
    ONE(SEND(s.r2, 9));
    CHECK_AT(&s.b, 1);
    CHECK(!has_context(s.b.tcb));
    test_step("b goes on when bound, replies, and keeps the context");
    CHECK_OK(seL4_SchedContext_Bind(s.context, s.b.tcb));
    CHECK_AT(&s.b, 2);
    CHECK_EQ(info_label(s.b.got[1].a1), 9);
    CHECK(holds(s.context, s.b.tcb));
    CHECK_AT(&s.a, 0);
    CHECK(!is_blocked(s.a.tcb));
}

TEST(s6_6_delete_context_cuts_stack)
{
    struct chain s;

    chain_begin(&s);
    test_delete(s.context);
    CHECK(!has_context(s.c.tcb));
    CHECK(is_blocked(s.b.tcb));
    ONE(SEND(s.r2, 9));
    ONE(SEND(s.r1, 8));
    CHECK(!has_context(s.b.tcb));
    CHECK(!has_context(s.a.tcb));
    CHECK(!is_blocked(s.a.tcb));
    test_step("on a context of its own, a goes on");
    CHECK_OK(seL4_SchedContext_Bind(test_sched_context(5000, 5000), s.a.tcb));
    CHECK_AT(&s.a, 2);
    CHECK_EQ(info_label(s.a.got[0].a1), 8);
}

/* Unbinding only the thread leaves the stack on the context. */
TEST(s6_6_unbind_thread_keeps_stack)
{
    struct chain s;

    chain_begin(&s);
    CHECK_OK(seL4_SchedContext_UnbindObject(s.context, s.c.tcb));
    CHECK(!has_context(s.c.tcb));
    ONE(SEND(s.r2, 9));
    CHECK_AT(&s.b, 2);
    CHECK_AT(&s.a, 2);
    CHECK(holds(s.context, s.a.tcb));
}

TEST(s6_6_null_context_keeps_stack)
{
    struct chain s;

    chain_begin(&s);
    CHECK_OK(seL4_TCB_SetSchedParams(s.c.tcb, TEST_TCB, 0, HIGH, 0,
                                     s.c.thread->faults));
    CHECK(!has_context(s.c.tcb));
    ONE(SEND(s.r2, 9));
    CHECK_AT(&s.a, 2);
    CHECK(holds(s.context, s.a.tcb));
}

/* Middle caller with a context of its own: c keeps a's until b replies. */
TEST(s6_6_chain_caller_got_context)
{
    struct chain s;
    seL4_CPtr other = test_sched_context(5000, 5000);

    chain_begin(&s);
    CHECK_OK(seL4_SchedContext_Bind(other, s.b.tcb));
    seL4_Signal(s.go);
    CHECK_AT(&s.b, 2);
    CHECK(holds(other, s.b.tcb));
    CHECK_AT(&s.a, 2);
    CHECK(holds(s.context, s.a.tcb));
    CHECK(!has_context(s.c.tcb));
}

/* -- 6.6: what moves no context ------------------------------------------- */

TEST(s6_6_wait_takes_call_without_context)
{
    seL4_CPtr ep = make_endpoint();
    struct actor caller, waiter;

    ACTOR(&caller, 'c', HIGH, CALL(ep, 1));
    ACTOR(&waiter, 'w', HIGH, WAIT(ep));
    CHECK_AT(&waiter, 1);
    CHECK(holds(caller.sc, caller.tcb));
}

TEST(s6_6_recv_takes_call_keeps_own)
{
    seL4_CPtr ep = make_endpoint();
    struct actor caller, server;

    ACTOR(&caller, 'c', HIGH, CALL(ep, 1));
    ACTOR(&server, 's', HIGH, RECV(ep, make_reply()), WAIT(make_endpoint()));
    CHECK_AT(&server, 1);
    CHECK(holds(caller.sc, caller.tcb));
    CHECK(holds(server.sc, server.tcb));
}

/* -- 6.9: unbinding and deleting ------------------------------------------ */

/* The thread loses its context in each of these ways; it keeps its state and
   goes on where it was when another one comes. */
TEST(s6_9_thread_keeps_state)
{
    static const char *const what[] = { "Unbind", "UnbindObject",
                                        "SetSchedParams", "Delete" };

    for (int i = 0; i < 4; i++) {
        seL4_CPtr ep = make_endpoint();
        struct actor a;

        ACTOR(&a, 'a', HIGH, RECV(ep, make_reply()));
        if (i == 0)
            CHECK_OK(seL4_SchedContext_Unbind(a.sc));
        else if (i == 1)
            CHECK_OK(seL4_SchedContext_UnbindObject(a.sc, a.tcb));
        else if (i == 2)
            CHECK_OK(seL4_TCB_SetSchedParams(a.tcb, TEST_TCB, 0, HIGH, 0,
                                             a.thread->faults));
        else
            test_delete(a.sc);
        ROW_EQ(what[i], has_context(a.tcb), false);
        ROW_EQ(what[i], is_blocked(a.tcb), true);
        ONE(NBSEND(ep, 3));
        ROW_EQ(what[i], a.at, 0);
        CHECK_OK(seL4_SchedContext_Bind(test_sched_context(5000, 5000), a.tcb));
        ROW_EQ(what[i], a.at, 1);
        ROW_EQ(what[i], a.got[0].mr[0], 1003);
    }
}

/* A ready thread that loses its context leaves its queue. */
TEST(s6_9_ready_thread_leaves_queue)
{
    struct actor a;

    ACTOR(&a, 'a', LOW, NBWAIT(make_endpoint()));
    actor_passive(&a);
    test_let_run();
    CHECK_AT(&a, 0);
    CHECK_OK(seL4_SchedContext_Bind(a.sc, a.tcb));
    test_let_run();
    CHECK_AT(&a, 1);
}

TEST(s6_9_deleted_thread_frees_context)
{
    struct actor a, b;

    ACTOR(&a, 'a', HIGH, RECV(make_endpoint(), make_reply()));
    MAKE(&b, 'b', HIGH, NBWAIT(make_endpoint()));
    actor_passive(&b);
    test_delete(a.tcb);
    CHECK_OK(seL4_SchedContext_Bind(a.sc, b.tcb));
    actor_start(&b);
    CHECK_AT(&b, 1);
}

TEST(s6_9_deleted_notification_frees_context)
{
    seL4_CPtr ntfn = make_notification(), other = make_notification();
    seL4_CPtr sc = test_sched_context(5000, 5000);

    CHECK_OK(seL4_SchedContext_Bind(sc, ntfn));
    CHECK_EQ(seL4_SchedContext_Bind(sc, other), seL4_IllegalOperation);
    test_delete(ntfn);
    CHECK_OK(seL4_SchedContext_Bind(sc, other));
}

/* UnbindObject(TCB) leaves the notification bound, Unbind frees both. */
TEST(s6_9_unbind_frees_notification)
{
    seL4_CPtr ntfn = make_notification(), other = make_notification();
    struct actor a;

    MAKE(&a, 'a', HIGH, NBWAIT(make_endpoint()));
    CHECK_OK(seL4_SchedContext_Bind(a.sc, ntfn));
    CHECK_OK(seL4_SchedContext_UnbindObject(a.sc, a.tcb));
    CHECK_EQ(seL4_SchedContext_Bind(a.sc, other), seL4_IllegalOperation);
    CHECK_OK(seL4_SchedContext_Bind(a.sc, a.tcb));
    CHECK_OK(seL4_SchedContext_Unbind(a.sc));
    CHECK_OK(seL4_SchedContext_Bind(a.sc, other));
    CHECK(!has_context(a.tcb));
}

TEST(s6_9_bind_to_running_thread)
{
    struct actor a;

    MAKE(&a, 'a', HIGH, NBWAIT(make_endpoint()));
    actor_passive(&a);
    actor_start(&a);
    CHECK_AT(&a, 0);
    CHECK_OK(seL4_SchedContext_Bind(a.sc, a.tcb));
    CHECK_AT(&a, 1);
}

/* Unconfigured, the context does not let the thread run; configured, it
   does. */
TEST(s6_9_bind_unconfigured)
{
    seL4_CPtr sc = make_sched_context();
    struct actor a;

    MAKE(&a, 'a', HIGH, NBWAIT(make_endpoint()));
    actor_passive(&a);
    CHECK_OK(seL4_SchedContext_Bind(sc, a.tcb));
    actor_start(&a);
    test_let_run();
    CHECK_AT(&a, 0);
    CHECK_OK(
        seL4_SchedControl_Configure(TEST_SCHED_CONTROL, sc, 5000, 5000, 0, 0));
    CHECK_AT(&a, 1);
}
