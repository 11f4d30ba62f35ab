/* SPDX-License-Identifier: MIT */
/*
 * Section 7: faults. What a handler is told about each, word for word, what its
 * answer does, and how the timeout fault differs.
 *
 * An actor faults at a HIGH priority, its message waits at an endpoint, and the
 * test takes it from there. Registers are compared with those that the kernel
 * shows by ReadRegisters; addresses of instructions with labels below.
 */
#include "actor.h"

enum { BADGE = 0xfa17 };

/* Instructions that fault, each with the address that a message must name. */
void fault_load(void);
void fault_store(void);
void fault_undefined(void);
void fault_break(void);
extern const char fault_load_at[], fault_store_at[], fault_undefined_at[],
    fault_break_at[];

__asm__(".pushsection .text\n"
        ".option push\n.option norvc\n"
        "fault_load: li t0, 0x123458\n"
        "fault_load_at: ld zero, 0(t0)\n ret\n"
        "fault_store: li t0, 0x123460\n"
        "fault_store_at: sd zero, 0(t0)\n ret\n"
        "fault_undefined:\n"
        "fault_undefined_at: .word 0\n ret\n"
        "fault_break:\n"
        "fault_break_at: ebreak\n ret\n"
        ".option pop\n.popsection\n");

static void run_function(seL4_Word address)
{
    ((void (*)(void))address)();
}

#define RUN(function) DO(run_function, (seL4_Word)(function))

/* A faulting actor and where its message arrives. */
struct faulty {
    seL4_CPtr ep, handler, reply;
    struct actor a;
};

static void faulty_init(struct faulty *f)
{
    f->ep = make_endpoint();
    f->handler = test_mint(f->ep, seL4_AllRights, BADGE);
    f->reply = make_reply();
}

/* After MAKE(&f->a, ...): installs the handler and starts. */
static void faulty_start(struct faulty *f)
{
    actor_handler(&f->a, f->handler);
    actor_start(&f->a);
}

#define FAULTY(f, ...)                         \
    do {                                       \
        faulty_init(f);                        \
        MAKE(&(f)->a, 'f', HIGH, __VA_ARGS__); \
        faulty_start(f);                       \
    } while (0)

/* Takes the message; words from 4 on are in the test's buffer. */
static struct call faulty_take(const struct faulty *f)
{
    return ONE(NBRECV(f->ep, f->reply));
}

static seL4_UserContext registers_of(seL4_CPtr tcb)
{
    seL4_UserContext r;

    CHECK_OK(seL4_TCB_ReadRegisters(tcb, false, 0, 32, &r));
    return r;
}

static void check_header(const struct call *r, seL4_Word label,
                         seL4_Word length)
{
    CHECK_EQ(r->a0, BADGE);
    CHECK_EQ(info_label(r->a1), label);
    CHECK_EQ(info_length(r->a1), length);
    CHECK_EQ(r->a1 >> 7 & 0x1f, 0); /* no capabilities */
}

static void answer(const struct faulty *f, seL4_Word label, seL4_Word length,
                   const seL4_Word *words)
{
    struct call r = { .a0 = f->reply,
                      .a1 = label << 12 | length,
                      .a7 = (seL4_Word)seL4_SysSend };

    for (seL4_Word i = 0; i < length; i++) {
        if (i < 4)
            r.mr[i] = words[i];
        seL4_SetMR((int)i, words[i]);
    }
    trap(&r);
}

static const seL4_Word no_words[1];

/* -- 7.1: messages -------------------------------------------------------- */

/* load: FSR 5, store: 7; both name instruction and address. */
TEST(s7_1_vm_fault_words)
{
    static const struct {
        const char *what;
        void (*run)(void);
        const char *at;
        seL4_Word address, fsr;
    } rows[] = {
        { "load", fault_load, fault_load_at, 0x123458, 5 },
        { "store", fault_store, fault_store_at, 0x123460, 7 },
    };

    for (int i = 0; i < 2; i++) {
        struct faulty f;
        struct call r;

        FAULTY(&f, RUN(rows[i].run));
        r = faulty_take(&f);
        test_step(rows[i].what);
        check_header(&r, seL4_Fault_VMFault, 4);
        ROW_EQ(rows[i].what, r.mr[0], rows[i].at);
        ROW_EQ(rows[i].what, r.mr[1], rows[i].address);
        ROW_EQ(rows[i].what, r.mr[2], 0);
        ROW_EQ(rows[i].what, r.mr[3], rows[i].fsr);
    }
}

TEST(s7_1_vm_fault_on_fetch)
{
    struct faulty f;
    struct call r;

    FAULTY(&f, RUN(0x123000));
    r = faulty_take(&f);
    check_header(&r, seL4_Fault_VMFault, 4);
    CHECK_EQ(r.mr[0], 0x123000);
    CHECK_EQ(r.mr[1], 0x123000);
    CHECK_EQ(r.mr[2], 1);
    CHECK_EQ(r.mr[3], 1);
}

static void load_from(seL4_Word address)
{
    __asm__ volatile("ld zero, 0(%0)" : : "r"(address) : "memory");
}

/* Kernel addresses and such beyond Sv39: the address as it is. */
TEST(s7_1_vm_fault_far_addresses)
{
    static const seL4_Word far[] = { 0x3ffffff000, 0x4000000000,
                                     0x8000000000000000, 0xffffffff80200000,
                                     0xffffffc080200000 };

    for (int i = 0; i < 5; i++) {
        struct faulty f;
        struct call r;

        FAULTY(&f, DO(load_from, far[i]));
        r = faulty_take(&f);
        check_header(&r, seL4_Fault_VMFault, 4);
        CHECK_EQ(r.mr[1], far[i]);
        CHECK_EQ(r.mr[2], 0);
        CHECK_EQ(r.mr[3], 5);
    }
}

TEST(s7_1_user_exception_words)
{
    static const struct {
        const char *what;
        void (*run)(void);
        const char *at;
        seL4_Word number;
    } rows[] = {
        { "illegal instruction", fault_undefined, fault_undefined_at, 2 },
        { "breakpoint", fault_break, fault_break_at, 3 },
    };

    for (int i = 0; i < 2; i++) {
        struct faulty f;
        struct call r;

        FAULTY(&f, RUN(rows[i].run));
        r = faulty_take(&f);
        test_step(rows[i].what);
        check_header(&r, seL4_Fault_UserException, 4);
        ROW_EQ(rows[i].what, r.mr[0], rows[i].at);
        ROW_EQ(rows[i].what, r.mr[1], registers_of(f.a.tcb).sp);
        ROW_EQ(rows[i].what, r.mr[2], rows[i].number);
        ROW_EQ(rows[i].what, r.mr[3], 0);
    }
}

static void use_floats(seL4_Word number)
{
    __asm__ volatile("fcvt.d.l ft0, %0" : : "r"(number) : "ft0");
}

/* Floating point without permission is an illegal instruction. */
TEST(s7_1_fpu_disabled)
{
    struct faulty f;
    struct call r;

    faulty_init(&f);
    MAKE(&f.a, 'f', HIGH, DO(use_floats, 1));
    CHECK_EQ(seL4_TCB_SetFlags(f.a.tcb, 0, seL4_TCBFlag_fpuDisabled).flags,
             seL4_TCBFlag_fpuDisabled);
    faulty_start(&f);
    r = faulty_take(&f);
    check_header(&r, seL4_Fault_UserException, 4);
    CHECK_EQ(r.mr[2], 2);
    test_step("enabled again, the instruction is done");
    seL4_TCB_SetFlags(f.a.tcb, seL4_TCBFlag_fpuDisabled, 0);
    answer(&f, 0, 0, no_words);
    CHECK_AT(&f.a, 1);
}

/* The message of an unknown system call: ip, sp, ra, a0..a6, a7. */
TEST(s7_1_unknown_syscall_words)
{
    struct faulty f;
    struct call r;
    seL4_UserContext c;

    FAULTY(&f, { .call = 0x1234567812345678,
                 .cap = 0xa0,
                 .info = 0xa1,
                 .word = 0xa2,
                 .other = 0xa6,
                 .dest = 0x70 });
    r = faulty_take(&f);
    c = registers_of(f.a.tcb);
    check_header(&r, seL4_Fault_UnknownSyscall, 11);
    CHECK_EQ(r.mr[0], c.pc);
    CHECK_EQ(*(const uint16_t *)c.pc, 0x73); /* the ecall itself */
    CHECK_EQ(r.mr[1], c.sp);
    CHECK_EQ(r.mr[2], c.ra);
    CHECK_EQ(r.mr[3], 0xa0);
}

/* The words beyond the fourth are in the receiver's buffer. */
TEST(s7_1_unknown_syscall_more_words)
{
    static const seL4_Word want[] = { 0xa1,
                                      0xa2,
                                      REGISTER_MARK + 3,
                                      REGISTER_MARK + 4,
                                      REGISTER_MARK + 5,
                                      0xa6,
                                      0x1234567812345678 };
    struct faulty f;
    struct call r;
    seL4_Word word[7];

    FAULTY(&f, { .call = 0x1234567812345678,
                 .cap = 0xa0,
                 .info = 0xa1,
                 .word = 0xa2,
                 .other = 0xa6,
                 .dest = 0x70 });
    r = faulty_take(&f);
    for (int i = 0; i < 7; i++)
        word[i] = seL4_GetMR(4 + i);
    check_header(&r, seL4_Fault_UnknownSyscall, 11);
    for (int i = 0; i < 7; i++)
        CHECK_MSG(word[i] == want[i], "word %d is %#lx, should be %#lx", 4 + i,
                  word[i], want[i]);
}

/* A handler without buffer gets the first four words. */
TEST(s7_1_without_buffer)
{
    struct faulty f;
    struct actor handler;

    faulty_init(&f);
    MAKE(&handler, 'h', HIGH, RECV(f.ep, f.reply));
    CHECK_OK(seL4_TCB_SetIPCBuffer(handler.tcb, 0, 0));
    actor_start(&handler);
    MAKE(&f.a, 'f', HIGH, { .call = 1, .cap = 0xa0 });
    faulty_start(&f);
    CHECK_AT(&handler, 1);
    check_header(&handler.got[0], seL4_Fault_UnknownSyscall, 4);
    CHECK_EQ(handler.got[0].mr[3], 0xa0);
}

/* -- 7.1: capability faults ----------------------------------------------- */

struct cap_fault {
    seL4_Word length;
    seL4_Word word[7];
};

static struct cap_fault take_cap_fault(const struct faulty *f)
{
    struct call r = faulty_take(f);
    struct cap_fault c = { .length = info_length(r.a1) };

    for (int i = 0; i < 7; i++)
        c.word[i] = i < 4 ? r.mr[i] : seL4_GetMR(i);
    CHECK_EQ(r.a0, BADGE);
    CHECK_EQ(info_label(r.a1), seL4_Fault_CapFault);
    return c;
}

static void check_cap_fault(const struct cap_fault *c, seL4_Word pc,
                            seL4_Word length, const seL4_Word *words)
{
    CHECK_EQ(c->length, length);
    CHECK_EQ(c->word[0], pc);
    for (seL4_Word i = 1; i < length; i++)
        CHECK_MSG(c->word[i] == words[i - 1],
                  "word %lu is %#lx, should be %#lx", i, c->word[i],
                  words[i - 1]);
}

#define CHECK_CAP_FAULT(f, c, ...)                                \
    check_cap_fault(c, registers_of((f)->a.tcb).pc,               \
                    1 + sizeof((seL4_Word[]){ __VA_ARGS__ }) / 8, \
                    (const seL4_Word[]){ __VA_ARGS__ })

/* Bits above what the root CNode decodes: its guard of 54 zeroes differs. */
TEST(s7_1_cap_fault_guard_mismatch)
{
    static const char *const what[] = { "Send",   "Call", "Recv",
                                        "NBRecv", "Wait", "NBWait" };
    const seL4_CPtr bad = 1ul << 40 | 5;

    for (int i = 0; i < 6; i++) {
        struct faulty f;
        struct cap_fault c;

        faulty_init(&f);
        if (i == 0)
            MAKE(&f.a, 'f', HIGH, SEND(bad, 1));
        else if (i == 1)
            MAKE(&f.a, 'f', HIGH, CALL(bad, 1));
        else if (i == 2)
            MAKE(&f.a, 'f', HIGH, RECV(bad, 0));
        else if (i == 3)
            MAKE(&f.a, 'f', HIGH, NBRECV(bad, 0));
        else if (i == 4)
            MAKE(&f.a, 'f', HIGH, WAIT(bad));
        else
            MAKE(&f.a, 'f', HIGH, NBWAIT(bad));
        faulty_start(&f);
        test_step(what[i]);
        c = take_cap_fault(&f);
        CHECK_CAP_FAULT(&f, &c, bad, i >= 2, seL4_GuardMismatch, 64, 0,
                        64 - TEST_CNODE_BITS);
    }
}

/* An NBSend to the same place is silent. */
TEST(s7_1_nbsend_does_not_fault)
{
    struct faulty f;

    FAULTY(&f, NBSEND(1ul << 40, 1), NBSENDWAIT(1ul << 40, 1, 1ul << 41));
    CHECK_AT(&f.a, 1);
    test_step("the fault is the receive phase's");
    CHECK_EQ(take_cap_fault(&f).word[1], 1ul << 41);
}

/* Receiving from what is no endpoint or notification: Missing, 0 bits. */
TEST(s7_1_cap_fault_missing)
{
    seL4_CPtr wrong[] = { test_slot(), TEST_TCB,
                          test_copy(make_endpoint(), seL4_NoRead),
                          test_copy(make_notification(), seL4_CanWrite) };

    for (int i = 0; i < 4; i++) {
        struct faulty f;
        struct cap_fault c;

        FAULTY(&f, RECV(wrong[i], make_reply()));
        c = take_cap_fault(&f);
        CHECK_CAP_FAULT(&f, &c, wrong[i], 1, seL4_MissingCapability, 0);
    }
}

/* The reply object's capability is looked at too. */
TEST(s7_1_cap_fault_of_reply)
{
    seL4_CPtr wrong[] = { test_slot(), make_endpoint() };

    for (int i = 0; i < 2; i++) {
        struct faulty f;
        struct cap_fault c;

        FAULTY(&f, RECV(make_endpoint(), wrong[i]));
        c = take_cap_fault(&f);
        CHECK_CAP_FAULT(&f, &c, wrong[i], 1, seL4_MissingCapability, 0);
    }
}

/* A CNode of 4 bits whose slot 3 leads to one that wants 64 bits of the 60
   that are left. The actor's own CSpace begins there. */
TEST(s7_1_cap_fault_depth_mismatch)
{
    struct faulty f;
    struct cap_fault c;
    seL4_CPtr root = make_cnode(4);
    const seL4_CPtr bad = 3ul << 60 | 7;

    put_into(root, 4, 3, TEST_CNODE);
    faulty_init(&f);
    MAKE(&f.a, 'f', HIGH, SEND(bad, 1));
    CHECK_OK(seL4_TCB_SetSpace(f.a.tcb, f.handler, root, 0, TEST_VSPACE, 0));
    actor_start(&f.a);
    c = take_cap_fault(&f);
    CHECK_CAP_FAULT(&f, &c, bad, 0, seL4_DepthMismatch, 60, 64);
}

/* The CSpace was revoked from the thread. */
TEST(s7_1_cap_fault_invalid_root)
{
    struct faulty f;
    struct cap_fault c;
    seL4_CPtr root = make_cnode(4);

    faulty_init(&f);
    MAKE(&f.a, 'f', HIGH, SEND(5, 1));
    CHECK_OK(seL4_TCB_SetSpace(f.a.tcb, f.handler, root, 0, TEST_VSPACE, 0));
    test_revoke(root);
    actor_start(&f.a);
    c = take_cap_fault(&f);
    CHECK_CAP_FAULT(&f, &c, 5, 0, seL4_InvalidRoot);
}

static void send_with_bad_cap(seL4_Word endpoint)
{
    seL4_SetCap(0, TEST_TCB);
    seL4_SetCap(1, 1ul << 40);
    seL4_Send(endpoint, seL4_MessageInfo_new(0, 0, 2, 0));
}

/* An extra capability that does not resolve is the one that is named. */
TEST(s7_1_cap_fault_of_extra_cap)
{
    struct faulty f;
    struct cap_fault c;

    FAULTY(&f, DO(send_with_bad_cap, make_endpoint()));
    c = take_cap_fault(&f);
    CHECK_CAP_FAULT(&f, &c, 1ul << 40, 0, seL4_GuardMismatch, 64, 0,
                    64 - TEST_CNODE_BITS);
}

/* -- 7.1: delivery -------------------------------------------------------- */

/* Without handler the thread is inactive, and not blocked; Resume repeats the
   instruction. */
TEST(s7_1_no_handler)
{
    struct actor a;
    struct faulty f;

    MAKE(&a, 'a', HIGH, RUN(fault_break));
    actor_handler(&a, 0);
    actor_start(&a);
    CHECK_AT(&a, 0);
    actor_passive(&a);
    CHECK(!is_blocked(a.tcb));
    CHECK_EQ(registers_of(a.tcb).pc, (seL4_Word)fault_break_at);
    test_step("with a handler and resumed, it faults again");
    faulty_init(&f);
    f.a = a;
    actor_handler(&a, f.handler);
    CHECK_OK(seL4_SchedContext_Bind(a.sc, a.tcb));
    CHECK_OK(seL4_TCB_Resume(a.tcb));
    CHECK_EQ(info_label(faulty_take(&f).a1), seL4_Fault_UserException);
}

/* The faulting thread blocks like a sender until the handler takes it. */
TEST(s7_1_faulter_is_queued)
{
    struct faulty f;

    FAULTY(&f, RUN(fault_break));
    actor_passive(&f.a);
    CHECK(is_blocked(f.a.tcb));
    CHECK_EQ(faulty_take(&f).a0, BADGE);
    CHECK(is_blocked(f.a.tcb)); /* on the reply */
}

/* A waiting handler gets the message at once. */
TEST(s7_1_handler_waits)
{
    struct faulty f;
    struct actor handler;

    faulty_init(&f);
    ACTOR(&handler, 'h', HIGH, RECV(f.ep, f.reply), WAIT(make_endpoint()));
    MAKE(&f.a, 'f', HIGH, RUN(fault_break));
    faulty_start(&f);
    CHECK_AT(&handler, 1);
    check_header(&handler.got[0], seL4_Fault_UserException, 4);
    CHECK_EQ(handler.got[0].mr[0], (seL4_Word)fault_break_at);
}

/* Badge and rights are fixed at the fault; what is installed later counts for
   the next one. */
TEST(s7_1_handler_changed_later)
{
    struct faulty f;

    FAULTY(&f, RUN(fault_break));
    actor_handler(&f.a, test_mint(f.ep, seL4_AllRights, 99));
    CHECK_EQ(faulty_take(&f).a0, BADGE);
    answer(&f, 0, 0, no_words);
    CHECK_EQ(faulty_take(&f).a0, 99);
}

/* Received by Wait or NBWait, queued or not: inactive right away. */
TEST(s7_1_handler_in_wait)
{
    static const char *const what[] = { "NBWait", "Wait, before" };

    for (int i = 0; i < 2; i++) {
        struct faulty f;
        struct actor handler;
        struct call r;

        faulty_init(&f);
        if (i)
            ACTOR(&handler, 'h', HIGH, WAIT(f.ep));
        MAKE(&f.a, 'f', HIGH, RUN(fault_break));
        faulty_start(&f);
        r = i ? handler.got[0] : ONE(NBWAIT(f.ep));
        ROW_EQ(what[i], r.a0, BADGE);
        ROW_EQ(what[i], info_label(r.a1), seL4_Fault_UserException);
        actor_passive(&f.a);
        ROW_EQ(what[i], is_blocked(f.a.tcb), false);
        ROW_EQ(what[i], f.a.at, 0);
    }
}

/* Grant or GrantReply lets the faulter wait for the answer: both do. */
TEST(s7_1_handler_rights)
{
    static const seL4_Word rights[] = { 5, 9, 13 };

    for (int i = 0; i < 3; i++) {
        struct faulty f;

        faulty_init(&f);
        MAKE(&f.a, 'f', HIGH, RUN(fault_break));
        actor_handler(&f.a, test_copy(f.ep, seL4_CapRights_new(
                                                rights[i] >> 3 & 1,
                                                rights[i] >> 2 & 1, 0, 1)));
        actor_start(&f.a);
        CHECK_EQ(faulty_take(&f).mr[0], (seL4_Word)fault_break_at);
        answer(&f, 0, 1, (seL4_Word[]){ (seL4_Word)fault_break_at + 4 });
        CHECK_AT(&f.a, 1);
    }
}

TEST(s7_1_registers_while_faulting)
{
    struct faulty f;

    FAULTY(&f, RUN(fault_load));
    CHECK_EQ(registers_of(f.a.tcb).pc, (seL4_Word)fault_load_at);
    CHECK_EQ(registers_of(f.a.tcb).t0, 0x123458);
    faulty_take(&f);
    CHECK_EQ(registers_of(f.a.tcb).pc, (seL4_Word)fault_load_at);
}

/* A fault lends the faulter's context to a passive handler; the answer brings
   it back. */
TEST(s7_1_fault_donates)
{
    struct faulty f;
    struct actor handler;
    seL4_CPtr go = make_notification();

    faulty_init(&f);
    ACTOR(&handler, 'h', HIGH, RECV(f.ep, f.reply), WAIT(go),
          REPLYRECV(f.ep, f.reply, 0));
    actor_passive(&handler);
    MAKE(&f.a, 'f', HIGH, { .call = 1, .cap = 2 });
    faulty_start(&f);
    CHECK_AT(&handler, 1);
    CHECK(holds(f.a.sc, handler.tcb));
    seL4_Signal(go); /* answers with pc = 1000: it faults there again */
    CHECK_AT(&handler, 3);
    CHECK_EQ(info_label(handler.got[2].a1), seL4_Fault_VMFault);
    CHECK_EQ(handler.got[2].mr[0], 1000);
    CHECK(holds(f.a.sc, handler.tcb));
}

/* Ways to end a fault without answering it: the instruction is repeated. */
TEST(s7_1_resume_instead_of_answer)
{
    struct faulty f;

    FAULTY(&f, RUN(fault_break));
    CHECK_EQ(faulty_take(&f).a0, BADGE);
    CHECK_OK(seL4_TCB_Resume(f.a.tcb));
    CHECK_EQ(faulty_take(&f).a0, BADGE);
    test_step("WriteRegisters, behind the instruction");
    CHECK_OK(seL4_TCB_WriteRegisters(
        f.a.tcb, true, 0, 1,
        &(seL4_UserContext){ .pc = (seL4_Word)fault_break_at + 4 }));
    CHECK_AT(&f.a, 1);
    CHECK_EQ(ONE(CALL(f.reply, 1)).a1, 0);
}

/* Made inactive while it faults, a thread can be resumed. */
TEST(s7_1_cancelled_fault)
{
    static const char *const what[] = { "Suspend, queued",  "Suspend, taken",
                                        "reply deleted",    "reply used anew",
                                        "endpoint deleted", "cancel by badge" };

    for (int i = 0; i < 6; i++) {
        struct faulty f, again;

        FAULTY(&f, RUN(fault_break));
        if (i >= 1 && i <= 3)
            faulty_take(&f);
        if (i <= 1)
            CHECK_OK(seL4_TCB_Suspend(f.a.tcb));
        else if (i == 2)
            test_delete(f.reply);
        else if (i == 3)
            ONE(NBRECV(make_endpoint(), f.reply));
        else if (i == 4)
            test_revoke(f.ep), test_delete(f.ep);
        else
            CHECK_OK(seL4_CNode_CancelBadgedSends(TEST_CNODE, f.handler, 64));
        test_step(what[i]);
        CHECK_AT(&f.a, 0);
        faulty_init(&again);
        again.a = f.a;
        actor_handler(&f.a, again.handler);
        ROW_EQ(what[i], ONE(NBRECV(again.ep, again.reply)).a0, 0);
        CHECK_OK(seL4_TCB_Resume(f.a.tcb));
        ROW_EQ(what[i], faulty_take(&again).mr[0], (seL4_Word)fault_break_at);
    }
}

/* Handlers are looked up by who installs them, not by the thread. */
TEST(s7_1_handler_is_a_copy)
{
    struct faulty f;

    faulty_init(&f);
    MAKE(&f.a, 'f', HIGH, RUN(fault_break));
    actor_handler(&f.a, f.handler);
    test_delete(f.handler);
    actor_start(&f.a);
    CHECK_EQ(faulty_take(&f).a0, BADGE);
}

/* Revoking what it was copied from takes it away again. */
TEST(s7_1_handler_revoked)
{
    struct faulty f;

    faulty_init(&f);
    MAKE(&f.a, 'f', HIGH, RUN(fault_break));
    actor_handler(&f.a, f.handler);
    test_revoke(f.ep);
    actor_start(&f.a);
    CHECK_EQ(faulty_take(&f).a0, 0);
    actor_passive(&f.a);
    CHECK(!is_blocked(f.a.tcb));
}

/* -- 7.2: answers --------------------------------------------------------- */

/* VM and capability faults: whatever the answer, the instruction repeats. */
TEST(s7_2_vm_fault_repeats)
{
    struct faulty f;

    FAULTY(&f, RUN(fault_load));
    faulty_take(&f);
    test_step("label 7, words that are ignored");
    answer(&f, 7, 2, (seL4_Word[]){ 0, 0 });
    CHECK_EQ(faulty_take(&f).mr[0], (seL4_Word)fault_load_at);
    answer(&f, 0, 0, no_words);
    CHECK_EQ(faulty_take(&f).mr[0], (seL4_Word)fault_load_at);
    CHECK_AT(&f.a, 0);
}

TEST(s7_2_cap_fault_repeats)
{
    struct faulty f;
    seL4_CPtr slot = test_slot(), ep = make_endpoint();

    FAULTY(&f, RECV(slot, make_reply()));
    faulty_take(&f);
    test_step("what was missing is there now");
    CHECK_OK(seL4_CNode_Copy(TEST_CNODE, slot, 64, TEST_CNODE, ep, 64,
                             seL4_AllRights));
    answer(&f, 3, 1, (seL4_Word[]){ 0 });
    ONE(NBSEND(ep, 4));
    CHECK_AT(&f.a, 1);
    CHECK_EQ(f.a.got[0].mr[0], 1004);
}

static void take_unknown(struct faulty *f)
{
    struct call r;

    FAULTY(
        f,
        { .call = 1, .cap = 0xa0, .info = 0xa1, .word = 0xa2, .other = 0xa6 });
    r = faulty_take(f);
    CHECK_EQ(info_label(r.a1), seL4_Fault_UnknownSyscall);
}

/* Words 0..9 of the answer: pc, sp, ra, a0..a6. */
TEST(s7_2_unknown_syscall_registers)
{
    struct faulty f;
    seL4_UserContext c;

    take_unknown(&f);
    c = registers_of(f.a.tcb);
    answer(&f, 0, 10,
           (seL4_Word[]){ c.pc + 4, c.sp, c.ra, 10, 11, 12, 13, 14, 15, 16 });
    CHECK_AT(&f.a, 1);
    CHECK_EQ(f.a.got[0].a0, 10);
    CHECK_EQ(f.a.got[0].a1, 11);
    for (seL4_Word i = 0; i < 4; i++)
        CHECK_EQ(f.a.got[0].mr[i], 12 + i);
    CHECK_EQ(f.a.got[0].a6, 16);
    CHECK_EQ(f.a.got[0].a7, 1);
}

/* Longer answers change nothing more: a7 would be word 10. */
TEST(s7_2_unknown_syscall_long_answer)
{
    struct faulty f;
    seL4_UserContext c;

    take_unknown(&f);
    c = registers_of(f.a.tcb);
    answer(&f, 0, 12,
           (seL4_Word[]){ c.pc + 4, c.sp, c.ra, 10, 11, 12, 13, 14, 15, 16, 17,
                          18 });
    CHECK_AT(&f.a, 1);
    CHECK_EQ(f.a.got[0].a7, 1);
    CHECK_EQ(f.a.got[0].t0, 0);
}

/* A short answer changes the first registers only. */
TEST(s7_2_unknown_syscall_short_answer)
{
    struct faulty f;

    take_unknown(&f);
    answer(&f, 0, 1, (seL4_Word[]){ registers_of(f.a.tcb).pc + 4 });
    CHECK_AT(&f.a, 1);
    CHECK_EQ(f.a.got[0].a0, 0xa0);
    CHECK_EQ(f.a.got[0].a1, 0xa1);
    CHECK_EQ(f.a.got[0].mr[0], 0xa2);
}

/* An empty one repeats the ecall as it is. */
TEST(s7_2_unknown_syscall_empty_answer)
{
    struct faulty f;

    take_unknown(&f);
    answer(&f, 0, 0, no_words);
    CHECK_AT(&f.a, 0);
    CHECK_EQ(faulty_take(&f).mr[3], 0xa0);
}

/* Label other than 0: registers are written, the thread stays inactive. All 52
   bits of the label count. */
TEST(s7_2_label_not_zero)
{
    static const seL4_Word labels[] = { 1, 1ul << 51 };

    for (int i = 0; i < 2; i++) {
        struct faulty f;

        take_unknown(&f);
        answer(&f, labels[i], 4,
               (seL4_Word[]){ registers_of(f.a.tcb).pc + 4,
                              registers_of(f.a.tcb).sp,
                              registers_of(f.a.tcb).ra, 77 });
        CHECK_AT(&f.a, 0);
        CHECK_EQ(registers_of(f.a.tcb).a0, 77);
        actor_passive(&f.a);
        CHECK(!is_blocked(f.a.tcb));
        CHECK_OK(seL4_SchedContext_Bind(f.a.sc, f.a.tcb));
        test_step("resumed, it goes on at the pc that was given");
        CHECK_OK(seL4_TCB_Resume(f.a.tcb));
        CHECK_AT(&f.a, 1);
        CHECK_EQ(f.a.got[0].a0, 77);
    }
}

/* A user exception's answer: pc and sp. */
TEST(s7_2_user_exception_registers)
{
    struct faulty f;

    FAULTY(&f, RUN(fault_break));
    faulty_take(&f);
    answer(&f, 1, 3,
           (seL4_Word[]){ (seL4_Word)fault_break_at + 4, 0x5000, 0x6000 });
    CHECK_EQ(registers_of(f.a.tcb).pc, (seL4_Word)fault_break_at + 4);
    CHECK_EQ(registers_of(f.a.tcb).sp, 0x5000);
    CHECK(registers_of(f.a.tcb).ra != 0x6000);
}

TEST(s7_2_user_exception_continues)
{
    struct faulty f;

    FAULTY(&f, RUN(fault_break));
    faulty_take(&f);
    answer(&f, 0, 1, (seL4_Word[]){ (seL4_Word)fault_break_at + 4 });
    CHECK_AT(&f.a, 1);
}

/* An answerer without buffer gives at most four registers. */
TEST(s7_2_answer_without_buffer)
{
    struct faulty f;
    struct actor handler;

    faulty_init(&f);
    MAKE(&handler, 'h', HIGH, RECV(f.ep, f.reply),
         { .call = (seL4_Word)seL4_SysSend,
           .cap = f.reply,
           .info = 1 << 12 | 10,
           .word = 0x4000 });
    CHECK_OK(seL4_TCB_SetIPCBuffer(handler.tcb, 0, 0));
    actor_start(&handler);
    MAKE(&f.a, 'f', HIGH, { .call = 1, .cap = 0xa0, .info = 0xa1 });
    faulty_start(&f);
    CHECK_AT(&handler, 2);
    CHECK_EQ(registers_of(f.a.tcb).pc, 0x4000);
    CHECK_EQ(registers_of(f.a.tcb).sp, REGISTER_MARK + 3);
    CHECK_EQ(registers_of(f.a.tcb).ra, REGISTER_MARK + 4);
    CHECK_EQ(registers_of(f.a.tcb).a0, REGISTER_MARK + 5);
    CHECK_EQ(registers_of(f.a.tcb).a1, 0xa1);
}

/* -- 7.3 ------------------------------------------------------------------ */

/* Every number that is no enabled system call. */
TEST(s7_3_numbers)
{
    static const seL4_Word numbers[] = { 0,      1,         93,          -18ul,
                                         -20ul,  -24ul,     -33ul,       -34ul,
                                         -100ul, 1ul << 63, 0xfffffffful };

    for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct faulty f;
        struct call r;

        FAULTY(&f, { .call = numbers[i], .cap = i });
        r = faulty_take(&f);
        CHECK_MSG(info_label(r.a1) == seL4_Fault_UnknownSyscall,
                  "number %#lx: label %lu", numbers[i], info_label(r.a1));
        CHECK_EQ(r.mr[3], i);
        CHECK_EQ(seL4_GetMR(10), numbers[i]);
    }
}
