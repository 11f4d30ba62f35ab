/* SPDX-License-Identifier: MIT */
/*
 * Section 2.7: what the kernel checks of any invocation, and in which order.
 */
#include <string.h>

#include "conformance.h"

#define BAD_CPTR   (1ul << 40)
#define BAD_CPTR_2 (1ul << 41)

/* Makes one Send or Call in a thread of its own, which must end in a CapFault
   on `address`, not in a receive phase. */
static void faults_on(const char *row, struct trap *trap, seL4_CPtr extra,
                      seL4_Word address)
{
    struct fault_handler handler = make_fault_handler();
    struct test_thread *thread = test_faulting_thread(
        "invoker", 50, (void (*)(void *))trap_now, trap, &handler);
    struct fault fault;

    thread->buffer->caps_or_badges[0] = extra;
    test_start(thread);
    fault = take_fault(&handler);
    ROW_EQ(row, trap->returned, false);
    ROW_EQ(row, fault.label, seL4_Fault_CapFault);
    ROW_EQ(row, fault.length, 7);
    ROW_EQ(row, fault.word[1], address);
    ROW_EQ(row, fault.word[2], 0);
    ROW_EQ(row, fault.word[3], seL4_GuardMismatch);
    ROW_EQ(row, fault.word[4], 64);
    ROW_EQ(row, fault.word[5], 0);
    ROW_EQ(row, fault.word[6], 54);
}

TEST(s2_7_bad_cptr_faults)
{
    struct trap trap = trap_of(seL4_SysCall, BAD_CPTR, 0, 0);

    faults_on("Call", &trap, 0, BAD_CPTR);
    trap = trap_of(seL4_SysSend, BAD_CPTR, 0, 0);
    faults_on("Send", &trap, 0, BAD_CPTR);
}

TEST(s2_7_bad_cptr_comes_before_extra_caps)
{
    struct trap trap = trap_of(seL4_SysCall, BAD_CPTR, INFO(0, 1, 0), 0);

    faults_on("both bad", &trap, BAD_CPTR_2, BAD_CPTR);
}

TEST(s2_7_bad_extra_cap_faults)
{
    struct trap trap = trap_of(seL4_SysCall, TEST_CNODE, INFO(0, 1, 0), 0);

    faults_on("Call", &trap, BAD_CPTR, BAD_CPTR);
    trap = trap_of(seL4_SysSend, make_endpoint(), INFO(0, 1, 0), 0);
    faults_on("Send to an endpoint", &trap, BAD_CPTR, BAD_CPTR);
    trap = trap_of(seL4_SysSend, make_notification(), INFO(0, 1, 0), 0);
    faults_on("Send to a notification", &trap, BAD_CPTR, BAD_CPTR);
    trap = trap_of(seL4_SysCall, test_slot(), INFO(0, 1, 0), 0);
    faults_on("before the type is looked at", &trap, BAD_CPTR, BAD_CPTR);
}

TEST(s2_7_nbsend_with_bad_extra_cap)
{
    seL4_CPtr ntfn = make_notification();
    struct trap trap = trap_of(seL4_SysNBSend, ntfn, INFO(0, 1, 0), 0);
    struct trap poll = trap_of(seL4_SysNBWait, ntfn, 0, 0);

    ntfn = test_mint(ntfn, seL4_CanWrite, 1);
    trap.registers.x[X_A0] = ntfn;
    seL4_SetCap(0, BAD_CPTR);
    trap_now(&trap);
    trap_now(&poll);
    CHECK_EQ(poll.registers.x[X_A0], 0);
}

TEST(s2_7_capabilities_beyond_the_count_are_ignored)
{
    seL4_SetCap(1, BAD_CPTR);
    seL4_SetCap(2, BAD_CPTR);
    WALK({ "one of three", TEST_CNODE, CNodeDelete, WORDS(test_slot(), 64),
           CAPS(0), SUCCEEDS });
}

TEST(s2_7_leftover_bits_are_ignored)
{
    seL4_CPtr root = enter_deep_space();
    seL4_CPtr tcb = make_tcb();

    put_into(root, 1, 1, tcb);
    CHECK_EQ(cap_type(UPPER_HALF), CAP_TCB);
    WALK({ "Call", UPPER_HALF | 12345, TCBUnbindNotification, NO_WORDS, NO_CAPS,
           ILLEGAL },
         { "extra capability", UPPER_HALF | 12345, TCBSetPriority, WORDS(1),
           CAPS(UPPER_HALF | 777), RANGE(0, 0) });
}

TEST(s2_7_empty_slot)
{
    seL4_CPtr empty = test_slot();

    WALK({ "label 0", empty, 0, NO_WORDS, NO_CAPS, INVALID_CAP(0) },
         { "any label", empty, CNodeCopy, WORDS(1, 2, 3), CAPS(TEST_CNODE),
           INVALID_CAP(0) });
}

TEST(s2_7_endpoint_needs_write)
{
    seL4_CPtr endpoint = test_copy(make_endpoint(), seL4_NoWrite);

    WALK({ "Call", endpoint, 0, WORDS(1, 2), NO_CAPS, INVALID_CAP(0) });
    seL4_Send(endpoint, seL4_MessageInfo_new(0, 0, 0, 0)); /* silent */
}

TEST(s2_7_notification_needs_write)
{
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr cap = test_mint(ntfn, seL4_CanRead, 5);
    seL4_Word word;

    WALK({ "Call", cap, 0, NO_WORDS, NO_CAPS, INVALID_CAP(0) });
    seL4_Signal(cap);
    CHECK(!test_poll(ntfn, &word, 0));
}

TEST(s2_7_notification_takes_any_message)
{
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr cap = test_mint(ntfn, seL4_CanWrite, 5);
    seL4_Word word = 0;

    WALK({ "any label, words, capabilities", cap, 0xfffff12345, WORDS(1, 2, 3),
           CAPS(TEST_TCB, 0), SUCCEEDS });
    CHECK(test_poll(ntfn, &word, 0));
    CHECK_EQ(word, 5);
}

TEST(s2_7_call_on_a_reply_returns_at_once)
{
    WALK({ "idle reply object", make_reply(), 33, WORDS(1, 2), NO_CAPS,
           SUCCEEDS });
}

TEST(s2_7_unknown_labels)
{
    seL4_CPtr slot = make_notification();

    WALK({ "label 0", TEST_CNODE, 0, WORDS(slot, 64), NO_CAPS, ILLEGAL },
         { "behind the last label", TEST_CNODE, 47, WORDS(slot, 64), NO_CAPS,
           ILLEGAL },
         { "low 32 bits of Delete", TEST_CNODE, CNodeDelete | 1ul << 32,
           WORDS(slot, 64), NO_CAPS, ILLEGAL },
         { "low 16 bits of Delete", TEST_CNODE, CNodeDelete | 1ul << 16,
           WORDS(slot, 64), NO_CAPS, ILLEGAL },
         { "low 51 bits of Delete", TEST_CNODE, CNodeDelete | 1ul << 51,
           WORDS(slot, 64), NO_CAPS, ILLEGAL });
    CHECK_EQ(cap_type(slot), CAP_NOTIFICATION);
}

TEST(s2_7_label_comes_before_length)
{
    WALK(
        { "CNode", TEST_CNODE, 0, NO_WORDS, NO_CAPS, ILLEGAL },
        { "untyped", TEST_UNTYPED, 2, NO_WORDS, NO_CAPS, ILLEGAL },
        { "TCB", TEST_TCB, 1, NO_WORDS, NO_CAPS, ILLEGAL },
        { "frame", make_frame(), 1, NO_WORDS, NO_CAPS, ILLEGAL },
        { "page table", make_page_table(), 41, NO_WORDS, NO_CAPS, ILLEGAL },
        { "ASID control", TEST_ASID_CONTROL, 45, NO_WORDS, NO_CAPS, ILLEGAL },
        { "ASID pool", TEST_ASID_POOL, 44, NO_WORDS, NO_CAPS, ILLEGAL },
        { "IRQ control", TEST_IRQ_CONTROL, 27, NO_WORDS, NO_CAPS, ILLEGAL },
        { "domain", TEST_DOMAIN, 33, NO_WORDS, NO_CAPS, ILLEGAL },
        { "SC", TEST_SC, 33, NO_WORDS, NO_CAPS, ILLEGAL },
        { "SchedControl", TEST_SCHED_CONTROL, 34, NO_WORDS, NO_CAPS, ILLEGAL });
}

/* Length 127 is 120: the words behind it do not exist. */
TEST(s2_7_longest_message)
{
    seL4_CPtr endpoint = make_endpoint();
    struct trap sender = trap_of(seL4_SysSend, endpoint, INFO(5, 0, 127), 0);
    struct trap trap = trap_of(seL4_SysRecv, endpoint, 0, make_reply());
    struct test_thread *thread = spawn_trap("sender", 120, &sender);

    thread->buffer->msg[119] = 0x119;
    seL4_SetUserData(0x5afe);
    seL4_SetCap(0, 0x6afe);
    trap_now(&trap);
    CHECK_EQ(trap.registers.x[X_A1], INFO(5, 0, 120));
    CHECK_EQ(seL4_GetMR(119), 0x119);
    CHECK_EQ(seL4_GetUserData(), 0x5afe);
    CHECK_EQ(seL4_GetCap(0), 0x6afe);
}

TEST(s2_7_methods_accept_more_words)
{
    struct trap trap =
        trap_of(seL4_SysCall, TEST_CNODE, INFO(CNodeDelete, 0, 127), 0);

    trap.registers.x[X_A2] = test_slot();
    trap.registers.x[X_A3] = 64;
    trap_now(&trap);
    CHECK_EQ(trap.registers.x[X_A1], 0);
}

/* A thread without an IPC buffer makes one Call; returns its message info. */
static seL4_Word without_buffer(struct trap *trap)
{
    struct test_thread *thread =
        test_thread("no buffer", 120, (void (*)(void *))trap_now, trap);

    memset(thread->buffer, 0, sizeof *thread->buffer);
    CHECK_OK(seL4_TCB_SetIPCBuffer(thread->tcb, 0, 0));
    test_start(thread);
    CHECK(trap->returned);
    return trap->registers.x[X_A1];
}

TEST(s2_7_no_buffer_no_extra_caps)
{
    struct trap trap =
        trap_of(seL4_SysCall, TEST_TCB, INFO(TCBSetPriority, 1, 1), 0);

    CHECK_EQ(without_buffer(&trap), INFO(seL4_TruncatedMessage, 0, 0));
}

TEST(s2_7_no_buffer_four_words)
{
    seL4_CPtr slot = test_slot();
    struct trap trap = trap_of(seL4_SysCall, TEST_SCHED_CONTROL,
                               INFO(SchedControlConfigureFlags, 0, 5), 0);
    struct trap rotate =
        trap_of(seL4_SysCall, TEST_CNODE, INFO(CNodeDelete, 0, 120), 0);

    CHECK_EQ(without_buffer(&trap), INFO(seL4_TruncatedMessage, 0, 0));
    rotate.registers.x[X_A2] = slot;
    rotate.registers.x[X_A3] = 64;
    CHECK_EQ(without_buffer(&rotate), 0);
}

TEST(s2_7_guard_mismatch_without_buffer)
{
    struct trap trap =
        trap_of(seL4_SysCall, TEST_CNODE, INFO(CNodeDelete, 0, 2), 0);

    trap.registers.x[X_A2] = BAD_CPTR;
    trap.registers.x[X_A3] = 64;
    CHECK_EQ(without_buffer(&trap), INFO(seL4_FailedLookup, 0, 4));
    CHECK_EQ(trap.registers.x[X_A2], 0);
    CHECK_EQ(trap.registers.x[X_A3], seL4_GuardMismatch);
    CHECK_EQ(trap.registers.x[X_A4], 64);
    CHECK_EQ(trap.registers.x[X_A5], 0);
}

/* A fifth word needs a buffer that can be written. */
TEST(s2_7_guard_mismatch_with_read_only_buffer)
{
    struct trap trap =
        trap_of(seL4_SysCall, TEST_CNODE, INFO(CNodeDelete, 0, 2), 0);
    struct test_thread *thread =
        test_thread("reader", 120, (void (*)(void *))trap_now, &trap);

    trap.registers.x[X_A2] = BAD_CPTR;
    trap.registers.x[X_A3] = 64;
    CHECK_OK(seL4_TCB_SetIPCBuffer(thread->tcb, 1024,
                                   test_copy(make_frame(), seL4_CanRead)));
    test_start(thread);
    CHECK(trap.returned);
    CHECK_EQ(trap.registers.x[X_A1], INFO(seL4_FailedLookup, 0, 4));
}
