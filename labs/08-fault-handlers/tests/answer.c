/* SPDX-License-Identifier: MIT */
/*
 * Lab 08, visible tests: what an answer does, and what happens without one.
 */
#include "faulty.h"

static const char *const names[] = { "a0", "a1", "a2", "a3", "a4", "a5", "a6" };

/* An answer to an unknown system call sets pc, sp, ra and a0 to a6: a handler
   can serve system calls of its own making. */
TEST(unknown_syscall_resume_with_regs)
{
    struct faulter f = { .a = { 1, 2, 3, 4, 5, 6, 7, 0x1000 } };
    seL4_Word words[10];

    start_faulter(&f, "caller", do_call);
    take_fault(&f, seL4_Fault_UnknownSyscall, 11);
    words[0] = f.at + 4;
    words[1] = registers_of(&f).sp - 64;
    words[2] = test_word("ra");
    for (int i = 0; i < 7; i++)
        words[3 + i] = test_word(names[i]);
    test_step("the answer: all ten registers");
    answer(&f, 0, 10, words);
    CHECK_MSG(f.passed, "the thread did not go on behind its system call");
    record_value("sp moved by", 0 - f.sp_moved);
    record_value("ra", f.ra);
    for (int i = 0; i < 7; i++)
        record_value(names[i], f.a[i]);
    record_value("a7", f.a[7]);
}

/* An answer with the address of the next instruction skips the faulting one;
   one without words repeats it. */
TEST(skip_instruction_resume)
{
    struct faulter f = { 0 };
    seL4_Word repeats = test_pick("repeats", 1, 4);
    struct fault_message m;

    start_faulter(&f, "breakpoint", do_break);
    for (seL4_Word i = 0; i < repeats; i++) {
        take_fault(&f, seL4_Fault_UserException, 4);
        test_step("an answer without words");
        answer(&f, 0, 0, NULL);
        CHECK_MSG(!f.passed, "the instruction was not repeated");
    }
    m = take_fault(&f, seL4_Fault_UserException, 4);
    check_ip(&f, &m);
    test_step("an answer with the address behind");
    answer_skip(&f);
    CHECK_MSG(f.passed == 1, "the thread is not behind the instruction");
    test_join(f.thread);
    record_value("again", poll_fault(f.endpoint, f.reply).badge);
}

/* A label other than 0 stops the thread; the registers are written all the
   same, and Resume lets it go on from there. */
TEST(answer_may_refuse)
{
    struct faulter f = { .a = { [7] = 0x2000 } };
    seL4_Word words[4];
    seL4_UserContext r;

    start_faulter(&f, "caller", do_call);
    take_fault(&f, seL4_Fault_UnknownSyscall, 11);
    r = registers_of(&f);
    words[0] = f.at + 4;
    words[1] = r.sp;
    words[2] = r.ra;
    words[3] = test_word("a0");
    test_step("the answer has a label");
    answer(&f, 1ul << test_pick("bit", 0, 51), 4, words);
    test_let_run();
    CHECK_MSG(!f.passed, "the thread went on although the label is not 0");
    record_value("a0", registers_of(&f).a0);
    test_step("Resume");
    CHECK_OK(seL4_TCB_Resume(f.thread->tcb));
    CHECK_MSG(f.passed == 1, "resumed, the thread is not behind its call");
    record_value("a0 in the thread", f.a[0]);
}

/* Words beyond those that an answer may have change nothing: neither the
   number of the system call nor registers of an exception's thread. */
TEST(answer_is_bounded)
{
    struct faulter call = { .a = { [7] = test_pick("number", 1, 1ul << 62) } };
    struct faulter exception = { 0 };
    seL4_Word words[FAULT_WORDS];
    seL4_UserContext before, after;

    for (seL4_Word i = 0; i < FAULT_WORDS; i++)
        words[i] = 0x1000 + i;

    test_step("14 words for an unknown system call");
    start_faulter(&call, "caller", do_call);
    take_fault(&call, seL4_Fault_UnknownSyscall, 11);
    before = registers_of(&call);
    answer(&call, 1, FAULT_WORDS, words);
    after = registers_of(&call);
    record_value("last that counts", after.a6);
    record_value("number", after.a7);
    CHECK_EQ(after.t0, before.t0);
    CHECK_EQ(after.gp, before.gp);
    CHECK_EQ(after.tp, before.tp);
    CHECK_EQ(after.s0, before.s0);

    test_step("14 words for an exception");
    start_faulter(&exception, "exception", do_illegal);
    take_fault(&exception, seL4_Fault_UserException, 4);
    before = registers_of(&exception);
    answer(&exception, 1, FAULT_WORDS, words);
    after = registers_of(&exception);
    record_value("pc", after.pc);
    record_value("sp", after.sp);
    CHECK_EQ(after.ra, before.ra);
    CHECK_EQ(after.a0, before.a0);
    CHECK_EQ(after.gp, before.gp);
}

/* Without a handler the thread stops, and with a handler that it got in the
   meantime it faults again when it is resumed. */
TEST(no_handler_suspends)
{
    struct faulter f = { 0 };
    struct fault_message m;

    make_faulter(&f, "nobody's", do_break);
    set_handler(f.thread, 0);
    test_step("a fault that nobody handles");
    test_start(f.thread);
    test_let_run();
    CHECK_MSG(!f.passed, "the thread went on");
    record_value("message", poll_fault(f.endpoint, f.reply).badge);
    CHECK_EQ(registers_of(&f).pc, f.at);

    test_step("a handler is installed, the thread resumed");
    set_handler(f.thread, f.handler);
    CHECK_OK(seL4_TCB_Resume(f.thread->tcb));
    m = take_fault(&f, seL4_Fault_UserException, 4);
    check_ip(&f, &m);
    answer_skip(&f);
    CHECK_MSG(f.passed == 1, "the thread did not go on");
}

static void break_then_wait(void *argument)
{
    struct faulter *f = argument;
    seL4_Word badge;

    do_break(f);
    seL4_Wait(f->address, &badge);
    f->passed++;
}

/* A fault is answered once: what is sent to the reply object afterwards goes
   nowhere, and the thread is left to what it does then. */
TEST(double_reply_refused)
{
    struct faulter f = { .address = test_object(seL4_NotificationObject, 0) };

    start_faulter(&f, "breakpoint", break_then_wait);
    take_fault(&f, seL4_Fault_UserException, 4);
    test_step("the first answer");
    answer_skip(&f);
    CHECK_MSG(f.passed == 1, "the thread did not go on");
    test_step("the second answer");
    answer(&f, 0, 1, (seL4_Word[]){ 0x1000 });
    CHECK_MSG(f.passed == 1, "a second answer ended the thread's Wait");
    record_value("messages", poll_fault(f.endpoint, f.reply).badge);
    test_step("the thread still waits, and goes on as usual");
    seL4_Signal(f.address);
    test_join(f.thread);
    record_value("passed", f.passed);
}

/* -- timeouts -------------------------------------------------------------- */

static void spin_long(void *argument)
{
    struct faulter *f = argument;

    test_spin(800);
    f->passed++;
}

/* A thread that has used up its budget is its timeout handler's; the handler
   sees what was used, gives more, and lets the thread go on. */
TEST(timeout_fault_extends_budget)
{
    enum { BUDGET = 300, SLACK = 20, PERIOD = 100000 };
    struct faulter f = { 0 };
    struct fault_message m;

    make_faulter(&f, "spinner", spin_long);
    CHECK_OK(seL4_TCB_SetTimeoutEndpoint(f.thread->tcb, f.handler));
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, f.thread->sc,
                                         BUDGET, PERIOD, 0,
                                         test_word("context")));
    test_step("a thread uses up its budget");
    test_start(f.thread);
    CHECK_MSG(!f.passed, "the thread had more than its budget");
    m = take_fault(&f, seL4_Fault_Timeout, 2);
    record_value("context", m.word[0]);
    CHECK_MSG(m.word[1] >= BUDGET - SLACK && m.word[1] <= BUDGET,
              "consumed: %lu us, of a budget of %d", m.word[1], BUDGET);
    record_value("consumed since",
                 seL4_SchedContext_Consumed(f.thread->sc).consumed);

    test_step("it gets more, and an answer");
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, f.thread->sc, 1000,
                                         PERIOD, 0, 0));
    CHECK_MSG(!f.passed, "the thread went on before it was answered");
    answer(&f, 0, 0, NULL);
    CHECK_MSG(f.passed == 1, "the thread did not go on");
}
