/* SPDX-License-Identifier: MIT */
/*
 * Lab 07, hidden tests: the corners of the contracts in ipc/notification.h,
 * and interrupts whose handler has no notification.
 */
#include "devices.h"
#include "threads.h"

/* A signal through an unbadged capability is a signal, although its word
   is 0. Whether one is pending is not what the word says. */
TEST(zero_badge_is_a_signal)
{
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_CPtr unbadged = test_copy(ntfn, seL4_CanWrite);
    struct waiter early, late;

    test_step("signal 0, then Wait");
    seL4_Signal(unbadged);
    start_waiter(&early, "after the signal", ntfn, ABOVE);
    CHECK_MSG(early.thread->done, "the pending signal was lost");
    record_value("early", early.word);

    test_step("Wait, then signal 0");
    start_waiter(&late, "before the signal", ntfn, ABOVE);
    CHECK_MSG(!late.thread->done, "one signal ended two Waits");
    seL4_Signal(unbadged);
    CHECK_MSG(late.thread->done, "the signal did not end the Wait");
    record_value("late", late.word);

    test_step("signal 0, then one with a badge");
    seL4_Signal(unbadged);
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, test_word("badge")));
    record_value("merged", poll_once(ntfn));
}

/* A waiter that is suspended gets no signal, and its neighbours in the queue
   keep their places; resumed, it waits again, at the end. */
TEST(suspended_waiter_leaves)
{
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    struct waiter w[4];

    for (int i = 0; i < 4; i++)
        start_waiter(&w[i], "waiter", ntfn, ABOVE);
    test_step("the second of four is suspended, then resumed");
    CHECK_OK(seL4_TCB_Suspend(w[1].thread->tcb));
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, test_word("first")));
    CHECK_OK(seL4_TCB_Resume(w[1].thread->tcb));
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, test_word("second")));
    test_step("the last of the queue is suspended for good");
    CHECK_OK(seL4_TCB_Suspend(w[1].thread->tcb));
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, test_word("third")));
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, test_word("fourth")));

    record_value("first waiter", w[0].word);
    record_value("suspended", w[1].word);
    record_value("third waiter", w[2].word);
    record_value("fourth waiter", w[3].word);
    record_value("left", poll_once(ntfn));
}

struct caller {
    seL4_CPtr service, endpoint, reply;
    seL4_Word answer, pending;
};

static void call_then_receive(void *argument)
{
    struct caller *c = argument;
    seL4_MessageInfo_t info =
        seL4_Call(c->service, seL4_MessageInfo_new(0, 0, 0, 0));

    c->answer = seL4_MessageInfo_get_label(info);
    seL4_NBRecv(c->endpoint, &c->pending, c->reply);
}

/* A signal ends receives and nothing else: a bound thread that is blocked in a
   call stays there, before and after the call was received. */
TEST(bound_not_woken_in_call)
{
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_CPtr reply = test_object(seL4_ReplyObject, 0);
    seL4_Word label = test_pick("label", 1, 0xffff);
    struct caller caller = {
        .service = test_object(seL4_EndpointObject, 0),
        .endpoint = test_object(seL4_EndpointObject, 0),
        .reply = test_object(seL4_ReplyObject, 0),
    };
    struct test_thread *thread =
        test_thread("caller", ABOVE, call_then_receive, &caller);
    seL4_Word badge;

    CHECK_OK(seL4_TCB_BindNotification(thread->tcb, ntfn));
    test_start(thread);
    test_step("signal while the bound thread is blocked sending");
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, test_word("sending")));
    CHECK_MSG(!thread->done, "the signal ended a call that nobody received");
    seL4_NBRecv(caller.service, &badge, reply);
    test_step("signal while it waits for the reply");
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, test_word("calling")));
    CHECK_MSG(!thread->done, "the signal ended a call before its reply");
    test_step("reply");
    seL4_Send(reply, seL4_MessageInfo_new(label, 0, 0, 0));
    test_join(thread);
    record_value("answer", caller.answer);
    record_value("pending", caller.pending);
}

struct passive_server {
    seL4_CPtr endpoint, reply, signaller;
    volatile seL4_Word got[3];
    volatile int rounds;
};

/* Round 1 is a signal. Round 2 is a call, during which it is signalled; when
   it has replied it is without context but for the one that comes with that
   signal. Round 3 is the signal. */
static void serve_passively(void *argument)
{
    struct passive_server *s = argument;
    seL4_MessageInfo_t empty = seL4_MessageInfo_new(0, 0, 0, 0);
    seL4_Word badge;

    seL4_Recv(s->endpoint, &badge, s->reply);
    s->got[0] = badge;
    s->rounds = 1;
    seL4_Recv(s->endpoint, &badge, s->reply);
    s->got[1] = badge;
    s->rounds = 2;
    seL4_Signal(s->signaller);
    seL4_ReplyRecv(s->endpoint, empty, &badge, s->reply);
    s->got[2] = badge;
    s->rounds = 3;
}

/* A passive server runs on its bound notification's context from a signal to
   the next receive, and on its clients' from a call to the reply. */
TEST(passive_server_bound)
{
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_CPtr client = test_mint(endpoint, seL4_AllRights, test_word("client"));
    seL4_CPtr context = test_sched_context(5000, 5000);
    struct passive_server server = {
        .endpoint = endpoint,
        .reply = test_object(seL4_ReplyObject, 0),
        .signaller = test_mint(ntfn, seL4_CanWrite, test_word("signal")),
    };
    struct test_thread *thread =
        test_thread("passive server", ABOVE, serve_passively, &server);

    CHECK_OK(seL4_TCB_BindNotification(thread->tcb, ntfn));
    test_start(thread);
    make_passive(thread);
    CHECK_OK(seL4_SchedContext_Bind(context, ntfn));

    test_step("signal a passive server");
    seL4_Signal(server.signaller);
    CHECK_MSG(server.rounds == 1, "the signal came without the context");
    record_value("bound to the server",
                 seL4_SchedContext_UnbindObject(context, thread->tcb));
    test_step("call it; it is signalled while it serves");
    seL4_Call(client, seL4_MessageInfo_new(0, 0, 0, 0));
    CHECK_MSG(server.rounds == 3,
              "round %d: the pending signal came without "
              "the context",
              server.rounds);
    record_value("first", server.got[0]);
    record_value("second", server.got[1]);
    record_value("third", server.got[2]);
}

/* An interrupt whose handler has no notification is over and forgotten; the
   next one is delivered as usual. */
TEST(irq_without_notification)
{
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    device_t rtc = rtc_open();
    seL4_CPtr handler = test_irq_handler(TEST_RTC_IRQ);

    test_step("an alarm for nobody");
    rtc_fire(rtc);
    test_spin(10);
    rtc_clear(rtc);

    test_step("a notification is installed");
    CHECK_OK(seL4_IRQHandler_SetNotification(
        handler, test_mint(ntfn, seL4_CanWrite, test_word("badge"))));
    record_value("before", poll_once(ntfn));
    rtc_fire(rtc);
    record_value("word", arrived(ntfn));
    rtc_clear(rtc);

    test_step("and cleared");
    CHECK_OK(seL4_IRQHandler_Clear(handler));
    rtc_fire(rtc);
    record_value("cleared", arrived(ntfn));
    rtc_clear(rtc);
}

/* SetNotification refuses before it changes anything, replaces what was
   installed, and what it installs is a copy that revoking takes away. */
TEST(irq_set_notification)
{
    seL4_CPtr first = test_object(seL4_NotificationObject, 0);
    seL4_CPtr second = test_object(seL4_NotificationObject, 0);
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    device_t rtc = rtc_open();
    seL4_CPtr handler = route_irq(TEST_RTC_IRQ, first, test_word("first"));

    test_step("what is refused");
    record_value("nothing", seL4_MessageInfo_get_label(seL4_Call(
                                handler, seL4_MessageInfo_new(IRQSetIRQHandler,
                                                              0, 0, 0))));
    record_value("no notification",
                 seL4_IRQHandler_SetNotification(handler, endpoint));
    record_value("without Write",
                 seL4_IRQHandler_SetNotification(
                     handler, test_copy(second, seL4_CanRead)));
    test_step("an alarm after the refusals");
    rtc_fire(rtc);
    record_value("still", arrived(first));
    rtc_clear(rtc);

    test_step("another notification instead");
    CHECK_OK(seL4_IRQHandler_SetNotification(
        handler, test_mint(second, seL4_CanWrite, test_word("second"))));
    rtc_fire(rtc);
    record_value("second", arrived(second));
    rtc_clear(rtc);
    record_value("first", poll_once(first));

    test_step("the copy is revoked");
    test_revoke(second);
    rtc_fire(rtc);
    record_value("revoked", arrived(second));
    rtc_clear(rtc);
}

/* -- random operations against a model on the host ------------------------- */

enum { STEPS = 128, MODEL_WAITERS = 4 };

struct model_waiter {
    seL4_CPtr go, ntfn, reply; /* waits for `go`, then once for the signal */
    seL4_Word number;
};

static volatile seL4_Word digest;

static void note(seL4_Word who, seL4_Word word)
{
    digest = digest * 0x100000001b3 + (who << 56 ^ word);
}

static void wait_when_told(void *argument)
{
    struct model_waiter *w = argument;

    for (int i = 0; i < STEPS; i++) {
        seL4_Word word;

        seL4_Recv(w->go, &word, w->reply);
        seL4_Wait(w->ntfn, &word);
        note(w->number, word);
    }
}

/* Signals, polls and new waiters in an order that the nonce decides; a model
   of the notification on the host predicts who gets what. */
TEST(random_vs_model)
{
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_CPtr signaller[4];
    struct model_waiter w[MODEL_WAITERS];
    uint64_t random = test_word("random");

    digest = 0;
    for (int i = 0; i < 4; i++)
        signaller[i] = test_mint(ntfn, seL4_CanWrite, 1ul << 13 * i);
    for (seL4_Word i = 0; i < MODEL_WAITERS; i++) {
        w[i] = (struct model_waiter){
            .go = test_object(seL4_EndpointObject, 0),
            .ntfn = ntfn,
            .reply = test_object(seL4_ReplyObject, 0),
            .number = i + 1,
        };
        /* Two and two are equals; the second pair goes before the first. */
        test_spawn("waiter", ABOVE + i / 2, wait_when_told, &w[i]);
    }
    for (int i = 0; i < STEPS; i++) {
        /* Out of 8: 5 new waiters and 2 signals, then 1 and 6, in turns. */
        uint64_t waits = i / 16 % 2 ? 1 : 5;

        random = random * 6364136223846793005 + 1442695040888963407;
        if (random >> 61 < waits) /* nothing, if the thread waits already */
            seL4_NBSend(w[(random >> 32) % MODEL_WAITERS].go,
                        seL4_MessageInfo_new(0, 0, 0, 0));
        else if (random >> 61 == waits)
            note(9, poll_once(ntfn));
        else
            seL4_Signal(signaller[random >> 32 & 3]);
    }
    record_value("digest", digest);
}
