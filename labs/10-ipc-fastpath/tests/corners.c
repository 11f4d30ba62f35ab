/* SPDX-License-Identifier: MIT */
/*
 * Lab 10, hidden tests: servers that cannot wait, and answers in another
 * order.
 */
#include "short.h"

/* -- servers that cannot wait ---------------------------------------------- */

struct change {
    seL4_CPtr from, reply; /* with what the server answers and waits next */
};

static void change_caps(struct server *s)
{
    const struct change *change = s->for_hook;

    s->from = change->from;
    s->reply = change->reply;
}

/* A server whose receive must fault: the test is its handler. */
static void faulting_server(struct server *s, seL4_CPtr faults)
{
    make_server(s, "server", ABOVE);
    CHECK_OK(seL4_TCB_SetSchedParams(s->thread->tcb, TEST_TCB,
                                     TEST_PRIORITY_MAX, ABOVE, s->thread->sc,
                                     faults));
    start_passive(s);
    s->before_answer = change_caps;
}

static void record_fault(seL4_CPtr faults, seL4_CPtr should_name)
{
    seL4_Word badge;
    seL4_MessageInfo_t info =
        seL4_NBRecv(faults, &badge, test_object(seL4_ReplyObject, 0));

    record_value("fault", seL4_MessageInfo_get_label(info));
    CHECK_EQ(seL4_GetMR(seL4_CapFault_Addr), should_name);
    record_value("in the receive phase", seL4_GetMR(seL4_CapFault_InRecvPhase));
}

/* An endpoint that may not be read: the answer goes, then the server faults. */
TEST(fp_receive_without_read)
{
    seL4_CPtr faults = test_object(seL4_EndpointObject, 0);
    struct change change;
    struct server s;
    struct client c;

    need_short_answers();
    faulting_server(&s, faults);
    change = (struct change){ test_copy(s.from, seL4_CanWrite), s.reply };
    s.for_hook = &change;
    make_client(&c, "client", HIGH, s.from);
    test_start(c.thread);
    CHECK_MSG(c.thread->done, "the client has no answer");
    record_message("client", &c.message);
    record_fault(faults, change.from);
}

/* What should be a reply object is none: nobody is answered. */
TEST(fp_answer_without_reply)
{
    seL4_CPtr faults = test_object(seL4_EndpointObject, 0);
    struct change change;
    struct server s;
    struct client c;

    need_short_answers();
    faulting_server(&s, faults);
    change = (struct change){ s.from, s.thread->tcb };
    s.for_hook = &change;
    make_client(&c, "client", HIGH, s.from);
    test_start(c.thread);
    CHECK_MSG(!c.thread->done, "the client was answered");
    record_message("server", &s.got);
    record_fault(faults, change.reply);
}

/* -- another order --------------------------------------------------------- */

struct patient {
    seL4_CPtr from, reply[2];
    volatile int answered;
};

static void answer(struct patient *p, const char *name, seL4_CPtr reply)
{
    struct sel4_message m = short_message(name, 2);

    p->answered++;
    counted(seL4_SysReplyRecv, p->from, reply, 0, &m);
}

/* Takes two calls, then answers the second one; takes another one, then
   answers the first one. */
static void serve_later(void *argument)
{
    struct patient *p = argument;
    struct sel4_message m = { 0 };

    counted(seL4_SysRecv, p->from, p->reply[0], 0, &m);
    counted(seL4_SysRecv, p->from, p->reply[1], 0, &m);
    answer(p, "to the second", p->reply[1]);
    answer(p, "to the first", p->reply[0]);
}

/* Only the first call lent its context; the server keeps it until that call
   is answered. */
TEST(fp_answers_in_another_order)
{
    struct patient p = { .from = test_object(seL4_EndpointObject, 0) };
    struct client first, second, third;
    struct test_thread *t;

    need_short_answers();
    for (int i = 0; i < 2; i++)
        p.reply[i] = test_object(seL4_ReplyObject, 0);
    t = test_spawn("patient", ABOVE, serve_later, &p);
    CHECK_OK(seL4_SchedContext_Unbind(t->sc));
    make_client(&first, "first", HIGH, p.from);
    make_client(&second, "second", HIGH, p.from);
    make_client(&third, "third", HIGH, p.from);
    test_start(first.thread);
    test_start(second.thread);
    CHECK_MSG(second.thread->done, "the second client has no answer");
    CHECK_MSG(!first.thread->done, "the first client has an answer");
    record_message("second", &second.message);
    test_step("a third call");
    test_start(third.thread);
    CHECK_EQ(p.answered, 2);
    CHECK_MSG(first.thread->done, "the first client has no answer");
    record_message("first", &first.message);
    CHECK_OK(
        seL4_SchedContext_UnbindObject(first.thread->sc, first.thread->tcb));
}
