/* SPDX-License-Identifier: MIT */
/*
 * Lab 08, exercise: the reference test.
 *
 * Three ways to end a fault without an answer. If the message or the way back
 * is lost, the thread stays where it is until somebody resumes it; a second
 * handler, installed meanwhile, would hear of a thread that starts over by
 * itself. And a thread that was set going by WriteRegisters is an ordinary
 * thread again: what it sends is a message and no fault.
 */
#include "faulty.h"

/* Fails unless the thread stands still, and faults anew when resumed. */
static void check_stopped(const struct faulter *f, const struct faulter *second)
{
    test_let_run();
    CHECK_EQ(poll_fault(second->endpoint, second->reply).badge, 0);
    CHECK_OK(seL4_TCB_Resume(f->thread->tcb));
    CHECK_EQ(poll_fault(second->endpoint, second->reply).badge, second->badge);
    answer_skip(&(struct faulter){ .at = f->at, .reply = second->reply });
    CHECK(f->passed == 1);
}

static void send_behind_break(void *argument)
{
    struct faulter *f = argument;

    do_break(f);
    seL4_Send(f->address, seL4_MessageInfo_new(77, 0, 0, 0));
}

/* The thread is set going behind its breakpoint, and sends label 77. */
static void check_plain_message(void)
{
    struct faulter f = { .address = test_object(seL4_EndpointObject, 0) };
    seL4_UserContext r = { 0 };
    struct fault_message m;

    start_faulter(&f, "sender", send_behind_break);
    take_fault(&f, seL4_Fault_UserException, 4);
    r.pc = f.at + 4;
    CHECK_OK(seL4_TCB_WriteRegisters(f.thread->tcb, true, 0, 1, &r));
    CHECK(f.passed == 1);
    m = poll_fault(f.address, f.reply);
    CHECK_EQ(m.label, 77);
    CHECK_EQ(m.length, 0);
}

TEST(fault_without_answer)
{
    struct faulter second = { 0 }, queued = { 0 }, taken = { 0 };

    make_faulter(&second, "second handler", do_break);
    test_step("the endpoint is deleted before the message is taken");
    start_faulter(&queued, "queued", do_break);
    set_handler(queued.thread, second.handler);
    test_revoke(queued.endpoint);
    test_delete(queued.endpoint);
    check_stopped(&queued, &second);

    test_step("the reply object is deleted before the answer");
    start_faulter(&taken, "taken", do_break);
    take_fault(&taken, seL4_Fault_UserException, 4);
    set_handler(taken.thread, second.handler);
    test_delete(taken.reply);
    check_stopped(&taken, &second);

    test_step("WriteRegisters instead of an answer, then a message");
    check_plain_message();
}
