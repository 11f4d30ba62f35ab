/* SPDX-License-Identifier: MIT */
/*
 * Section 2.5: what happens when a sender and a receiver meet at an endpoint,
 * in both orders, for every kind of sender and with every set of rights.
 */
#include "actor.h"

enum { BADGE = 0xbad6e };

static seL4_CPtr sender_cap(seL4_CPtr endpoint)
{
    return test_mint(endpoint, seL4_AllRights, BADGE);
}

/* A receive with a reply object that another receiver blocks with takes it
   away: that receiver becomes inactive and leaves its queue. */
TEST(s2_5_reply_of_other_receiver)
{
    seL4_CPtr first = make_endpoint(), second = make_endpoint();
    seL4_CPtr reply = make_reply();
    struct actor a;

    ACTOR(&a, 'a', HIGH, RECV(first, reply));
    ONE(NBRECV(second, reply));
    ONE(NBSEND(first, 1));
    CHECK_AT(&a, 0);
    actor_passive(&a);
    CHECK(!is_blocked(a.tcb));
    CHECK_OK(seL4_SchedContext_Bind(a.sc, a.tcb));
    test_step("resumed, it receives again");
    CHECK_OK(seL4_TCB_Resume(a.tcb));
    ONE(NBSEND(first, 2));
    CHECK_AT(&a, 1);
    CHECK_EQ(a.got[0].mr[0], 1002);
}

/* The same when it tracks a caller: the call is cancelled. */
TEST(s2_5_reply_of_other_caller)
{
    seL4_CPtr first = make_endpoint(), second = make_endpoint();
    seL4_CPtr reply = make_reply();
    struct actor a;

    ACTOR(&a, 'a', HIGH, CALL(first, 1));
    CHECK_EQ(info_label(ONE(NBRECV(first, reply)).a1), 1);
    ONE(NBRECV(second, reply));
    CHECK_EQ(ONE(CALL(reply, 5)).a1, 0);
    CHECK_AT(&a, 0);
    actor_passive(&a);
    CHECK(!is_blocked(a.tcb));
}

/* A pending signal of the bound notification goes before the endpoint. */
TEST(s2_5_bound_signal_first)
{
    seL4_CPtr ep = make_endpoint(), ntfn = make_notification();
    struct actor a;
    struct call r;

    ACTOR(&a, 'a', HIGH, SEND(ep, 1));
    CHECK_OK(seL4_TCB_BindNotification(TEST_TCB, ntfn));
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, 0x51));
    r = ONE(RECV(ep, make_reply()));
    CHECK_EQ(r.a0, 0x51);
    CHECK_EQ(r.a1, REGISTER_MARK + 1);
    CHECK_EQ(r.mr[0], REGISTER_MARK + 2);
    CHECK_AT(&a, 0);
    test_step("the notification is idle now, the sender still queued");
    r = ONE(NBRECV(ep, make_reply()));
    CHECK_EQ(info_label(r.a1), 1);
    CHECK_AT(&a, 1);
}

/* Nobody sends: a non-blocking receive says badge 0 and nothing else. */
TEST(s2_5_nothing_queued)
{
    seL4_CPtr ep = make_endpoint(), reply = make_reply();
    static const char *const what[] = { "NBRecv", "NBWait" };

    for (int i = 0; i < 2; i++) {
        struct call r = i ? ONE(NBWAIT(ep)) : ONE(NBRECV(ep, reply));

        ROW_EQ(what[i], r.a0, 0);
        ROW_EQ(what[i], r.a1, REGISTER_MARK + 1);
        for (seL4_Word w = 0; w < 4; w++)
            ROW_EQ(what[i], r.mr[w], REGISTER_MARK + 2 + w);
    }
}

/* Nobody receives: a non-blocking send is dropped, not queued. */
TEST(s2_5_nbsend_dropped)
{
    seL4_CPtr ep = make_endpoint();

    ONE(NBSEND(sender_cap(ep), 1));
    CHECK_EQ(ONE(NBRECV(ep, make_reply())).a0, 0);
}

/* What a receiver gets, whoever came first: badge, label, length, words. */
TEST(s2_5_message_both_orders)
{
    seL4_CPtr ep = make_endpoint(), send = sender_cap(ep);
    struct actor sender, receiver;
    struct call r;

    ACTOR(&sender, 's', HIGH, SEND(send, 7));
    r = ONE(RECV(ep, make_reply()));
    ROW_EQ("sender first", r.a0, BADGE);
    ROW_EQ("sender first", r.a1, 7 << 12 | 1);
    ROW_EQ("sender first", r.mr[0], 1007);
    ROW_EQ("sender first", r.mr[1], REGISTER_MARK + 3);
    CHECK_AT(&sender, 1);

    ACTOR(&receiver, 'r', HIGH, RECV(ep, make_reply()));
    ONE(SEND(send, 8));
    CHECK_AT(&receiver, 1);
    r = receiver.got[0];
    ROW_EQ("receiver first", r.a0, BADGE);
    ROW_EQ("receiver first", r.a1, 8 << 12 | 1);
    ROW_EQ("receiver first", r.mr[0], 1008);
    ROW_EQ("receiver first", r.mr[1], REGISTER_MARK + 3);
}

/* Badge and rights of a queued sender are those of the capability that it
   invoked, also when that is gone when the receiver comes. */
TEST(s2_5_queued_badge_is_kept)
{
    seL4_CPtr ep = make_endpoint(), send = sender_cap(ep);
    seL4_CPtr reply = make_reply();
    struct actor plain, caller;

    ACTOR(&plain, 'p', HIGH, SEND(send, 1));
    ACTOR(&caller, 'c', HIGH, CALL(send, 2));
    test_delete(send);
    CHECK_EQ(ONE(RECV(ep, reply)).a0, BADGE);
    CHECK_AT(&plain, 1);
    CHECK_EQ(ONE(RECV(ep, reply)).a0, BADGE);
    ONE(SEND(reply, 9));
    CHECK_AT(&caller, 1);
    CHECK_EQ(info_label(caller.got[0].a1), 9);
}

/* The reply to a Call has badge 0 and only the words that it covers. */
TEST(s2_5_call_and_reply)
{
    seL4_CPtr ep = make_endpoint(), reply = make_reply();
    struct actor server;
    struct call r;

    ACTOR(&server, 's', HIGH, RECV(ep, reply), REPLYRECV(ep, reply, 4));
    r = ONE(CALL(sender_cap(ep), 3));
    CHECK_EQ(server.got[0].a0, BADGE);
    CHECK_EQ(server.got[0].a1, 3 << 12 | 1);
    CHECK_EQ(r.a0, 0);
    CHECK_EQ(r.a1, 4 << 12 | 1);
    CHECK_EQ(r.mr[0], 1004);
    CHECK_EQ(r.mr[1], REGISTER_MARK + 3);
    CHECK_AT(&server, 1);
}

/* -- whether a caller waits for its reply --------------------------------- */

struct rights_row {
    const char *what;
    seL4_Word rights; /* bit 0 Write, 2 Grant, 3 GrantReply */
    bool waits;
};

static const struct rights_row rights_rows[] = {
    { "Write", 1, false },
    { "Write, Grant", 5, true },
    { "Write, GrantReply", 9, true },
    { "Write, Grant, GrantReply", 13, true },
};

static seL4_CPtr with_rights(seL4_CPtr cap, seL4_Word rights)
{
    return test_copy(cap, seL4_CapRights_new(rights >> 3 & 1, rights >> 2 & 1,
                                             rights >> 1 & 1, rights & 1));
}

/* Replies, and says whether the caller got it; if not, it is inactive. */
static void check_reply(const struct rights_row *row, struct actor *caller,
                        seL4_CPtr reply)
{
    ONE(SEND(reply, 6));
    ROW_EQ(row->what, caller->at, row->waits);
    if (row->waits)
        return;
    actor_passive(caller);
    ROW_EQ(row->what, is_blocked(caller->tcb), false);
}

TEST(s2_5_rights_of_queued_caller)
{
    for (unsigned i = 0; i < 4; i++) {
        const struct rights_row *row = &rights_rows[i];
        seL4_CPtr ep = make_endpoint(), reply = make_reply();
        struct actor caller;

        ACTOR(&caller, 'c', HIGH, CALL(with_rights(ep, row->rights), 2));
        ROW_EQ(row->what, info_label(ONE(NBRECV(ep, reply)).a1), 2);
        check_reply(row, &caller, reply);
    }
}

TEST(s2_5_rights_of_arriving_caller)
{
    for (unsigned i = 0; i < 4; i++) {
        const struct rights_row *row = &rights_rows[i];
        seL4_CPtr ep = make_endpoint(), reply = make_reply();
        struct actor caller, server;

        ACTOR(&server, 's', HIGH, RECV(ep, reply));
        ACTOR(&caller, 'c', HIGH, CALL(with_rights(ep, row->rights), 2));
        ROW_EQ(row->what, server.at, 1);
        ROW_EQ(row->what, info_label(server.got[0].a1), 2);
        check_reply(row, &caller, reply);
    }
}

/* A Call met by Wait or NBWait is delivered; its caller becomes inactive. */
static void check_met_by_wait(const char *what, struct actor *caller)
{
    ROW_EQ(what, caller->at, 0);
    actor_passive(caller);
    ROW_EQ(what, is_blocked(caller->tcb), false);
}

TEST(s2_5_call_met_by_wait)
{
    seL4_CPtr ep = make_endpoint();
    struct actor queued, polled, late, waiter;

    ACTOR(&queued, 'q', HIGH, CALL(ep, 1));
    CHECK_EQ(info_label(ONE(WAIT(ep)).a1), 1);
    check_met_by_wait("queued, Wait", &queued);

    ACTOR(&polled, 'p', HIGH, CALL(ep, 2));
    CHECK_EQ(info_label(ONE(NBWAIT(ep)).a1), 2);
    check_met_by_wait("queued, NBWait", &polled);

    ACTOR(&waiter, 'w', HIGH, WAIT(ep));
    ACTOR(&late, 'l', HIGH, CALL(ep, 3));
    CHECK_AT(&waiter, 1);
    CHECK_EQ(info_label(waiter.got[0].a1), 3);
    check_met_by_wait("arriving", &late);
}

/* Resumed, such a caller calls again. */
TEST(s2_5_call_met_by_wait_resumed)
{
    seL4_CPtr ep = make_endpoint(), reply = make_reply();
    struct actor a;

    ACTOR(&a, 'a', HIGH, CALL(ep, 1));
    ONE(WAIT(ep));
    CHECK_OK(seL4_TCB_Resume(a.tcb));
    CHECK_AT(&a, 0);
    CHECK_EQ(info_label(ONE(NBRECV(ep, reply)).a1), 1);
    ONE(SEND(reply, 2));
    CHECK_AT(&a, 1);
}

/* -- scheduling contexts at a rendezvous ---------------------------------- */

/* A plain send to a receiver without context delivers, and no more. */
TEST(s2_5_send_donates_nothing)
{
    seL4_CPtr ep = make_endpoint();
    struct actor blocking, other;

    ACTOR(&blocking, 'b', HIGH, RECV(ep, make_reply()));
    actor_passive(&blocking);
    ONE(SEND(ep, 1));
    CHECK_AT(&blocking, 0);
    CHECK(!has_context(blocking.tcb));
    test_step("the message is there when a context comes");
    CHECK_OK(seL4_SchedContext_Bind(blocking.sc, blocking.tcb));
    CHECK_AT(&blocking, 1);
    CHECK_EQ(blocking.got[0].mr[0], 1001);

    ACTOR(&other, 'o', HIGH, RECV(ep, make_reply()));
    actor_passive(&other);
    ONE(NBSEND(ep, 2));
    CHECK_AT(&other, 0);
    CHECK(!has_context(other.tcb));
}

/* A Call lends the caller's context to a receiver that has none. */
TEST(s2_5_call_donates)
{
    seL4_CPtr ep = make_endpoint(), reply = make_reply();
    struct actor server, client;

    ACTOR(&server, 's', HIGH, RECV(ep, reply), WAIT(make_endpoint()));
    actor_passive(&server);
    ACTOR(&client, 'c', HIGH, CALL(ep, 1));
    CHECK_AT(&server, 1);
    CHECK(holds(client.sc, server.tcb));
    CHECK(!holds(client.sc, client.tcb));
}

/* One that has its own keeps it, and the caller keeps the caller's. */
TEST(s2_5_call_to_active_server)
{
    seL4_CPtr ep = make_endpoint(), reply = make_reply();
    struct actor server, client;

    ACTOR(&server, 's', HIGH, RECV(ep, reply), WAIT(make_endpoint()));
    ACTOR(&client, 'c', HIGH, CALL(ep, 1));
    CHECK_AT(&server, 1);
    CHECK(holds(server.sc, server.tcb));
    CHECK(holds(client.sc, client.tcb));
}

/* A Call met without a reply, or without the right to one, lends nothing. */
TEST(s2_5_no_reply_no_donation)
{
    seL4_CPtr ep = make_endpoint();
    struct actor waiter, server, first, second;

    ACTOR(&waiter, 'w', HIGH, WAIT(ep));
    actor_passive(&waiter);
    ACTOR(&first, 'f', HIGH, CALL(ep, 1));
    CHECK_AT(&waiter, 0);
    CHECK(!has_context(waiter.tcb));
    CHECK(holds(first.sc, first.tcb));

    ACTOR(&server, 's', HIGH, RECV(ep, make_reply()));
    actor_passive(&server);
    ACTOR(&second, 'g', HIGH, CALL(with_rights(ep, 1), 1));
    CHECK_AT(&server, 0);
    CHECK(!has_context(server.tcb));
    CHECK(holds(second.sc, second.tcb));
}

/* A first phase lends the sender's context to a receiver without one, for
   good; the sender receives without. */
TEST(s2_5_first_phase_donates)
{
    static const char *const what[] = { "NBSendRecv", "NBSendWait" };

    for (int i = 0; i < 2; i++) {
        seL4_CPtr to = make_endpoint(), from = make_endpoint();
        struct actor server, client;

        ACTOR(&server, 's', HIGH, RECV(to, make_reply()),
              WAIT(make_endpoint()));
        actor_passive(&server);
        if (i)
            ACTOR(&client, 'c', HIGH, NBSENDWAIT(to, 1, from));
        else
            ACTOR(&client, 'c', HIGH, NBSENDRECV(to, 1, from, make_reply()));
        ROW_EQ(what[i], server.at, 1);
        ROW_EQ(what[i], holds(client.sc, server.tcb), true);
        test_step("the sender is in its receive phase, without a context");
        ROW_EQ(what[i], has_context(client.tcb), false);
        ROW_EQ(what[i], is_blocked(client.tcb), true);
        ONE(NBSEND(from, 2));
        ROW_EQ(what[i], client.at, 0);
    }
}

/* A receiver with a context of its own leaves the sender's alone. */
TEST(s2_5_first_phase_to_active)
{
    seL4_CPtr to = make_endpoint(), from = make_endpoint();
    struct actor server, client;

    ACTOR(&server, 's', HIGH, RECV(to, make_reply()));
    ACTOR(&client, 'c', HIGH, NBSENDRECV(to, 1, from, make_reply()));
    CHECK_AT(&server, 1);
    CHECK(holds(client.sc, client.tcb));
    ONE(NBSEND(from, 2));
    CHECK_AT(&client, 1);
    CHECK_EQ(client.got[0].mr[0], 1002);
}

/* A first phase to nobody is dropped; the receive follows. */
TEST(s2_5_first_phase_to_nobody)
{
    seL4_CPtr to = make_endpoint(), from = make_endpoint();
    struct actor client;

    ACTOR(&client, 'c', HIGH, NBSENDRECV(to, 1, from, make_reply()));
    CHECK_EQ(ONE(NBRECV(to, make_reply())).a0, 0);
    ONE(NBSEND(from, 2));
    CHECK_AT(&client, 1);
}

/* A queued plain sender that was taken runs on. */
TEST(s2_5_taken_sender_runs)
{
    seL4_CPtr ep = make_endpoint();
    struct actor a;

    ACTOR(&a, 'a', LOW, SEND(ep, 1), SEND(ep, 2));
    test_let_run();
    CHECK_AT(&a, 0);
    CHECK_EQ(info_label(ONE(RECV(ep, make_reply())).a1), 1);
    CHECK_AT(&a, 0);
    test_let_run();
    CHECK_AT(&a, 1);
}

/* A passive receiver that takes a queued Call in its receive phase gets the
   caller's context: here a server that has just given one back. */
TEST(s2_5_queued_call_donates)
{
    seL4_CPtr ep = make_endpoint(), reply = make_reply();
    struct actor server, first, second;

    ACTOR(&server, 's', HIGH, RECV(ep, reply), REPLYRECV(ep, reply, 1),
          WAIT(make_endpoint()));
    actor_passive(&server);
    MAKE(&first, 'f', LOW, CALL(ep, 1));
    MAKE(&second, 'g', LOWER, CALL(ep, 2));
    test_step("the server holds still while both call");
    CHECK_OK(seL4_TCB_SetPriority(server.tcb, TEST_TCB, 30));
    actor_start(&first);
    actor_start(&second);
    test_let_run();
    CHECK_AT(&first, 1);
    CHECK_AT(&server, 2);
    CHECK_EQ(server.got[1].mr[0], 1002);
    CHECK(holds(second.sc, server.tcb));
    CHECK(holds(first.sc, first.tcb));
}
