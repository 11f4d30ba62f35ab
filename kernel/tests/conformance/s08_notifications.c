/* SPDX-License-Identifier: MIT */
/*
 * Sections 8.1 and 8.2: the states of a notification, what a signal does in
 * each, and how receivers take the word.
 */
#include "actor.h"

static seL4_CPtr signaller(seL4_CPtr ntfn, seL4_Word badge)
{
    return test_mint(ntfn, seL4_CanWrite, badge);
}

/* Nothing but a0 is written: neither by a signal nor by a poll in vain. */
static void check_only_badge(const char *what, const struct call *r,
                             seL4_Word badge)
{
    ROW_EQ(what, r->a0, badge);
    ROW_EQ(what, r->a1, REGISTER_MARK + 1);
    for (seL4_Word i = 0; i < 4; i++)
        ROW_EQ(what, r->mr[i], REGISTER_MARK + 2 + i);
}

/* -- 8.1: signals --------------------------------------------------------- */

TEST(s8_1_idle_becomes_active)
{
    seL4_CPtr ntfn = make_notification();
    struct call r;

    seL4_Signal(signaller(ntfn, 0x10));
    r = ONE(NBWAIT(ntfn));
    check_only_badge("active", &r, 0x10);
    r = ONE(NBWAIT(ntfn));
    check_only_badge("idle again", &r, 0);
}

TEST(s8_1_active_words_merge)
{
    seL4_CPtr ntfn = make_notification();

    seL4_Signal(signaller(ntfn, 0x8000000000000001));
    seL4_Signal(signaller(ntfn, 0x3));
    seL4_Signal(signaller(ntfn, 0x100));
    CHECK_EQ(ONE(NBWAIT(ntfn)).a0, 0x8000000000000103);
    CHECK_EQ(ONE(NBWAIT(ntfn)).a0, 0);
}

/* One waiter per signal, in the order of the queue; the others wait on. */
TEST(s8_1_first_waiter_gets_it)
{
    seL4_CPtr ntfn = make_notification();
    struct actor a, b, c;

    ACTOR(&a, 'a', HIGH, WAIT(ntfn));
    ACTOR(&b, 'b', HIGH, WAIT(ntfn));
    ACTOR(&c, 'c', HIGHER, WAIT(ntfn));
    seL4_Signal(signaller(ntfn, 1));
    CHECK_TRACE("c");
    seL4_Signal(signaller(ntfn, 2));
    CHECK_TRACE("a");
    seL4_Signal(signaller(ntfn, 4));
    CHECK_TRACE("b");
    check_only_badge("first", &c.got[0], 1);
    check_only_badge("second", &a.got[0], 2);
    check_only_badge("third", &b.got[0], 4);
    test_step("the queue is empty: idle");
    CHECK_EQ(ONE(NBWAIT(ntfn)).a0, 0);
}

/* A signal with badge 0 is one: it ends a Wait, and is kept for one. */
TEST(s8_1_badge_zero)
{
    seL4_CPtr ntfn = make_notification();
    struct actor early, late;

    ACTOR(&early, 'e', HIGH, WAIT(ntfn));
    seL4_Signal(ntfn);
    CHECK_AT(&early, 1);
    check_only_badge("waiting", &early.got[0], 0);
    seL4_Signal(ntfn);
    ACTOR(&late, 'l', HIGH, WAIT(ntfn), WAIT(ntfn));
    CHECK_AT(&late, 1);
    check_only_badge("pending", &late.got[0], 0);
}

/* Send, NBSend and Call signal alike; label, words and capabilities of the
   message do not matter; the Call returns at once. */
TEST(s8_1_ways_to_signal)
{
    seL4_CPtr ntfn = make_notification(), s = signaller(ntfn, 6);
    struct call r;

    ONE(SEND(s, 77));
    CHECK_EQ(ONE(NBWAIT(ntfn)).a0, 6);
    ONE(NBSEND(s, 78));
    CHECK_EQ(ONE(NBWAIT(ntfn)).a0, 6);
    r = ONE(CALL(s, 79));
    CHECK_EQ(r.a0, 0);
    CHECK_EQ(r.a1, 0);
    CHECK_EQ(r.mr[0], 1079);
    CHECK_EQ(ONE(NBWAIT(ntfn)).a0, 6);
}

/* A first phase can signal too. */
TEST(s8_1_signal_in_first_phase)
{
    seL4_CPtr ntfn = make_notification(), other = make_notification();
    struct call r;

    seL4_Signal(signaller(other, 9));
    r = ONE(NBSENDWAIT(signaller(ntfn, 6), 1, other));
    CHECK_EQ(r.a0, 9);
    CHECK_EQ(ONE(NBWAIT(ntfn)).a0, 6);
}

/* Signal and Wait on one notification in one system call. */
TEST(s8_1_signal_to_oneself)
{
    seL4_CPtr ntfn = make_notification();

    CHECK_EQ(ONE(NBSENDWAIT(signaller(ntfn, 6), 1, ntfn)).a0, 6);
}

TEST(s8_1_signal_needs_write)
{
    seL4_CPtr ntfn = make_notification();

    WALK({ "read only", test_copy(ntfn, seL4_CanRead), 0, NO_WORDS, NO_CAPS,
           INVALID_CAP(0) });
    CHECK_EQ(ONE(NBWAIT(ntfn)).a0, 0);
}

/* -- 8.1: bound threads --------------------------------------------------- */

struct bound {
    seL4_CPtr ntfn, signal, ep, reply;
    struct actor a;
};

enum { BADGE = 0x51 };

static void bound_init(struct bound *b)
{
    b->ntfn = make_notification();
    b->signal = signaller(b->ntfn, BADGE);
    b->ep = make_endpoint();
    b->reply = make_reply();
}

/* Binds, then starts. */
#define BOUND_ACTOR(b, ...)                                         \
    do {                                                            \
        MAKE(&(b)->a, 'a', HIGH, __VA_ARGS__);                      \
        CHECK_OK(seL4_TCB_BindNotification((b)->a.tcb, (b)->ntfn)); \
        actor_start(&(b)->a);                                       \
    } while (0)

/* A receive on any endpoint ends; the thread leaves that queue, its reply
   object is free, the notification stays idle. */
TEST(s8_1_bound_receive_ends)
{
    static const char *const what[] = { "Recv", "Wait" };

    for (int i = 0; i < 2; i++) {
        struct bound b;

        bound_init(&b);
        if (i)
            BOUND_ACTOR(&b, WAIT(b.ep));
        else
            BOUND_ACTOR(&b, RECV(b.ep, b.reply));
        seL4_Signal(b.signal);
        ROW_EQ(what[i], b.a.at, 1);
        check_only_badge(what[i], &b.a.got[0], BADGE);
        CHECK_OK(seL4_TCB_UnbindNotification(b.a.tcb));
        ROW_EQ(what[i], ONE(NBWAIT(b.ntfn)).a0, 0);
        ONE(NBSEND(b.ep, 1)); /* nobody receives */
        ROW_EQ(what[i], ONE(NBRECV(b.ep, make_reply())).a0, 0);
    }
}

/* Messages still come, before and after. */
TEST(s8_1_bound_receives_messages)
{
    struct bound b;

    bound_init(&b);
    BOUND_ACTOR(&b, RECV(b.ep, b.reply), RECV(b.ep, b.reply),
                RECV(b.ep, b.reply));
    ONE(NBSEND(b.ep, 1));
    seL4_Signal(b.signal);
    ONE(NBSEND(b.ep, 2));
    CHECK_AT(&b.a, 3);
    CHECK_EQ(b.a.got[0].mr[0], 1001);
    CHECK_EQ(b.a.got[1].a0, BADGE);
    CHECK_EQ(b.a.got[2].mr[0], 1002);
}

/* States in which the bound thread is not woken: the word stays pending. */
TEST(s8_1_bound_not_woken)
{
    static const char *const what[] = { "BlockedOnSend", "BlockedOnReply",
                                        "on another notification", "inactive" };

    for (int i = 0; i < 4; i++) {
        struct bound b;
        seL4_CPtr other = make_notification();

        bound_init(&b);
        if (i <= 1)
            BOUND_ACTOR(&b, CALL(b.ep, 1));
        else if (i == 2)
            BOUND_ACTOR(&b, WAIT(other));
        else {
            BOUND_ACTOR(&b, RECV(b.ep, b.reply));
            CHECK_OK(seL4_TCB_Suspend(b.a.tcb));
        }
        if (i == 1)
            ONE(NBRECV(b.ep, b.reply));
        seL4_Signal(b.signal);
        ROW_EQ(what[i], b.a.at, 0);
        CHECK_OK(seL4_TCB_UnbindNotification(b.a.tcb));
        ROW_EQ(what[i], ONE(NBWAIT(b.ntfn)).a0, BADGE);
    }
}

/* Such a word is taken by the next receive, before queued messages. */
TEST(s8_1_bound_word_at_next_receive)
{
    static const char *const what[] = { "Recv", "NBRecv", "Wait", "NBWait",
                                        "Wait on the notification" };

    for (int i = 0; i < 5; i++) {
        struct bound b;
        struct actor sender;

        bound_init(&b);
        ACTOR(&sender, 's', HIGH, SEND(b.ep, 1));
        seL4_Signal(b.signal); /* nobody is bound yet */
        if (i == 0)
            BOUND_ACTOR(&b, RECV(b.ep, b.reply));
        else if (i == 1)
            BOUND_ACTOR(&b, NBRECV(b.ep, b.reply));
        else if (i == 2)
            BOUND_ACTOR(&b, WAIT(b.ep));
        else if (i == 3)
            BOUND_ACTOR(&b, NBWAIT(b.ep));
        else
            BOUND_ACTOR(&b, WAIT(b.ntfn));
        ROW_EQ(what[i], b.a.at, 1);
        check_only_badge(what[i], &b.a.got[0], BADGE);
        ROW_EQ(what[i], sender.at, 0);
    }
}

/* While the bound thread itself waits on the notification, a signal wakes it
   as any waiter. */
TEST(s8_1_bound_thread_waits)
{
    struct bound b;

    bound_init(&b);
    BOUND_ACTOR(&b, WAIT(b.ntfn));
    seL4_Signal(b.signal);
    CHECK_AT(&b.a, 1);
    check_only_badge("bound waiter", &b.a.got[0], BADGE);
}

/* After Unbind a receive is left alone. */
TEST(s8_1_unbound_receive_stays)
{
    struct bound b;

    bound_init(&b);
    BOUND_ACTOR(&b, RECV(b.ep, b.reply));
    CHECK_OK(seL4_TCB_UnbindNotification(b.a.tcb));
    seL4_Signal(b.signal);
    CHECK_AT(&b.a, 0);
    CHECK_EQ(ONE(NBWAIT(b.ntfn)).a0, BADGE);
}

/* Deleting the notification unbinds; the thread may have another. */
TEST(s8_1_deleted_notification_unbinds)
{
    struct bound b;

    bound_init(&b);
    BOUND_ACTOR(&b, RECV(b.ep, b.reply));
    test_revoke(b.ntfn);
    test_delete(b.ntfn);
    CHECK_AT(&b.a, 0);
    CHECK_EQ(seL4_TCB_UnbindNotification(b.a.tcb), seL4_IllegalOperation);
    CHECK_OK(seL4_TCB_BindNotification(b.a.tcb, make_notification()));
}

/* Deleting the thread unbinds; the notification may have another. */
TEST(s8_1_deleted_thread_unbinds)
{
    struct bound b;

    bound_init(&b);
    BOUND_ACTOR(&b, RECV(b.ep, b.reply));
    test_delete(b.a.tcb);
    seL4_Signal(b.signal);
    CHECK_OK(seL4_TCB_BindNotification(TEST_TCB, b.ntfn));
    CHECK_EQ(ONE(NBRECV(b.ep, b.reply)).a0, BADGE);
}

/* -- 8.2: receiving ------------------------------------------------------- */

/* Every receiving call takes a pending word; a6 does not matter. */
TEST(s8_2_calls_that_take)
{
    static const char *const what[] = { "Wait", "NBWait", "Recv", "NBRecv",
                                        "ReplyRecv" };
    seL4_CPtr ntfn = make_notification(), s = signaller(ntfn, 3);

    for (int i = 0; i < 5; i++) {
        struct call r;

        seL4_Signal(s);
        if (i == 0)
            r = ONE(WAIT(ntfn));
        else if (i == 1)
            r = ONE(NBWAIT(ntfn));
        else if (i == 2)
            r = ONE(RECV(ntfn, 1ul << 40));
        else if (i == 3)
            r = ONE(NBRECV(ntfn, 0));
        else
            r = ONE(REPLYRECV(ntfn, make_reply(), 5));
        ROW_EQ(what[i], r.a0, 3);
        if (i < 4)
            check_only_badge(what[i], &r, 3);
    }
}

/* Every blocking one is woken by a signal. */
TEST(s8_2_calls_that_block)
{
    static const char *const what[] = { "Wait", "Recv", "ReplyRecv",
                                        "NBSendWait" };

    for (int i = 0; i < 4; i++) {
        seL4_CPtr ntfn = make_notification();
        struct actor a;

        if (i == 0)
            ACTOR(&a, 'a', HIGH, WAIT(ntfn));
        else if (i == 1)
            ACTOR(&a, 'a', HIGH, RECV(ntfn, 0));
        else if (i == 2)
            ACTOR(&a, 'a', HIGH, REPLYRECV(ntfn, make_reply(), 5));
        else
            ACTOR(&a, 'a', HIGH, NBSENDWAIT(make_endpoint(), 1, ntfn));
        ROW_EQ(what[i], a.at, 0);
        seL4_Signal(signaller(ntfn, 8));
        ROW_EQ(what[i], a.at, 1);
        ROW_EQ(what[i], a.got[0].a0, 8);
    }
}

/* With others waiting, a poll finds nothing and takes nothing. */
TEST(s8_2_poll_beside_waiters)
{
    seL4_CPtr ntfn = make_notification();
    struct actor a;
    struct call r;

    ACTOR(&a, 'a', HIGH, WAIT(ntfn));
    r = ONE(NBWAIT(ntfn));
    check_only_badge("poll", &r, 0);
    CHECK_AT(&a, 0);
    seL4_Signal(ntfn);
    CHECK_AT(&a, 1);
}

/* A bound notification may be waited on by its thread alone. */
TEST(s8_2_bound_is_for_its_thread)
{
    struct bound b;
    struct actor stranger;
    seL4_CPtr faults = make_endpoint();
    struct call r;

    bound_init(&b);
    BOUND_ACTOR(&b, RECV(b.ep, b.reply));
    MAKE(&stranger, 's', HIGH, WAIT(b.ntfn));
    actor_handler(&stranger, faults);
    actor_start(&stranger);
    r = ONE(NBRECV(faults, make_reply()));
    CHECK_EQ(info_label(r.a1), seL4_Fault_CapFault);
    CHECK_EQ(info_length(r.a1), 5);
    CHECK_EQ(r.mr[1], b.ntfn);
    CHECK_EQ(r.mr[2], 1);
    CHECK_EQ(r.mr[3], seL4_MissingCapability);
    CHECK_EQ(seL4_GetMR(4), 0);
}

/* A waiter that is suspended leaves the queue; resumed, it waits again. */
TEST(s8_2_suspended_waiter)
{
    seL4_CPtr ntfn = make_notification();
    struct actor a;

    ACTOR(&a, 'a', HIGH, WAIT(ntfn));
    CHECK_OK(seL4_TCB_Suspend(a.tcb));
    seL4_Signal(signaller(ntfn, 2));
    CHECK_AT(&a, 0);
    CHECK_EQ(ONE(NBWAIT(ntfn)).a0, 2);
    CHECK_OK(seL4_TCB_Resume(a.tcb));
    CHECK_AT(&a, 0);
    seL4_Signal(signaller(ntfn, 4));
    CHECK_AT(&a, 1);
    CHECK_EQ(a.got[0].a0, 4);
}

/* Binding an active notification: its word comes at the next receive. */
TEST(s8_2_bind_while_active)
{
    struct bound b;

    bound_init(&b);
    seL4_Signal(b.signal);
    CHECK_OK(seL4_TCB_BindNotification(TEST_TCB, b.ntfn));
    CHECK_EQ(ONE(NBRECV(b.ep, b.reply)).a0, BADGE);
    CHECK_EQ(ONE(NBRECV(b.ep, b.reply)).a0, 0);
}

/* Not while somebody waits. */
TEST(s8_2_bind_while_waited_on)
{
    seL4_CPtr ntfn = make_notification();
    struct actor a;

    ACTOR(&a, 'a', HIGH, WAIT(ntfn));
    CHECK_EQ(seL4_TCB_BindNotification(TEST_TCB, ntfn), seL4_IllegalOperation);
    CHECK_EQ(seL4_TCB_BindNotification(a.tcb, ntfn), seL4_IllegalOperation);
    seL4_Signal(ntfn);
    CHECK_AT(&a, 1);
}
