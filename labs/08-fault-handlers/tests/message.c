/* SPDX-License-Identifier: MIT */
/*
 * Lab 08, visible tests: what a fault handler is told.
 *
 * Where a test has several faulters, all of them have faulted before the first
 * message is taken.
 */
#include "faulty.h"

/* Instruction, address, whether it was a fetch, and the cause. */
TEST(vm_fault_words)
{
    static const struct {
        const char *name, *address, *fetch, *status;
        void (*run)(void *);
    } rows[] = {
        { "load", "load: address", "load: fetch", "load: status", do_load },
        { "store", "store: address", "store: fetch", "store: status",
          do_store },
        { "jump", "jump: address", "jump: fetch", "jump: status", do_jump },
    };
    struct faulter f[3] = { 0 };

    for (int i = 0; i < 3; i++) {
        f[i].address = nowhere(rows[i].name);
        start_faulter(&f[i], rows[i].name, rows[i].run);
    }
    for (int i = 0; i < 3; i++) {
        struct fault_message m;

        test_step(rows[i].name);
        m = take_fault(&f[i], seL4_Fault_VMFault, 4);
        check_ip(&f[i], &m);
        record_value(rows[i].address, m.word[1]);
        record_value(rows[i].fetch, m.word[2]);
        record_value(rows[i].status, m.word[3]);
    }
}

/* The instruction, the address in the CSpace, the phase, and why the lookup
   failed: of a guard, more words are told than of an empty slot. */
TEST(cap_fault_words)
{
    const seL4_CPtr beyond = (seL4_CPtr)1 << 40 | test_pick("beyond", 0, 1023);
    const seL4_CPtr empty = test_slots(test_pick("empty", 1, 40));
    struct faulter send = { .a = { beyond, 0, 0, 0, 0, 0, 0,
                                   (seL4_Word)seL4_SysSend } };
    struct faulter receive = { .a = { empty, 0, 0, 0, 0, 0, 0,
                                      (seL4_Word)seL4_SysWait } };
    struct fault_message m;

    start_faulter(&send, "send", do_call);
    start_faulter(&receive, "receive", do_call);

    test_step("Send through an address whose guard is wrong");
    m = take_fault(&send, seL4_Fault_CapFault, 7);
    check_ip(&send, &m);
    CHECK_EQ(m.word[1], beyond);
    record_value("send: low bits", m.word[1] & 1023);
    record_value("send: in receive phase", m.word[2]);
    record_value("send: failure", m.word[3]);
    record_value("send: bits left", m.word[4]);
    record_value("send: guard found", m.word[5]);
    record_value("send: guard size", m.word[6]);

    test_step("Wait on an empty slot");
    m = take_fault(&receive, seL4_Fault_CapFault, 5);
    check_ip(&receive, &m);
    CHECK_EQ(m.word[1], empty);
    record_value("receive: in receive phase", m.word[2]);
    record_value("receive: failure", m.word[3]);
    record_value("receive: bits left", m.word[4]);
}

/* Instruction, stack pointer, number and code. */
TEST(user_exception_words)
{
    struct faulter illegal = { 0 }, breakpoint = { 0 };
    struct fault_message m;

    start_faulter(&illegal, "illegal", do_illegal);
    start_faulter(&breakpoint, "breakpoint", do_break);

    test_step("an illegal instruction");
    m = take_fault(&illegal, seL4_Fault_UserException, 4);
    check_ip(&illegal, &m);
    CHECK_EQ(m.word[1], registers_of(&illegal).sp);
    record_value("illegal: number", m.word[2]);
    record_value("illegal: code", m.word[3]);

    test_step("a breakpoint");
    m = take_fault(&breakpoint, seL4_Fault_UserException, 4);
    check_ip(&breakpoint, &m);
    CHECK_EQ(m.word[1], registers_of(&breakpoint).sp);
    record_value("breakpoint: number", m.word[2]);
    record_value("breakpoint: code", m.word[3]);
}

/* The ecall's own address, sp, ra, a0 to a6, and the number in a7. */
TEST(unknown_syscall_words)
{
    static const char *const names[] = { "a0", "a1", "a2", "a3",
                                         "a4", "a5", "a6" };
    struct faulter f = { 0 };
    seL4_UserContext r;
    struct fault_message m;

    for (int i = 0; i < 7; i++)
        f.a[i] = test_word(names[i]);
    f.a[7] = test_pick("number", 1, 1ul << 62);
    start_faulter(&f, "caller", do_call);
    r = registers_of(&f);

    m = take_fault(&f, seL4_Fault_UnknownSyscall, 11);
    check_ip(&f, &m);
    CHECK_EQ(m.word[1], r.sp);
    CHECK_EQ(m.word[2], r.ra);
    for (int i = 0; i < 7; i++)
        record_value(names[i], m.word[3 + i]);
    record_value("number", m.word[10]);
}

/* One endpoint serves three threads; the badge says which has faulted, and
   the answer goes to that one, in whatever order. */
TEST(badge_names_thread)
{
    enum { THREADS = 3 };
    static const char *const names[] = { "first", "second", "third" };
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_CPtr reply[THREADS];
    struct faulter f[THREADS] = { 0 };

    for (int i = 0; i < THREADS; i++) {
        f[i].a[0] = test_word(names[i]);
        make_faulter(&f[i], names[i], do_call);
        set_handler(f[i].thread,
                    test_mint(endpoint, seL4_AllRights, f[i].badge));
        test_start(f[i].thread);
        reply[i] = test_object(seL4_ReplyObject, 0);
    }
    for (int i = 0; i < THREADS; i++) {
        struct fault_message m = poll_fault(endpoint, reply[i]);

        test_step(names[i]);
        CHECK_MSG(m.badge != 0, "no message at the endpoint");
        CHECK_MSG(m.badge == f[i].badge,
                  "message %d has badge %#lx, the thread that faulted then has "
                  "a handler capability with %#lx",
                  i + 1, m.badge, f[i].badge);
        record_value(names[i], m.word[3]);
    }
    for (int i = THREADS; i-- > 0;) {
        test_step(names[i]);
        answer_at(reply[i], 0, 1, (seL4_Word[]){ f[i].at + 4 });
        for (int k = 0; k < THREADS; k++)
            CHECK_MSG(f[k].passed == (k >= i),
                      "answered thread %d: thread %d has gone on %lu times",
                      i + 1, k + 1, f[k].passed);
    }
}

/* A handler is a thread as others are: it faults, its own handler puts that
   right, and it answers the first fault as if nothing had been. */
struct handler {
    struct faulter own;
    seL4_CPtr endpoint, reply;
    volatile seL4_Word number;
};

static void handle_one(void *argument)
{
    struct handler *h = argument;
    seL4_Word badge, ip;

    seL4_Recv(h->endpoint, &badge, h->reply);
    ip = seL4_GetMR(0);
    h->number = seL4_GetMR(10);
    do_break(&h->own);
    answer_at(h->reply, 0, 1, (seL4_Word[]){ ip + 4 });
}

TEST(handler_faults_too)
{
    struct faulter f = { .a = { [7] = test_pick("number", 1, 1ul << 62) } };
    struct handler h = { 0 };
    struct fault_message m;

    make_faulter(&f, "faulter", do_call);
    make_faulter(&h.own, "handler", do_break);
    h.own.thread->run = handle_one;
    h.own.thread->argument = &h;
    h.endpoint = f.endpoint;
    h.reply = f.reply;
    test_start(h.own.thread);
    test_step("a thread faults, then its handler");
    test_start(f.thread);
    CHECK_MSG(h.number != 0, "the waiting handler got no message");
    record_value("number", h.number);
    CHECK_MSG(!f.passed, "the thread went on before it was answered");
    m = take_fault(&h.own, seL4_Fault_UserException, 4);
    check_ip(&h.own, &m);
    test_step("the handler's fault is answered");
    answer_skip(&h.own);
    CHECK_MSG(h.own.passed == 1, "the handler did not go on");
    CHECK_MSG(f.passed == 1, "the thread did not go on");
    test_join(h.own.thread);
    test_join(f.thread);
}
