/* SPDX-License-Identifier: MIT */
/*
 * Lab 06, hidden tests: the corners of the contracts in ipc/endpoint.h,
 * ipc/message.h and ipc/reply.h.
 */
#include "threads.h"

/* A call through a capability with neither Grant nor GrantReply arrives, but
   can never be answered; the reply object stays free. */
TEST(call_without_grant)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_CPtr poor = test_mint(endpoint, seL4_CanWrite, test_word("poor"));
    seL4_CPtr rich =
        test_mint(endpoint, seL4_CapRights_new(true, false, false, true),
                  test_word("rich"));
    struct sender caller[3];
    struct receiver here, server;

    test_step("the call comes first");
    start_sender(&caller[0], "early", poor, true, ABOVE);
    make_receiver(&here, endpoint);
    take_mail(&here);
    record_value("early", here.mail.badge);
    answer(here.reply, "answer");
    CHECK_MSG(!caller[0].thread->done, "early: answered without Grant");

    test_step("the server comes first");
    make_receiver(&server, endpoint);
    start_receiver(&server, "server");
    start_sender(&caller[1], "late", poor, true, ABOVE);
    record_value("late", server.mail.badge);
    answer(server.reply, "answer");
    CHECK_MSG(!caller[1].thread->done, "late: answered without Grant");

    test_step("GrantReply is enough");
    start_sender(&caller[2], "third", rich, true, ABOVE);
    take_mail(&here);
    answer(here.reply, "answer");
    CHECK_MSG(caller[2].thread->done, "the caller with GrantReply waits");
    record_value("answer", caller[2].answer.label);
}

/* A server that receives again without having answered gives its reply object
   to the next caller; the former one is not answered any more. */
TEST(reply_object_moves_on)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    struct sender forgotten, answered;
    struct receiver here;

    start_sender(&forgotten, "forgotten", endpoint, true, ABOVE);
    make_receiver(&here, endpoint);
    take_mail(&here);
    record_value("first", here.mail.label);
    test_step("receive again with the same reply object");
    start_sender(&answered, "answered", endpoint, true, ABOVE);
    take_mail(&here);
    record_value("second", here.mail.label);
    answer(here.reply, "answer");
    CHECK_MSG(!forgotten.thread->done, "the forgotten caller was answered");
    CHECK_MSG(answered.thread->done, "the second caller was not answered");
    record_value("answer", answered.answer.label);
}

/* A signal that is pending goes before the messages that are queued. */
TEST(signal_before_message)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    struct receiver here;
    struct sender sender;

    CHECK_OK(seL4_TCB_BindNotification(TEST_TCB, ntfn));
    start_sender(&sender, "mail",
                 test_mint(endpoint, seL4_CanWrite, test_word("client")), false,
                 ABOVE);
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, test_word("signal")));
    make_receiver(&here, endpoint);
    take_mail(&here);
    record_value("first", here.mail.badge);
    CHECK_MSG(!sender.thread->done, "the signal took a message along");
    take_mail(&here);
    record_value("second", here.mail.badge);
}

/* A thread without a buffer gets the words of the registers, and no
   capabilities. */
TEST(no_buffer_four_words)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_Word length = test_pick("length", 5, MAX_WORDS);
    struct receiver receiver;

    make_receiver(&receiver, endpoint);
    receiver.thread = test_thread("no buffer", ABOVE, receive_once, &receiver);
    CHECK_OK(seL4_TCB_SetIPCBuffer(receiver.thread->tcb, 0, 0));
    test_start(receiver.thread);
    test_step("a long message with a capability");
    seL4_SetMR(0, test_word("word"));
    seL4_SetCap(0, endpoint);
    seL4_Send(endpoint, seL4_MessageInfo_new(1, 0, 1, length));
    CHECK_MSG(receiver.thread->done, "the message did not arrive");
    record_value("length", receiver.mail.length);
    record_value("word", receiver.mail.words[0]);
    record_caps("received", &receiver.mail);
}

/* A call whose reply object goes ends without an answer; the caller gets its
   time back from the passive server that worked on it. */
TEST(deleted_reply_gives_back)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    struct receiver server;
    struct sender caller;

    make_receiver(&server, endpoint);
    start_receiver(&server, "passive server");
    CHECK_OK(seL4_SchedContext_Unbind(server.thread->sc));
    test_step("a call to a passive server that ends without an answer");
    caller = (struct sender){ .to = endpoint, .is_call = true };
    write_mail(&caller, "question");
    caller.caps = 1; /* not the short way */
    caller.cap[0] = endpoint;
    caller.thread = test_spawn("caller", ABOVE, send_once, &caller);
    CHECK_MSG(server.thread->done, "the server has no time");
    record_value("question", server.mail.label);
    test_step("the reply object is deleted");
    test_delete(server.reply);
    CHECK_MSG(!caller.thread->done, "the caller got an answer");
    record_value(
        "caller has its context",
        seL4_SchedContext_UnbindObject(caller.thread->sc, caller.thread->tcb));
}

/* -- random operations against a model on the host ------------------------- */

enum { STEPS = 128, CLIENTS = 6 };

struct client {
    seL4_CPtr to, go, reply;
};

/* Each time it is told, sends one message. */
static void send_when_told(void *argument)
{
    struct client *c = argument;

    for (;;) {
        seL4_Word badge;

        seL4_Recv(c->go, &badge, c->reply);
        seL4_Send(c->to, seL4_MessageInfo_new(0, 0, 0, 0));
    }
}

/* Senders that come and receives that poll, in an order that the nonce
   decides; a model of the queue on the host predicts who is received. */
TEST(queue_vs_model)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_CPtr reply = test_object(seL4_ReplyObject, 0);
    uint64_t random = test_word("random"), digest = 0;
    struct client c[CLIENTS];

    for (int i = 0; i < CLIENTS; i++) {
        c[i] = (struct client){
            .to = test_mint(endpoint, seL4_CanWrite, (seL4_Word)i + 1),
            .go = test_object(seL4_EndpointObject, 0),
            .reply = test_object(seL4_ReplyObject, 0),
        };
        test_spawn("client", ABOVE + (seL4_Word)i / 2, send_when_told, &c[i]);
    }
    for (int i = 0; i < STEPS; i++) {
        seL4_Word badge = 0;

        random = random * 6364136223846793005 + 1442695040888963407;
        if (random >> 62) { /* dropped if the client waits already */
            seL4_NBSend(c[(random >> 32) % CLIENTS].go,
                        seL4_MessageInfo_new(0, 0, 0, 0));
        } else {
            seL4_NBRecv(endpoint, &badge, reply);
            digest = digest * 0x100000001b3 + badge;
        }
    }
    record_value("digest", digest);
}
