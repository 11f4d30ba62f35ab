/* SPDX-License-Identifier: MIT */
/*
 * Lab 06, visible tests: a sender and a receiver meet.
 */
#include "threads.h"

/* A Send that finds nobody waits; the next receive takes its message and lets
   the sender go on. */
TEST(send_then_recv)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    struct sender sender;
    struct receiver here;

    start_sender(&sender, "mail", endpoint, false, ABOVE);
    CHECK_MSG(!sender.thread->done, "Send returned before any receive");
    test_step("receive while a sender waits");
    make_receiver(&here, endpoint);
    take_mail(&here);
    CHECK_MSG(sender.thread->done, "the sender did not go on");
    record_mail("received", &here.mail);
}

/* A receive that finds nobody waits; the next Send hands over its message and
   does not wait. */
TEST(recv_then_send)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    struct receiver receiver;
    struct sender sender;

    make_receiver(&receiver, endpoint);
    start_receiver(&receiver, "receiver");
    CHECK_MSG(!receiver.thread->done, "Recv returned before any message");
    test_step("send while a receiver waits");
    start_sender(&sender, "mail", endpoint, false, ABOVE + 1);
    CHECK_MSG(sender.thread->done, "Send waited although it was received");
    CHECK_MSG(receiver.thread->done, "the message did not let it run");
    record_mail("received", &receiver.mail);
}

struct polls {
    seL4_CPtr endpoint, reply, client;
    seL4_Word before, after;
};

static void send_and_poll(void *argument)
{
    struct polls *p = argument;

    seL4_NBRecv(p->endpoint, &p->before, p->reply);
    seL4_NBSend(p->client, seL4_MessageInfo_new(1, 0, 0, 0));
    seL4_NBRecv(p->endpoint, &p->after, p->reply);
}

/* An endpoint keeps no message: NBSend without a receiver drops it, NBRecv
   without a sender says 0, and neither waits. */
TEST(nb_send_drops)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_Word badge = test_word("client");
    struct polls polls = {
        .endpoint = endpoint,
        .reply = test_object(seL4_ReplyObject, 0),
        .client = test_mint(endpoint, seL4_CanWrite, badge),
    };
    struct receiver receiver;

    test_step("NBRecv, NBSend, NBRecv, all alone");
    test_join(test_spawn("poller", ABOVE, send_and_poll, &polls));
    record_value("before", polls.before);
    record_value("after", polls.after);

    test_step("NBSend to one who waits");
    make_receiver(&receiver, endpoint);
    start_receiver(&receiver, "receiver");
    seL4_NBSend(polls.client, seL4_MessageInfo_new(0, 0, 0, 0));
    CHECK_MSG(receiver.thread->done, "the message did not arrive");
    record_value("received", receiver.mail.badge);
}

/* The badge is that of the capability the sender used, whoever came first. */
TEST(badge_delivered)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_CPtr one = test_mint(endpoint, seL4_CanWrite, test_word("one"));
    seL4_CPtr two = test_mint(endpoint, seL4_CanWrite, test_word("two"));
    struct receiver first, second, here;
    struct sender sender[3];

    test_step("two receivers wait, two senders come");
    make_receiver(&first, endpoint);
    make_receiver(&second, endpoint);
    start_receiver(&first, "first");
    start_receiver(&second, "second");
    start_sender(&sender[0], "to first", two, false, ABOVE);
    start_sender(&sender[1], "to second", one, false, ABOVE);
    record_value("first", first.mail.badge);
    record_value("second", second.mail.badge);

    test_step("a sender waits, a receiver comes with a badged capability");
    start_sender(&sender[2], "early", two, false, ABOVE);
    make_receiver(&here, test_mint(endpoint, seL4_CanRead, test_word("three")));
    take_mail(&here);
    record_value("third", here.mail.badge);
}

/* Those who wait are served by priority, equals in the order in which they
   came. */
TEST(fifo_by_priority)
{
    enum { SENDERS = 4 };
    static const char *const order[] = { "first", "second", "third", "fourth" };
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_Word middle = ABOVE + test_pick("middle", 20, 40);
    seL4_Word high = middle + test_pick("high", 1, 40);
    struct sender s[SENDERS];
    struct receiver here;

    start_sender(&s[0], "early, middle", endpoint, false, middle);
    start_sender(&s[1], "low", endpoint, false, ABOVE);
    start_sender(&s[2], "high", endpoint, false, high);
    start_sender(&s[3], "late, middle", endpoint, false, middle);
    make_receiver(&here, endpoint);
    for (int i = 0; i < SENDERS; i++) {
        test_step(order[i]);
        take_mail(&here);
        record_value(order[i], here.mail.label);
    }
}
