/* SPDX-License-Identifier: MIT */
/*
 * Lab 08, hidden tests: every kind of failed lookup, who can be a handler, what
 * passes without an IPC buffer, whose time a handler uses, and timeouts of
 * threads that are not the current one.
 */
#include "faulty.h"

/* -- messages -------------------------------------------------------------- */

/* Of a root that is no CNode nothing more is told than that; of a CNode that
   wants more bits than are left, both numbers. */
TEST(cap_fault_every_failure)
{
    const seL4_CPtr deep = 3ul << 60 | test_pick("deep", 0, 63);
    struct faulter mismatch = { .a = { deep, 0, 0, 0, 0, 0, 0,
                                       (seL4_Word)seL4_SysSend } };
    struct faulter rootless = { .a = { test_pick("slot", 1, 500), 0, 0, 0, 0, 0,
                                       0, (seL4_Word)seL4_SysRecv } };
    seL4_CPtr root = test_object(seL4_CapTableObject, 4);
    seL4_CPtr revoked = test_object(seL4_CapTableObject, 4);
    struct fault_message m;

    CHECK_OK(seL4_CNode_Copy(root, 3, 4, TEST_CNODE, TEST_CNODE, 64,
                             seL4_AllRights));
    make_faulter(&mismatch, "mismatch", do_call);
    CHECK_OK(seL4_TCB_SetSpace(mismatch.thread->tcb, mismatch.handler, root, 0,
                               TEST_VSPACE, 0));
    make_faulter(&rootless, "rootless", do_call);
    CHECK_OK(seL4_TCB_SetSpace(rootless.thread->tcb, rootless.handler, revoked,
                               0, TEST_VSPACE, 0));
    test_revoke(revoked);
    test_start(mismatch.thread);
    test_start(rootless.thread);

    test_step("60 bits are left where 64 are wanted");
    m = take_fault(&mismatch, seL4_Fault_CapFault, 6);
    check_ip(&mismatch, &m);
    CHECK_EQ(m.word[1], deep);
    record_value("mismatch: in receive phase", m.word[2]);
    record_value("mismatch: failure", m.word[3]);
    record_value("mismatch: bits left", m.word[4]);
    record_value("mismatch: bits found", m.word[5]);

    test_step("the root is gone");
    m = take_fault(&rootless, seL4_Fault_CapFault, 4);
    check_ip(&rootless, &m);
    record_value("rootless: slot", m.word[1]);
    record_value("rootless: in receive phase", m.word[2]);
    record_value("rootless: failure", m.word[3]);
}

/* A handler must be able to be called: Write, and Grant or GrantReply. */
TEST(handler_rights)
{
    static const struct {
        const char *name;
        bool grant_reply, grant, read, write;
    } rows[] = {
        { "W", false, false, false, true },
        { "R G P", true, true, true, false },
        { "W R", false, false, true, true },
        { "W G", false, true, false, true },
        { "W P", true, false, false, true },
    };
    struct faulter f = { 0 };

    make_faulter(&f, "breakpoint", do_break);
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        seL4_CapRights_t rights = seL4_CapRights_new(
            rows[i].grant_reply, rows[i].grant, rows[i].read, rows[i].write);

        record_value(rows[i].name,
                     seL4_TCB_SetTimeoutEndpoint(
                         f.thread->tcb, test_mint(f.endpoint, rights, 1)));
    }
    record_value("notification",
                 seL4_TCB_SetTimeoutEndpoint(
                     f.thread->tcb, test_object(seL4_NotificationObject, 0)));
    record_value("null", seL4_TCB_SetTimeoutEndpoint(f.thread->tcb, 0));

    test_step("a handler with Write and GrantReply");
    set_handler(f.thread,
                test_mint(f.endpoint, seL4_CapRights_new(1, 0, 0, 1), f.badge));
    test_start(f.thread);
    take_fault(&f, seL4_Fault_UserException, 4);
    answer_skip(&f);
    CHECK_MSG(f.passed == 1, "the thread did not go on");
}

struct bufferless {
    seL4_CPtr endpoint, reply;
    seL4_Word words[10];
    volatile seL4_Word label, length;
};

static void handle_without_buffer(void *argument)
{
    struct bufferless *h = argument;
    seL4_Word badge, at, sp, ra;
    seL4_MessageInfo_t info = seL4_Recv(h->endpoint, &badge, h->reply);

    h->length = seL4_MessageInfo_get_length(info);
    h->label = seL4_MessageInfo_get_label(info);
    at = seL4_GetMR(0);
    sp = seL4_GetMR(1);
    ra = seL4_GetMR(2);
    h->words[0] = at + 4;
    h->words[1] = sp;
    h->words[2] = ra;
    answer_at(h->reply, 0, 10, h->words);
}

/* Four words fit into registers; a handler without buffer is told no more, and
   says no more. */
TEST(handler_without_buffer)
{
    struct faulter f = { .a = { 1, test_word("a1"), 3, 4, 5, test_word("a5"), 7,
                                0x4000 } };
    struct bufferless h = { 0 };
    struct test_thread *handler;

    make_faulter(&f, "caller", do_call);
    h.endpoint = f.endpoint;
    h.reply = f.reply;
    h.words[3] = test_word("a0");
    handler = test_thread("handler", ABOVE + 1, handle_without_buffer, &h);
    CHECK_OK(seL4_TCB_SetIPCBuffer(handler->tcb, 0, 0));
    test_start(handler);
    test_start(f.thread);
    record_value("label", h.label);
    record_value("length", h.length);
    CHECK_MSG(f.passed == 1, "the thread did not go on");
    record_value("a0", f.a[0]);
    record_value("a1", f.a[1]);
    record_value("a5", f.a[5]);
}

/* An answer to a capability or VM fault says "try again", whatever its label
   and words: nothing is written, nobody is stopped. */
TEST(repeat_whatever_the_answer)
{
    const seL4_CPtr empty = test_slot();
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    struct faulter load = { .address = nowhere("load") };
    struct faulter wait = { .a = { empty, 0, 0, 0, 0, 0, 0,
                                   (seL4_Word)seL4_SysWait } };
    seL4_Word label = test_pick("label", 1, 1000);
    seL4_UserContext before, after;
    struct fault_message m;

    start_faulter(&load, "load", do_load);
    take_fault(&load, seL4_Fault_VMFault, 4);
    before = registers_of(&load);
    test_step("a label and words for a VM fault");
    answer(&load, label, 3, (seL4_Word[]){ 0x1000, 0x2000, 0x3000 });
    m = take_fault(&load, seL4_Fault_VMFault, 4);
    check_ip(&load, &m);
    after = registers_of(&load);
    CHECK_EQ(after.sp, before.sp);
    CHECK_EQ(after.ra, before.ra);

    test_step("what was missing is there, a label and words for a CapFault");
    start_faulter(&wait, "wait", do_call);
    take_fault(&wait, seL4_Fault_CapFault, 5);
    CHECK_OK(seL4_CNode_Mint(TEST_CNODE, empty, 64, TEST_CNODE, ntfn, 64,
                             seL4_AllRights, 0));
    answer(&wait, label, 3, (seL4_Word[]){ 0x1000, 0x2000, 0x3000 });
    CHECK_MSG(!wait.passed, "Wait returned before any signal");
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, test_word("badge")));
    CHECK_MSG(wait.passed == 1, "the thread does not wait");
    record_value("badge", wait.a[0]);
}

/* -- contexts -------------------------------------------------------------- */

struct passive_handler {
    const struct faulter *f;
    volatile seL4_Word told[2];
    volatile int count;
};

static void handle_twice(void *argument)
{
    struct passive_handler *h = argument;
    seL4_Word badge;

    for (int i = 0; i < 2; i++) {
        seL4_Recv(h->f->endpoint, &badge, h->f->reply);
        h->told[i] = seL4_GetMR(2);
        h->count = i + 1;
        if (i == 0)
            seL4_Wait(h->f->address, &badge);
        answer_at(h->f->reply, 0, 1, (seL4_Word[]){ h->f->at + 4 });
    }
}

static void illegal_twice(void *argument)
{
    do_illegal(argument);
    do_break(argument);
}

/* A handler without time of its own works on the faulter's, and gives it back
   with its answer. */
TEST(fault_lends_context)
{
    seL4_CPtr gate = test_object(seL4_NotificationObject, 0);
    struct faulter f = { .address = gate };
    struct passive_handler h = { .f = &f };
    struct test_thread *handler =
        test_thread("passive handler", ABOVE + 1, handle_twice, &h);

    make_faulter(&f, "faulter", illegal_twice);
    test_start(handler);
    CHECK_OK(seL4_SchedContext_Unbind(handler->sc));
    test_step("a thread faults; its handler is passive");
    test_start(f.thread);
    CHECK_MSG(h.count == 1, "the handler did not run");
    record_value("bound to the faulter",
                 seL4_SchedContext_UnbindObject(f.thread->sc, f.thread->tcb));
    test_step("the handler answers");
    seL4_Signal(gate);
    CHECK_MSG(f.passed == 1, "the thread did not go on");
    record_value("bound to the handler",
                 seL4_SchedContext_UnbindObject(f.thread->sc, handler->tcb));
    record_value("first", h.told[0]);
}

static void spin_long(void *argument)
{
    struct faulter *f = argument;

    test_spin(800);
    f->passed++;
}

enum { BUDGET = 300, PERIOD = 100000 };

/* A thread that will use up its budget; the test handles its timeouts. */
static void make_spinner(struct faulter *f, const char *name,
                         void (*run)(void *))
{
    make_faulter(f, name, run);
    CHECK_OK(seL4_TCB_SetTimeoutEndpoint(f->thread->tcb, f->handler));
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, f->thread->sc,
                                         BUDGET, PERIOD, 0,
                                         test_word("context")));
}

/* A context that is used up is no use to a handler: it stays where it is. */
TEST(timeout_lends_nothing)
{
    struct faulter f = { .address = test_object(seL4_NotificationObject, 0) };
    struct passive_handler h = { .f = &f };
    struct test_thread *handler =
        test_thread("passive handler", ABOVE + 1, handle_twice, &h);

    make_spinner(&f, "spinner", spin_long);
    test_start(handler);
    CHECK_OK(seL4_SchedContext_Unbind(handler->sc));
    test_step("a thread uses up its budget; the handler is passive");
    test_start(f.thread);
    CHECK_MSG(h.count == 0, "the handler ran on the context that is used up");
    record_value("bound to the faulter",
                 seL4_SchedContext_UnbindObject(f.thread->sc, f.thread->tcb));
    test_step("the handler gets a context of its own");
    CHECK_OK(seL4_SchedContext_Bind(handler->sc, handler->tcb));
    CHECK_MSG(h.count == 1, "the handler has no message");
}

/* -- timeouts -------------------------------------------------------------- */

struct slow_server {
    seL4_CPtr endpoint, reply;
    volatile bool called;
};

static void serve_slowly(void *argument)
{
    struct slow_server *s = argument;
    seL4_Word badge;

    seL4_Recv(s->endpoint, &badge, s->reply);
    s->called = true;
    test_spin(800);
}

/* A caller whose budget its server has used up, answered by a third thread:
   the fault is the caller's, and goes to the caller's handler. */
TEST(timeout_at_the_reply)
{
    struct slow_server s = {
        .endpoint = test_object(seL4_EndpointObject, 0),
        .reply = test_object(seL4_ReplyObject, 0),
    };
    seL4_Word label = test_pick("label", 1, 0xffff);
    struct faulter f = { .a = { s.endpoint, 0, 0, 0, 0, 0, 0,
                                (seL4_Word)seL4_SysCall } };
    struct test_thread *server = test_spawn("server", ABOVE, serve_slowly, &s);
    struct fault_message m;

    CHECK_OK(seL4_SchedContext_Unbind(server->sc));
    make_spinner(&f, "client", do_call);
    test_step("a server uses up its client's budget");
    test_start(f.thread);
    CHECK_MSG(s.called, "the server was not called");
    record_value("before", poll_fault(f.endpoint, f.reply).badge);
    test_step("the client is answered");
    answer_at(s.reply, label, 0, NULL);
    CHECK_MSG(!f.passed, "the client runs without budget");
    m = take_fault(&f, seL4_Fault_Timeout, 2);
    record_value("context", m.word[0]);
    test_step("it gets more, and an answer");
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, f.thread->sc, 1000,
                                         PERIOD, 0, 0));
    answer_skip(&f);
    CHECK_MSG(f.passed == 1, "the client did not go on");
    record_value("label", f.a[1] >> 12);
}

/* Without a context nothing was consumed; and an answer can set all registers,
   in the order in which WriteRegisters has them. */
TEST(timeout_registers)
{
    seL4_Word first = test_word("first");
    seL4_Word words[34];
    struct faulter f = { 0 };
    seL4_UserContext r;
    struct fault_message m;

    make_spinner(&f, "spinner", spin_long);
    test_start(f.thread);
    test_step("the context is taken away before the message is");
    CHECK_OK(seL4_SchedContext_Unbind(f.thread->sc));
    m = take_fault(&f, seL4_Fault_Timeout, 1);
    record_value("context", m.word[0]);
    for (seL4_Word i = 0; i < 34; i++)
        words[i] = first + i;
    test_step("34 words in the answer");
    answer(&f, 1, 34, words);
    r = registers_of(&f);
    record_bytes("registers", &r, sizeof r);
}

/* -- random answers -------------------------------------------------------- */

enum { ROUNDS = 64 };

static void call_on(void *argument)
{
    for (int i = 0; i < ROUNDS + 1; i++)
        do_call(argument);
}

/* Answers of random length, some with a label, to a thread that does one
   unknown call after another with what it got; a model on the host says what
   its handler must see. */
TEST(answers_vs_model)
{
    static const char *const names[] = { "a0", "a1", "a2", "a3",
                                         "a4", "a5", "a6", "a7" };
    uint64_t random = test_word("random"), digest = 0;
    struct faulter f = { 0 };

    for (int i = 0; i < 8; i++)
        f.a[i] = test_word(names[i]) >> 1 | 1;
    start_faulter(&f, "caller", call_on);
    for (int round = 0; round < ROUNDS; round++) {
        struct fault_message m = take_fault(&f, seL4_Fault_UnknownSyscall, 11);
        seL4_Word words[FAULT_WORDS];
        seL4_Word refused, length;

        check_ip(&f, &m);
        for (int i = 3; i < 11; i++)
            digest = digest * 0x100000001b3 + m.word[i];
        random = random * 6364136223846793005 + 1442695040888963407;
        length = random >> 60 < 12 ? random >> 60 : 12;
        refused = random >> 59 & 1;
        words[0] = f.at + 4;
        words[1] = m.word[1];
        words[2] = m.word[2];
        for (seL4_Word i = 3; i < length; i++)
            words[i] = random ^ i << 32;
        answer(&f, refused, length, words);
        if (refused)
            CHECK_OK(seL4_TCB_Resume(f.thread->tcb));
    }
    record_value("digest", digest);
    record_value("calls passed", f.passed);
}
