/* SPDX-License-Identifier: MIT */
/*
 * Section 2.6: an entry that finds the caller's budget used up does not perform
 * the operation; the thread makes the same call again when it has time.
 */
#include "conformance.h"

enum { MESSAGES = 300 };

struct count {
    seL4_CPtr endpoint, reply;
    unsigned received;
    bool in_order;
};

static void receive_all(void *argument)
{
    struct count *count = argument;
    seL4_Word badge;

    while (count->received < MESSAGES) {
        seL4_MessageInfo_t info =
            seL4_Recv(count->endpoint, &badge, count->reply);

        if (seL4_MessageInfo_get_label(info) != count->received)
            count->in_order = false;
        count->received++;
    }
}

static void send_all(void *argument)
{
    struct count *count = argument;

    for (unsigned i = 0; i < MESSAGES; i++)
        seL4_Send(count->endpoint, seL4_MessageInfo_new(i, 0, 0, 0));
}

/* A sender with 30 of 60 microseconds is refused again and again; no message
   is lost and none is sent twice. */
TEST(s2_6_refused_calls_are_made_once)
{
    struct count count = { make_endpoint(), make_reply(), 0, true };
    struct test_thread *receiver =
        test_spawn("receiver", 120, receive_all, &count);
    struct test_thread *sender = test_thread("sender", 110, send_all, &count);

    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, sender->sc, 30, 60,
                                         0, 0));
    test_start(sender);
    for (int i = 0; i < 100 && !sender->done; i++)
        test_spin(200);
    CHECK(sender->done);
    CHECK(receiver->done);
    CHECK_EQ(count.received, MESSAGES);
    CHECK(count.in_order);
    CHECK(seL4_SchedContext_Consumed(sender->sc).consumed > 60);
}
