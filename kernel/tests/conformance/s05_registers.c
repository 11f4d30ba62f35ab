/* SPDX-License-Identifier: MIT */
/*
 * Section 5.2, first part: reading, writing and copying the registers of a
 * thread, and where a thread goes on afterwards.
 *
 * Some threads here run machine code of their own, below, so that addresses
 * and register contents are known to the instruction.
 */
#include "probe.h"

enum { LOW_PRIORITY = 50, WORDS_OF_CONTEXT = 32 };

/*
 * yield_loop:  Yields for ever, counting its Yields in s0.
 * dump_code:   stores x1..x31 at 8 * n(sp), then makes system call 0.
 */
__asm__(".text\n"
        "yield_loop:\n"
        "    li   a7, -11\n"
        "yield_ecall:\n"
        "    ecall\n"
        "yield_next:\n"
        "    addi s0, s0, 1\n"
        "    j    yield_loop\n"
        "spin_loop:\n"
        "    j    spin_loop\n"
        "dump_code:\n"
        "    .irp n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, "
        "17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31\n"
        "    sd   x\\n, 8 * \\n(sp)\n"
        "    .endr\n"
        "    li   a7, 0\n"
        "dump_ecall:\n"
        "    ecall\n"
        "wait_code:\n"
        "    li   a7, -9\n"
        "wait_ecall:\n"
        "    ecall\n"
        "wait_next:\n"
        "    li   a7, 0\n"
        "wait_end:\n"
        "    ecall\n");
extern char yield_loop[], yield_ecall[], yield_next[], spin_loop[];
extern char dump_code[], dump_ecall[];
extern char wait_code[], wait_ecall[], wait_next[], wait_end[];

/* A context whose words are all different; word i is base + i. */
static seL4_UserContext context_from(seL4_Word base)
{
    seL4_UserContext context;

    for (seL4_Word i = 0; i < WORDS_OF_CONTEXT; i++)
        ((seL4_Word *)&context)[i] = base + i;
    return context;
}

static seL4_UserContext read_all(seL4_CPtr tcb)
{
    seL4_UserContext context;

    CHECK_OK(seL4_TCB_ReadRegisters(tcb, false, 0, WORDS_OF_CONTEXT, &context));
    return context;
}

static void check_words(const seL4_UserContext *context, int first, int end,
                        seL4_Word base)
{
    const seL4_Word *word = (const seL4_Word *)context;

    for (int i = first; i < end; i++)
        CHECK_MSG(word[i] == base + i, "word %d is 0x%lx, not 0x%lx", i,
                  word[i], base + i);
}

/* A thread of the test's spaces that is not started. */
static seL4_CPtr make_thread(seL4_Word priority, seL4_CPtr faults)
{
    seL4_CPtr tcb = make_tcb();

    CHECK_OK(seL4_TCB_Configure(tcb, TEST_CNODE, 0, TEST_VSPACE, 0, 0, 0));
    CHECK_OK(seL4_TCB_SetSchedParams(tcb, TEST_TCB, 0, priority,
                                     test_sched_context(5000, 5000), faults));
    return tcb;
}

static void start_at(seL4_CPtr tcb, const char *pc)
{
    seL4_UserContext context = { .pc = (seL4_Word)pc };

    CHECK_OK(seL4_TCB_WriteRegisters(tcb, true, 0, WORDS_OF_CONTEXT, &context));
}

/* -- Checks ---------------------------------------------------------------- */

TEST(s5_2_read_registers_checks)
{
    seL4_CPtr tcb = make_tcb();

    WALK({ "one word", tcb, TCBReadRegisters, WORDS(0), NO_CAPS, TRUNCATED },
         { "one word, the caller", TEST_TCB, TCBReadRegisters, WORDS(0),
           NO_CAPS, TRUNCATED },
         { "none, the caller", TEST_TCB, TCBReadRegisters, WORDS(0, 0), NO_CAPS,
           RANGE(1, 32) },
         { "33", tcb, TCBReadRegisters, WORDS(0, 33), NO_CAPS, RANGE(1, 32) },
         { "-1", tcb, TCBReadRegisters, WORDS(0, -1ul), NO_CAPS, RANGE(1, 32) },
         { "the caller", TEST_TCB, TCBReadRegisters, WORDS(0, 1), NO_CAPS,
           ILLEGAL });
}

TEST(s5_2_write_registers_checks)
{
    seL4_CPtr tcb = make_tcb();

    WALK({ "one word", tcb, TCBWriteRegisters, WORDS(0), NO_CAPS, TRUNCATED },
         { "one register of none", tcb, TCBWriteRegisters, WORDS(0, 1), NO_CAPS,
           TRUNCATED },
         { "three of two, the caller", TEST_TCB, TCBWriteRegisters,
           WORDS(0, 3, 1, 2), NO_CAPS, TRUNCATED },
         { "-1 of one", tcb, TCBWriteRegisters, WORDS(0, -1ul, 1), NO_CAPS,
           TRUNCATED },
         { "the caller", TEST_TCB, TCBWriteRegisters, WORDS(0, 0), NO_CAPS,
           ILLEGAL });
}

TEST(s5_2_copy_registers_checks)
{
    seL4_CPtr tcb = make_tcb();

    WALK({ "no word", tcb, TCBCopyRegisters, NO_WORDS, CAPS(tcb), TRUNCATED },
         { "no capability", tcb, TCBCopyRegisters, WORDS(0), NO_CAPS,
           TRUNCATED },
         { "null", tcb, TCBCopyRegisters, WORDS(0), CAPS(0), INVALID_CAP(1) },
         { "endpoint", tcb, TCBCopyRegisters, WORDS(0), CAPS(make_endpoint()),
           INVALID_CAP(1) },
         { "itself, nothing", tcb, TCBCopyRegisters, WORDS(0), CAPS(tcb),
           SUCCEEDS });
}

/* -- Order and number of the registers ------------------------------------- */

TEST(s5_2_read_what_was_written)
{
    seL4_CPtr tcb = make_tcb();
    seL4_UserContext written = context_from(0x1000), read;

    CHECK_OK(
        seL4_TCB_WriteRegisters(tcb, false, 0, WORDS_OF_CONTEXT, &written));
    read = read_all(tcb);
    check_words(&read, 0, WORDS_OF_CONTEXT, 0x1000);
}

/* Each word of the message is the register that the order says. */
TEST(s5_2_register_order)
{
    /* x1..x31 by the number of their word. */
    static const int word_of[32] = { -1, 1,  2,  3,  31, 24, 25, 26, 4,  5, 16,
                                     17, 18, 19, 20, 21, 22, 23, 6,  7,  8, 9,
                                     10, 11, 12, 13, 14, 15, 27, 28, 29, 30 };
    static volatile uint64_t dump[32];
    struct fault_handler handler = make_fault_handler();
    seL4_CPtr tcb = make_thread(LOW_PRIORITY, handler.sender);
    seL4_UserContext context = context_from(0x7000);
    struct fault fault;

    context.pc = (seL4_Word)dump_code;
    context.sp = (seL4_Word)dump;
    CHECK_OK(seL4_TCB_WriteRegisters(tcb, true, 0, WORDS_OF_CONTEXT, &context));
    fault = take_fault(&handler);
    CHECK_EQ(fault.label, seL4_Fault_UnknownSyscall);
    CHECK_EQ(fault.word[seL4_UnknownSyscall_FaultIP], dump_ecall);
    for (int x = 1; x < 32; x++)
        CHECK_MSG(dump[x] == ((seL4_Word *)&context)[word_of[x]],
                  "x%d holds 0x%lx, not word %d", x, dump[x], word_of[x]);
}

/* Only as many words as asked for, and the first ones. */
TEST(s5_2_read_some)
{
    seL4_CPtr tcb = make_tcb();
    seL4_UserContext context = context_from(0x2000);

    CHECK_OK(
        seL4_TCB_WriteRegisters(tcb, false, 0, WORDS_OF_CONTEXT, &context));
    WALK(
        { "one", tcb, TCBReadRegisters, WORDS(0, 1), NO_CAPS, RETURNS(0x2000) },
        { "three", tcb, TCBReadRegisters, WORDS(0, 3), NO_CAPS,
          RETURNS(0x2000, 0x2001, 0x2002) },
        { "six, with flags", tcb, TCBReadRegisters, WORDS(0xff00, 6), NO_CAPS,
          RETURNS(0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005) });
}

TEST(s5_2_write_some)
{
    seL4_CPtr tcb = make_tcb();
    seL4_UserContext context = context_from(0x3000);

    CHECK_OK(
        seL4_TCB_WriteRegisters(tcb, false, 0, WORDS_OF_CONTEXT, &context));
    WALK({ "four", tcb, TCBWriteRegisters,
           WORDS(0, 4, 0x4000, 0x4001, 0x4002, 0x4003, 0x9999), NO_CAPS,
           SUCCEEDS });
    context = read_all(tcb);
    check_words(&context, 0, 4, 0x4000);
    check_words(&context, 4, WORDS_OF_CONTEXT, 0x3000);
}

/* More than 32 are as good as 32. */
TEST(s5_2_write_too_many)
{
    seL4_CPtr tcb = make_tcb();
    struct row row = { "36 words",        tcb,
                       TCBWriteRegisters, .length = 38,
                       .word = { 0, 36 }, SUCCEEDS };
    seL4_UserContext context;

    for (seL4_Word i = 0; i < 36; i++)
        row.word[2 + i] = 0x5000 + i;
    walk(&row, 1, __FILE__, __LINE__);
    context = read_all(tcb);
    check_words(&context, 0, WORDS_OF_CONTEXT, 0x5000);
}

/* Values are taken as they are, odd addresses of instructions too. */
TEST(s5_2_write_any_value)
{
    seL4_CPtr tcb = make_tcb();
    seL4_UserContext context = context_from(-16ul);

    CHECK_OK(
        seL4_TCB_WriteRegisters(tcb, false, 0, WORDS_OF_CONTEXT, &context));
    context = read_all(tcb);
    check_words(&context, 0, WORDS_OF_CONTEXT, -16ul);
}

static seL4_CPtr read_target;
static seL4_Word read_length;
static seL4_Word read_words[4];

static void read_without_buffer(void *unused)
{
    struct sel4_message m = {
        .info = seL4_MessageInfo_new(TCBReadRegisters, 0, 0, 2), .mr = { 0, 32 }
    };

    (void)unused;
    sel4_trap_send(seL4_SysCall, read_target, &m);
    read_length = seL4_MessageInfo_get_length(m.info);
    for (int i = 0; i < 4; i++)
        read_words[i] = m.mr[i];
}

/* Words beyond the fourth need an IPC buffer. */
TEST(s5_2_read_without_buffer)
{
    seL4_CPtr tcb = make_tcb();
    seL4_UserContext context = context_from(0x6000);
    struct test_thread *reader =
        test_thread("reader", LOW_PRIORITY, read_without_buffer, NULL);

    CHECK_OK(
        seL4_TCB_WriteRegisters(tcb, false, 0, WORDS_OF_CONTEXT, &context));
    CHECK_OK(seL4_TCB_SetIPCBuffer(reader->tcb, 0, 0));
    read_target = tcb;
    test_start(reader);
    test_join(reader);
    CHECK_EQ(read_length, 4);
    for (seL4_Word i = 0; i < 4; i++)
        CHECK_EQ(read_words[i], 0x6000 + i);
}

/* -- Where a thread goes on ------------------------------------------------ */

/* Stopped in a system call: the ecall itself. */
TEST(s5_2_pc_of_a_blocked_thread)
{
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr tcb = make_thread(LOW_PRIORITY, 0);
    seL4_UserContext context = { .pc = (seL4_Word)wait_code, .a0 = ntfn };

    CHECK_OK(seL4_TCB_WriteRegisters(tcb, true, 0, WORDS_OF_CONTEXT, &context));
    test_let_run();
    CHECK_EQ(read_all(tcb).pc, wait_ecall);
    CHECK_EQ(read_all(tcb).a0, ntfn);
    CHECK_OK(seL4_TCB_Suspend(tcb));
    CHECK_EQ(read_all(tcb).pc, wait_ecall);
}

TEST(s5_2_pc_of_a_faulting_thread)
{
    struct fault_handler handler = make_fault_handler();
    seL4_CPtr tcb = make_thread(LOW_PRIORITY, handler.sender);

    start_at(tcb, wait_end);
    CHECK_EQ(take_fault(&handler).label, seL4_Fault_UnknownSyscall);
    CHECK_EQ(read_all(tcb).pc, wait_end);
}

/* A Yielding thread of the test's own priority, which has Yielded once. */
static seL4_CPtr make_yielder(void)
{
    seL4_CPtr tcb = make_thread(TEST_PRIORITY, 0);

    start_at(tcb, yield_loop);
    seL4_Yield();
    return tcb;
}

/* Running, not suspended: the ecall of its last, completed system call. */
TEST(s5_2_pc_of_a_running_thread)
{
    seL4_CPtr tcb = make_yielder();

    CHECK_EQ(read_all(tcb).pc, yield_ecall);
    CHECK_EQ(read_all(tcb).s0, 0);
    /* Reading has not changed that it goes on behind it. */
    seL4_Yield();
    CHECK_EQ(read_all(tcb).s0, 1);
}

/* Suspended while running: its next instruction. */
TEST(s5_2_pc_of_a_suspended_thread)
{
    seL4_CPtr tcb = make_yielder();

    CHECK_OK(seL4_TCB_Suspend(tcb));
    CHECK_EQ(read_all(tcb).pc, yield_next);
    CHECK_OK(seL4_TCB_Resume(tcb));
    seL4_Yield();
    CHECK_EQ(read_all(tcb).s0, 1);
}

/* The same by the flag of ReadRegisters. */
TEST(s5_2_read_suspends)
{
    seL4_CPtr tcb = make_yielder();
    seL4_UserContext context;

    CHECK_OK(seL4_TCB_ReadRegisters(tcb, true, 0, 32, &context));
    CHECK_EQ(context.pc, yield_next);
    seL4_Yield();
    CHECK_EQ(read_all(tcb).s0, 0);
}

/* Writing no register makes a running thread repeat its last system call. */
TEST(s5_2_write_count_0_repeats)
{
    seL4_CPtr tcb = make_yielder();
    seL4_UserContext context = { 0 };

    CHECK_OK(seL4_TCB_WriteRegisters(tcb, false, 0, 0, &context));
    seL4_Yield();
    CHECK_EQ(read_all(tcb).s0, 0);
    CHECK_EQ(read_all(tcb).pc, yield_ecall);
    seL4_Yield();
    CHECK_EQ(read_all(tcb).s0, 1);
}

/* A new pc counts for a running thread, which needs no resume. */
TEST(s5_2_write_pc_of_a_running_thread)
{
    struct fault_handler handler = make_fault_handler();
    seL4_CPtr tcb = make_thread(TEST_PRIORITY, handler.sender);
    seL4_UserContext context;

    start_at(tcb, yield_loop);
    seL4_Yield();
    context.pc = (seL4_Word)wait_next;
    CHECK_OK(seL4_TCB_WriteRegisters(tcb, false, 0, 1, &context));
    seL4_Yield();
    CHECK_EQ(read_all(tcb).pc, wait_end);
    CHECK_EQ(take_fault(&handler).word[seL4_UnknownSyscall_FaultIP], wait_end);
}

/* A blocked thread stays blocked until it is resumed. */
TEST(s5_2_write_leaves_blocked)
{
    struct fault_handler handler = make_fault_handler();
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr tcb = make_thread(LOW_PRIORITY, handler.sender);
    seL4_UserContext context = { .pc = (seL4_Word)wait_code, .a0 = ntfn };

    CHECK_OK(seL4_TCB_WriteRegisters(tcb, true, 0, WORDS_OF_CONTEXT, &context));
    test_let_run();
    context.pc = (seL4_Word)wait_next;
    CHECK_OK(seL4_TCB_WriteRegisters(tcb, false, 0, 1, &context));
    CHECK_EQ(take_fault(&handler).label, seL4_Fault_NullFault);
    CHECK_OK(seL4_TCB_Resume(tcb));
    CHECK_EQ(take_fault(&handler).word[seL4_UnknownSyscall_FaultIP], wait_end);
    /* It has left the queue: the signal stays. */
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, 5));
    seL4_Word word = 0;
    CHECK(test_poll(ntfn, &word, 0));
}

/* -- Copying --------------------------------------------------------------- */

enum { SUSPEND_SOURCE = 1, RESUME_TARGET = 2, FRAME = 4, INTEGER = 8 };

/* The frame words are 0..15, the integer words the rest. */
TEST(s5_2_copy_parts)
{
    static const struct {
        const char *name;
        seL4_Word flags;
    } rows[] = { { "nothing", 0 },
                 { "frame", FRAME },
                 { "integer", INTEGER },
                 { "both", FRAME | INTEGER },
                 { "both, other bits set", FRAME | INTEGER | 0xfff0 } };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        seL4_CPtr source = make_tcb(), target = make_tcb();
        seL4_UserContext from = context_from(0x8000), to = context_from(0x9000);

        CHECK_OK(seL4_TCB_WriteRegisters(source, false, 0, 32, &from));
        CHECK_OK(seL4_TCB_WriteRegisters(target, false, 0, 32, &to));
        WALK({ rows[i].name, target, TCBCopyRegisters, WORDS(rows[i].flags),
               CAPS(source), SUCCEEDS });
        to = read_all(target);
        test_step(rows[i].name);
        check_words(&to, 0, 16, rows[i].flags & FRAME ? 0x8000 : 0x9000);
        check_words(&to, 16, 32, rows[i].flags & INTEGER ? 0x8000 : 0x9000);
        from = read_all(source);
        check_words(&from, 0, 32, 0x8000);
    }
}

TEST(s5_2_copy_suspends_source)
{
    seL4_CPtr source = make_yielder(), target = make_tcb();

    WALK({ "suspend, copy", target, TCBCopyRegisters,
           WORDS(SUSPEND_SOURCE | FRAME), CAPS(source), SUCCEEDS });
    CHECK_EQ(read_all(target).pc, yield_next);
    seL4_Yield();
    CHECK_EQ(read_all(source).s0, 0);
}

TEST(s5_2_copy_resumes_target)
{
    struct fault_handler handler = make_fault_handler();
    seL4_CPtr source = make_tcb();
    seL4_CPtr target = make_thread(LOW_PRIORITY, handler.sender);
    seL4_UserContext context = { .pc = (seL4_Word)wait_end, .a0 = 0x77 };
    struct fault fault;

    CHECK_OK(seL4_TCB_WriteRegisters(source, false, 0, 32, &context));
    WALK({ "resume, copy", target, TCBCopyRegisters,
           WORDS(RESUME_TARGET | FRAME | INTEGER), CAPS(source), SUCCEEDS });
    fault = take_fault(&handler);
    CHECK_EQ(fault.label, seL4_Fault_UnknownSyscall);
    CHECK_EQ(fault.word[seL4_UnknownSyscall_FaultIP], wait_end);
    CHECK_EQ(fault.word[seL4_UnknownSyscall_A0], 0x77);
}

/* Source and target may be the same thread: stopped, then started. */
TEST(s5_2_copy_to_itself)
{
    seL4_CPtr tcb = make_yielder();

    WALK({ "all flags", tcb, TCBCopyRegisters,
           WORDS(SUSPEND_SOURCE | RESUME_TARGET | FRAME | INTEGER), CAPS(tcb),
           SUCCEEDS });
    seL4_Yield();
    CHECK_EQ(read_all(tcb).s0, 1);
}

/* -- Suspend, Resume, tp --------------------------------------------------- */

TEST(s5_2_suspend_resume_any_words)
{
    seL4_CPtr tcb = make_tcb();

    WALK(
        { "suspend inactive", tcb, TCBSuspend, NO_WORDS, NO_CAPS, SUCCEEDS },
        { "suspend with words", tcb, TCBSuspend, WORDS(1, 2), CAPS(0),
          SUCCEEDS },
        { "resume without SC", tcb, TCBResume, WORDS(1, 2), CAPS(0), SUCCEEDS },
        { "resume again", tcb, TCBResume, NO_WORDS, NO_CAPS, SUCCEEDS });
}

/* Resume has no effect on a thread that can run already. */
TEST(s5_2_resume_of_running)
{
    seL4_CPtr tcb = make_yielder();

    CHECK_OK(seL4_TCB_Resume(tcb));
    seL4_Yield();
    CHECK_EQ(read_all(tcb).s0, 1);
}

/* A blocked thread that is resumed does its system call again. */
TEST(s5_2_resume_restarts_call)
{
    struct fault_handler handler = make_fault_handler();
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr tcb = make_thread(LOW_PRIORITY, handler.sender);
    seL4_UserContext context = { .pc = (seL4_Word)wait_code, .a0 = ntfn };
    struct fault fault;

    CHECK_OK(seL4_TCB_WriteRegisters(tcb, true, 0, WORDS_OF_CONTEXT, &context));
    test_let_run();
    CHECK_OK(seL4_TCB_Resume(tcb));
    CHECK_EQ(take_fault(&handler).label, seL4_Fault_NullFault);
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, 0x51));
    fault = take_fault(&handler);
    CHECK_EQ(fault.word[seL4_UnknownSyscall_FaultIP], wait_end);
    CHECK_EQ(fault.word[seL4_UnknownSyscall_A0], 0x51);
}

/* Suspended while it waits, it waits no longer: a signal is kept. */
TEST(s5_2_suspend_cancels_wait)
{
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr tcb = make_thread(LOW_PRIORITY, 0);
    seL4_UserContext context = { .pc = (seL4_Word)wait_code, .a0 = ntfn };
    seL4_Word word = 0;

    CHECK_OK(seL4_TCB_WriteRegisters(tcb, true, 0, WORDS_OF_CONTEXT, &context));
    test_let_run();
    CHECK_OK(seL4_TCB_Suspend(tcb));
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, 0x52));
    CHECK(test_poll(ntfn, &word, 0));
    CHECK_EQ(word, 0x52);
}

/* Suspended in a fault, the fault is forgotten; resumed, it faults again. */
TEST(s5_2_suspend_forgets_fault)
{
    struct fault_handler handler = make_fault_handler();
    seL4_CPtr tcb = make_thread(LOW_PRIORITY, handler.sender);

    start_at(tcb, wait_end);
    test_let_run();
    CHECK_OK(seL4_TCB_Suspend(tcb));
    CHECK_EQ(take_fault(&handler).label, seL4_Fault_NullFault);
    CHECK_OK(seL4_TCB_Resume(tcb));
    CHECK_EQ(take_fault(&handler).label, seL4_Fault_UnknownSyscall);
}

static volatile int suspended_times;

static void suspend_self(void *self)
{
    struct test_thread *const *thread = self;

    seL4_TCB_Suspend((*thread)->tcb);
    suspended_times++;
}

/* Suspend of oneself is done again after a Resume; only a new pc goes on. */
TEST(s5_2_suspend_oneself)
{
    static struct test_thread *thread;
    seL4_UserContext context;

    suspended_times = 0;
    thread = test_thread("suspends", LOW_PRIORITY, suspend_self, &thread);
    test_start(thread);
    test_let_run();
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    test_let_run();
    CHECK_EQ(suspended_times, 0);
    CHECK_OK(seL4_TCB_ReadRegisters(thread->tcb, false, 0, 1, &context));
    context.pc += 4;
    CHECK_OK(seL4_TCB_WriteRegisters(thread->tcb, true, 0, 1, &context));
    test_join(thread);
    CHECK_EQ(suspended_times, 1);
}

TEST(s5_2_set_tls_base)
{
    seL4_CPtr tcb = make_tcb();
    seL4_UserContext context = context_from(0xa000);

    CHECK_OK(seL4_TCB_WriteRegisters(tcb, false, 0, 32, &context));
    WALK({ "no word", tcb, TCBSetTLSBase, NO_WORDS, NO_CAPS, TRUNCATED },
         { "any value", tcb, TCBSetTLSBase, WORDS(-8ul), NO_CAPS, SUCCEEDS });
    context = read_all(tcb);
    CHECK_EQ(context.tp, -8ul);
    check_words(&context, 0, 31, 0xa000);
}

/* The caller may set its own. */
TEST(s5_2_set_own_tls_base)
{
    uint64_t before, after;
    struct sel4_message m = {
        .info = seL4_MessageInfo_new(TCBSetTLSBase, 0, 0, 1),
    };

    __asm__ volatile("mv %0, tp" : "=r"(before));
    m.mr[0] = before + 64;
    sel4_trap_send(seL4_SysCall, TEST_TCB, &m);
    __asm__ volatile("mv %0, tp\n\tmv tp, %1" : "=&r"(after) : "r"(before));
    CHECK_EQ(seL4_MessageInfo_get_label(m.info), seL4_NoError);
    CHECK_EQ(after, before + 64);
}

/* -- Flags ----------------------------------------------------------------- */

TEST(s5_2_set_flags)
{
    seL4_CPtr tcb = make_tcb();

    WALK(
        { "one word", tcb, TCBSetFlags, WORDS(0), NO_CAPS, TRUNCATED },
        { "set all", tcb, TCBSetFlags, WORDS(0, -1ul), NO_CAPS, RETURNS(1) },
        { "read", tcb, TCBSetFlags, WORDS(0, 0), NO_CAPS, RETURNS(1) },
        { "clear others", tcb, TCBSetFlags, WORDS(-2ul, 0), NO_CAPS,
          RETURNS(1) },
        { "clear and set", tcb, TCBSetFlags, WORDS(1, 1), NO_CAPS, RETURNS(1) },
        { "clear", tcb, TCBSetFlags, WORDS(-1ul, 0), NO_CAPS, RETURNS(0) });
}

static volatile double quotient;
static volatile int float_step;

static void divide(void *unused)
{
    double kept;

    (void)unused;
    __asm__ volatile("fcvt.d.l %0, %1" : "=f"(kept) : "r"(41l));
    float_step = 1;
    seL4_TCB_Suspend(test_self()->tcb); /* until pc is written */
    __asm__ volatile("fadd.d %0, %0, %0" : "+f"(kept));
    quotient = kept;
}

/* Without floating point its instructions are illegal; what the registers
   held survives that. */
TEST(s5_2_fpu_disabled)
{
    struct fault_handler handler = make_fault_handler();
    struct test_thread *thread =
        test_faulting_thread("floats", LOW_PRIORITY, divide, NULL, &handler);
    seL4_UserContext context;
    struct fault fault;

    float_step = 0;
    test_start(thread);
    test_let_run();
    CHECK_EQ(float_step, 1);
    CHECK_EQ(seL4_TCB_SetFlags(thread->tcb, 0, seL4_TCBFlag_fpuDisabled).flags,
             1);
    CHECK_OK(seL4_TCB_ReadRegisters(thread->tcb, false, 0, 1, &context));
    context.pc += 4;
    CHECK_OK(seL4_TCB_WriteRegisters(thread->tcb, true, 0, 1, &context));
    fault = take_fault(&handler);
    CHECK_EQ(fault.label, seL4_Fault_UserException);
    CHECK_EQ(fault.word[seL4_UserException_Number], 2);
    CHECK_EQ(fault.word[seL4_UserException_Code], 0);
    CHECK_EQ(seL4_TCB_SetFlags(thread->tcb, seL4_TCBFlag_fpuDisabled, 0).flags,
             0);
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    test_join(thread);
    CHECK(quotient == 82.0);
}
