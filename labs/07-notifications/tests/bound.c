/* SPDX-License-Identifier: MIT */
/*
 * Lab 07, visible tests: a notification that is bound to a server thread.
 */
#include "threads.h"

static void send_empty(seL4_CPtr endpoint)
{
    seL4_NBSend(endpoint, seL4_MessageInfo_new(0, 0, 0, 0));
}

/* A signal ends the bound thread's receive on an endpoint, as a message
   would; messages come through before and after. */
TEST(bound_ntfn_during_recv)
{
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_CPtr signaller = test_mint(ntfn, seL4_CanWrite, test_word("signal"));
    seL4_CPtr client = test_mint(endpoint, seL4_CanWrite, test_word("client"));
    struct receiver server;

    make_receiver(&server, "server", endpoint, true);
    CHECK_OK(seL4_TCB_BindNotification(server.thread->tcb, ntfn));
    test_start(server.thread);

    test_step("signal while the server is blocked in Recv");
    seL4_Signal(signaller);
    CHECK_MSG(server.count == 1, "the signal did not end the receive");
    test_step("a message to the server, which is in Recv again");
    send_empty(client);
    CHECK_MSG(server.count == 2, "the message did not arrive");
    test_step("another signal");
    seL4_Signal(signaller);
    CHECK_MSG(server.count == 3, "the second signal did not end the receive");

    record_value("first", server.got[0]);
    record_value("second", server.got[1]);
    record_value("third", server.got[2]);
}

struct busy {
    seL4_CPtr endpoint, reply, signaller;
    seL4_Word first, second, third;
};

/* Is signalled while it is not receiving, then receives three times. */
static void signalled_while_busy(void *argument)
{
    struct busy *b = argument;

    seL4_Signal(b->signaller);
    seL4_NBRecv(b->endpoint, &b->first, b->reply);
    seL4_NBRecv(b->endpoint, &b->second, b->reply);
    seL4_NBRecv(b->endpoint, &b->third, b->reply);
}

static void send_once(void *argument)
{
    seL4_Send(*(seL4_CPtr *)argument, seL4_MessageInfo_new(0, 0, 0, 0));
}

/* A signal that finds the bound thread busy waits for its next receive, and
   goes before the messages that are queued there. */
TEST(bound_word_at_next_recv)
{
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_CPtr client = test_mint(endpoint, seL4_CanWrite, test_word("client"));
    struct busy busy = {
        .endpoint = endpoint,
        .reply = test_object(seL4_ReplyObject, 0),
        .signaller = test_mint(ntfn, seL4_CanWrite, test_word("signal")),
    };
    struct test_thread *server =
        test_thread("server", ABOVE, signalled_while_busy, &busy);

    CHECK_OK(seL4_TCB_BindNotification(server->tcb, ntfn));
    test_spawn("client", ABOVE, send_once, &client);
    test_start(server);
    test_join(server);
    record_value("first", busy.first);
    record_value("second", busy.second);
    record_value("third", busy.third);
}

/* After Unbind a signal is for whoever asks, and leaves the receive alone;
   then both sides are free to be bound again. */
TEST(unbind_then_recv)
{
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_CPtr signaller = test_mint(ntfn, seL4_CanWrite, test_word("signal"));
    seL4_CPtr client = test_mint(endpoint, seL4_CanWrite, test_word("client"));
    struct receiver server;

    make_receiver(&server, "server", endpoint, true);
    CHECK_OK(seL4_TCB_BindNotification(server.thread->tcb, ntfn));
    test_start(server.thread);
    seL4_Signal(signaller);
    CHECK_MSG(server.count == 1, "bound: the signal did not end the receive");

    test_step("unbound: signal, then poll from another thread");
    CHECK_OK(seL4_TCB_UnbindNotification(server.thread->tcb));
    seL4_Signal(signaller);
    CHECK_MSG(server.count == 1, "unbound: the signal ended the receive");
    record_value("polled", poll_once(ntfn));
    test_step("unbound: the endpoint still serves");
    send_empty(client);
    record_value("message", server.got[1]);

    test_step("unbinding twice is refused");
    record_value("unbind twice",
                 seL4_TCB_UnbindNotification(server.thread->tcb));
    test_step("bound again");
    CHECK_OK(seL4_TCB_BindNotification(server.thread->tcb, ntfn));
    seL4_Signal(signaller);
    record_value("received", server.count);
    record_value("last", server.got[2]);
}
