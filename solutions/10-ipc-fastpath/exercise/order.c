/* SPDX-License-Identifier: MIT */
/*
 * Lab 10, exercise: the reference test of who runs next.
 *
 * Two receivers wait, then get their priorities: one that of the test, one
 * below. A third thread of the test's priority is ready. Sending to both must
 * not stop the test; and when it makes way they must run in their order.
 */
#include "proctor.h"

static char order[4];
static volatile int ran;

struct receiver {
    seL4_CPtr from, reply;
    char name;
};

static void receive(void *argument)
{
    const struct receiver *r = argument;

    if (r->from)
        seL4_Recv(r->from, NULL, r->reply);
    order[ran++] = r->name;
}

static struct test_thread *start_waiting(struct receiver *r, char name,
                                         seL4_Word priority)
{
    struct test_thread *t;

    *r = (struct receiver){ test_object(seL4_EndpointObject, 0),
                            test_object(seL4_ReplyObject, 0), name };
    t = test_spawn("receiver", TEST_PRIORITY + 1, receive, r);
    CHECK_OK(seL4_TCB_SetPriority(t->tcb, TEST_TCB, priority));
    return t;
}

TEST(who_runs_next)
{
    seL4_MessageInfo_t info = seL4_MessageInfo_new(0, 0, 0, 0);
    struct receiver equal, lower, ready = { 0, 0, 'r' };

    ran = 0;
    start_waiting(&equal, 'e', TEST_PRIORITY);
    test_spawn("ready", TEST_PRIORITY, receive, &ready);
    CHECK_MSG(ran == 0, "a thread of equal priority ran at its start");
    test_step("a message to a thread of equal priority");
    seL4_Send(equal.from, info);
    CHECK_MSG(ran == 0, "a receiver of equal priority ran at once");
    test_step("a message to a thread of lower priority");
    start_waiting(&lower, 'l', TEST_PRIORITY - 1);
    seL4_Send(lower.from, info);
    CHECK_MSG(ran == 0, "a receiver of lower priority ran at once");
    test_let_run();
    CHECK_EQ(ran, 3);
    CHECK_MSG(order[0] == 'r' && order[1] == 'e' && order[2] == 'l',
              "they ran in the order %c %c %c", order[0], order[1], order[2]);
}
