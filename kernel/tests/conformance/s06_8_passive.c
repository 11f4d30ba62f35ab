/* SPDX-License-Identifier: MIT */
/*
 * Section 6.8: notifications that own a scheduling context, and the threads
 * without one that they wake.
 */
#include "actor.h"

/* A notification with a context, its badged signaller, and a thread that has
   no context of its own. */
struct passive {
    seL4_CPtr ntfn, signal, context;
    struct actor a;
};

enum { BADGE = 0x51 };

static void passive_init(struct passive *p)
{
    p->ntfn = make_notification();
    p->signal = test_mint(p->ntfn, seL4_CanWrite, BADGE);
    p->context = test_sched_context(5000, 5000);
    CHECK_OK(seL4_SchedContext_Bind(p->context, p->ntfn));
}

/* Starts the actor with the notification bound to it; it blocks in its first
   step, and loses its own context. To block later without giving the
   notification's back, it waits on another notification: an endpoint will not
   do. */
#define PASSIVE_BOUND(p, ...)                                       \
    do {                                                            \
        passive_init(p);                                            \
        MAKE(&(p)->a, 'p', HIGH, __VA_ARGS__);                      \
        CHECK_OK(seL4_TCB_BindNotification((p)->a.tcb, (p)->ntfn)); \
        actor_start(&(p)->a);                                       \
        actor_passive(&(p)->a);                                     \
    } while (0)

TEST(s6_8_waiter_gets_context)
{
    struct passive p;

    passive_init(&p);
    ACTOR(&p.a, 'p', HIGH, WAIT(p.ntfn), WAIT(make_endpoint()));
    actor_passive(&p.a);
    seL4_Signal(p.signal);
    CHECK_AT(&p.a, 1);
    CHECK_EQ(p.a.got[0].a0, BADGE);
    CHECK(holds(p.context, p.a.tcb));
}

/* Waiting again on the same notification gives it back. */
TEST(s6_8_wait_returns_context)
{
    struct passive p;

    passive_init(&p);
    ACTOR(&p.a, 'p', HIGH, WAIT(p.ntfn), WAIT(p.ntfn), WAIT(p.ntfn));
    actor_passive(&p.a);
    seL4_Signal(p.signal);
    CHECK_AT(&p.a, 1);
    CHECK(!has_context(p.a.tcb));
    seL4_Signal(p.signal);
    CHECK_AT(&p.a, 2);
    CHECK(!has_context(p.a.tcb));
}

/* Waiting elsewhere does not. */
TEST(s6_8_wait_elsewhere_keeps_context)
{
    struct passive p;
    seL4_CPtr other = make_notification();

    passive_init(&p);
    ACTOR(&p.a, 'p', HIGH, WAIT(p.ntfn), WAIT(other));
    actor_passive(&p.a);
    seL4_Signal(p.signal);
    CHECK_AT(&p.a, 1);
    CHECK(holds(p.context, p.a.tcb));
    seL4_Signal(other);
    CHECK_AT(&p.a, 2);
}

/* A thread that runs on its own context keeps that in Wait. */
TEST(s6_8_own_context_stays)
{
    struct passive p;

    passive_init(&p);
    ACTOR(&p.a, 'p', HIGH, WAIT(p.ntfn), WAIT(p.ntfn));
    CHECK(holds(p.a.sc, p.a.tcb));
    seL4_Signal(p.signal);
    CHECK_AT(&p.a, 1);
    CHECK(holds(p.a.sc, p.a.tcb));
}

TEST(s6_8_bound_receiver_gets_context)
{
    struct passive p;
    seL4_CPtr ep = make_endpoint();

    PASSIVE_BOUND(&p, RECV(ep, make_reply()), WAIT(make_notification()));
    seL4_Signal(p.signal);
    CHECK_AT(&p.a, 1);
    CHECK_EQ(p.a.got[0].a0, BADGE);
    CHECK_EQ(p.a.got[0].a1, REGISTER_MARK + 1);
    CHECK(holds(p.context, p.a.tcb));
}

TEST(s6_8_bound_receiver_returns_context)
{
    struct passive p;
    seL4_CPtr ep = make_endpoint(), reply = make_reply();

    PASSIVE_BOUND(&p, RECV(ep, reply), RECV(ep, reply), RECV(ep, reply));
    seL4_Signal(p.signal);
    CHECK_AT(&p.a, 1);
    CHECK(!has_context(p.a.tcb));
    seL4_Signal(p.signal);
    CHECK_AT(&p.a, 2);
}

/* The context comes with a signal only while nobody else has it. */
TEST(s6_8_context_in_use)
{
    struct passive p;
    struct actor other;

    passive_init(&p);
    MAKE(&other, 'o', LOW, NBWAIT(make_endpoint()));
    actor_passive(&other);
    ACTOR(&p.a, 'p', HIGH, WAIT(p.ntfn));
    actor_passive(&p.a);
    CHECK_OK(seL4_SchedContext_Bind(p.context, other.tcb));
    seL4_Signal(p.signal);
    CHECK_AT(&p.a, 0);
    CHECK(!has_context(p.a.tcb));
    test_step("the signal is delivered, the thread lacks a context only");
    CHECK(!is_blocked(p.a.tcb));
    CHECK_EQ(ONE(NBWAIT(p.ntfn)).a0, 0);
    CHECK_OK(seL4_SchedContext_Bind(p.a.sc, p.a.tcb));
    CHECK_AT(&p.a, 1);
    CHECK_EQ(p.a.got[0].a0, BADGE);
}

/* Without a context on the notification a passive waiter is not helped. */
TEST(s6_8_notification_without_context)
{
    seL4_CPtr ntfn = make_notification();
    struct actor a;

    ACTOR(&a, 'a', HIGH, WAIT(ntfn));
    actor_passive(&a);
    seL4_Signal(ntfn);
    CHECK_AT(&a, 0);
    CHECK(!is_blocked(a.tcb));
    CHECK_OK(seL4_SchedContext_Bind(a.sc, a.tcb));
    CHECK_AT(&a, 1);
}

/* A context that is not ready: the thread waits for its refill. */
TEST(s6_8_context_not_ready)
{
    struct passive p;
    struct actor burner;
    uint64_t start;

    passive_init(&p);
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, p.context, 300,
                                         2000, 0, 0));
    ACTOR(&p.a, 'p', HIGH, WAIT(p.ntfn));
    actor_passive(&p.a);
    MAKE(&burner, 'b', HIGH, YIELD());
    actor_passive(&burner);
    actor_start(&burner);
    start = test_time();
    CHECK_OK(seL4_SchedContext_Bind(p.context, burner.tcb)); /* it yields */
    CHECK_OK(seL4_SchedContext_UnbindObject(p.context, burner.tcb));
    seL4_Signal(p.signal);
    while (test_time() < start + 19500)
        CHECK_AT(&p.a, 0);
    CHECK(holds(p.context, p.a.tcb));
    test_spin(200);
    CHECK_AT(&p.a, 1);
}

/* Non-blocking receives never give the context back. */
TEST(s6_8_nonblocking_keeps_context)
{
    struct passive p;
    seL4_CPtr ep = make_endpoint(), reply = make_reply();

    PASSIVE_BOUND(&p, RECV(ep, reply), NBRECV(ep, reply), NBWAIT(p.ntfn),
                  WAIT(make_notification()));
    seL4_Signal(p.signal);
    CHECK_AT(&p.a, 3);
    CHECK(holds(p.context, p.a.tcb));
}

/* A server that runs on its notification's context and takes a queued Call
   gets the caller's in exchange. */
TEST(s6_8_queued_call_in_exchange)
{
    struct passive p;
    seL4_CPtr ep = make_endpoint(), reply = make_reply();
    seL4_CPtr other = make_endpoint();
    struct actor client;

    PASSIVE_BOUND(&p, RECV(other, reply), RECV(ep, reply),
                  WAIT(make_endpoint()));
    ACTOR(&client, 'c', HIGH, CALL(ep, 1));
    seL4_Signal(p.signal);
    CHECK_AT(&p.a, 2);
    CHECK_EQ(p.a.got[1].mr[0], 1001);
    CHECK(holds(client.sc, p.a.tcb));
    test_step("the notification's own is free again");
    CHECK_EQ(seL4_SchedContext_UnbindObject(p.context, p.a.tcb),
             seL4_IllegalOperation);
}

/* A queued plain send is taken, but brings no context: the server stands still
   and later signals only make the notification active. */
TEST(s6_8_queued_send_strands)
{
    struct passive p;
    seL4_CPtr ep = make_endpoint(), reply = make_reply();
    seL4_CPtr other = make_endpoint();
    struct actor sender;

    PASSIVE_BOUND(&p, RECV(other, reply), RECV(ep, reply), RECV(ep, reply));
    ACTOR(&sender, 's', HIGH, SEND(ep, 1));
    seL4_Signal(p.signal);
    CHECK_AT(&p.a, 1);
    CHECK_AT(&sender, 1); /* its message was taken */
    CHECK(!has_context(p.a.tcb));
    CHECK(!is_blocked(p.a.tcb));
    seL4_Signal(p.signal);
    CHECK_AT(&p.a, 1);
    test_step("with a context it finds message and signal");
    CHECK_OK(seL4_SchedContext_Bind(p.a.sc, p.a.tcb));
    CHECK_AT(&p.a, 3);
    CHECK_EQ(p.a.got[1].mr[0], 1001);
    CHECK_EQ(p.a.got[2].a0, BADGE);
}

/* While a passive server serves, a signal waits; the receive after its reply
   takes it, with the notification's context. */
TEST(s6_8_pending_word_brings_context)
{
    struct passive p;
    seL4_CPtr ep = make_endpoint(), reply = make_reply();
    struct actor client;

    passive_init(&p);
    MAKE(&p.a, 'p', HIGH, RECV(ep, reply), SEND(p.signal, 0),
         REPLYRECV(ep, reply, 3), WAIT(make_notification()));
    CHECK_OK(seL4_TCB_BindNotification(p.a.tcb, p.ntfn));
    actor_start(&p.a);
    actor_passive(&p.a);
    ACTOR(&client, 'c', HIGH, CALL(ep, 1));
    CHECK_AT(&client, 1);
    CHECK_AT(&p.a, 3);
    CHECK_EQ(p.a.got[2].a0, BADGE);
    CHECK(holds(p.context, p.a.tcb));
    CHECK(holds(client.sc, client.tcb));
}

/* A thread without context that is not waiting is not helped by a signal. */
TEST(s6_8_not_waiting_not_helped)
{
    struct passive p;

    PASSIVE_BOUND(&p, CALL(make_endpoint(), 1));
    seL4_Signal(p.signal);
    CHECK_AT(&p.a, 0);
    CHECK(!has_context(p.a.tcb));
    CHECK(is_blocked(p.a.tcb));
    CHECK_OK(seL4_TCB_UnbindNotification(p.a.tcb));
    CHECK_EQ(ONE(NBWAIT(p.ntfn)).a0, BADGE);
}

/* The recipe of passive servers: start with a context, block, lose it, serve
   on what clients lend. */
TEST(s6_8_passive_server)
{
    seL4_CPtr ep = make_endpoint(), reply = make_reply();
    struct actor server, first, second;

    ACTOR(&server, 's', HIGH, RECV(ep, reply), REPLYRECV(ep, reply, 5),
          REPLYRECV(ep, reply, 6));
    actor_passive(&server);
    ACTOR(&first, 'f', LOW, CALL(ep, 1));
    ACTOR(&second, 'g', LOWER, CALL(ep, 2));
    CHECK_TRACE("");
    test_let_run();
    CHECK_TRACE("sfsg");
    CHECK_EQ(info_label(first.got[0].a1), 5);
    CHECK_EQ(info_label(second.got[0].a1), 6);
    CHECK(!has_context(server.tcb));
}
