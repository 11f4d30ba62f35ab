/* SPDX-License-Identifier: MIT */
/*
 * Sections 2.11 and 2.12: the layout of every error reply. WALK compares label,
 * length, words, badge, and that further registers keep the caller's values.
 */
#include "conformance.h"

TEST(s2_11_invalid_argument)
{
    WALK({ "Retype of type 11", TEST_UNTYPED, UntypedRetype,
           WORDS(11, 0, 0, 0, test_slot(), 1), CAPS(TEST_CNODE),
           INVALID_ARG(0) },
         { "CNode of radix 0", TEST_UNTYPED, UntypedRetype,
           WORDS(seL4_CapTableObject, 0, 0, 0, test_slot(), 1),
           CAPS(TEST_CNODE), INVALID_ARG(1) });
}

TEST(s2_11_invalid_capability)
{
    WALK({ "invoked", test_slot(), 1, NO_WORDS, NO_CAPS, INVALID_CAP(0) },
         { "extra", TEST_TCB, TCBSetPriority, WORDS(1), CAPS(TEST_CNODE),
           INVALID_CAP(1) });
}

TEST(s2_11_illegal_operation)
{
    WALK({ "label 0", TEST_TCB, 0, WORDS(1, 2, 3, 4, 5), CAPS(TEST_TCB),
           ILLEGAL });
}

TEST(s2_11_range_error)
{
    WALK({ "depth 65", TEST_CNODE, CNodeDelete, WORDS(0, 65), NO_CAPS,
           RANGE(1, 64) },
         { "priority", TEST_TCB, TCBSetPriority, WORDS(TEST_PRIORITY_MAX + 1),
           CAPS(TEST_TCB), RANGE(0, TEST_PRIORITY_MAX) });
}

TEST(s2_11_alignment_error)
{
    WALK({ "IPC buffer", make_tcb(), TCBSetIPCBuffer, WORDS(0x1008),
           CAPS(make_frame()), FAILS(seL4_AlignmentError) });
}

TEST(s2_11_truncated_message)
{
    WALK({ "one word of two", TEST_CNODE, CNodeDelete, WORDS(1), NO_CAPS,
           TRUNCATED });
}

TEST(s2_11_delete_first)
{
    WALK({ "Retype to an occupied slot", TEST_UNTYPED, UntypedRetype,
           WORDS(seL4_EndpointObject, 0, 0, 0, TEST_TCB, 1), CAPS(TEST_CNODE),
           DELETE_FIRST });
}

TEST(s2_11_revoke_first)
{
    WALK({ "copy of an untyped with children", TEST_CNODE, CNodeCopy,
           WORDS(make_endpoint(), 64, TEST_UNTYPED, 64, 15), CAPS(TEST_CNODE),
           DELETE_FIRST },
         { "the same to an empty slot", TEST_CNODE, CNodeCopy,
           WORDS(test_slot(), 64, TEST_UNTYPED, 64, 15), CAPS(TEST_CNODE),
           REVOKE_FIRST });
}

TEST(s2_11_not_enough_memory)
{
    seL4_CPtr untyped = make_untyped(12);
    seL4_CPtr slot = test_slots(3);

    WALK({ "two pages in one", untyped, UntypedRetype,
           WORDS(seL4_RISCV_4K_Page, 0, 0, 0, slot, 2), CAPS(TEST_CNODE),
           FAILS(seL4_NotEnoughMemory, 4096) },
         { "a TCB", untyped, UntypedRetype,
           WORDS(seL4_TCBObject, 0, 0, 0, slot, 1), CAPS(TEST_CNODE),
           SUCCEEDS },
         { "two more", untyped, UntypedRetype,
           WORDS(seL4_TCBObject, 0, 0, 0, slot + 1, 2), CAPS(TEST_CNODE),
           FAILS(seL4_NotEnoughMemory, 2048) });
}

TEST(s2_12_words_of_a_failed_lookup)
{
    seL4_CPtr slot = test_slot();

    WALK({ "invalid root, source", TEST_CNODE, CNodeMove,
           WORDS(slot, 64, 1, 64), CAPS(TEST_TCB),
           FAILED_LOOKUP(1, seL4_InvalidRoot) },
         { "missing capability, source", TEST_CNODE, CNodeMove,
           WORDS(slot, 64, slot, 64), CAPS(TEST_CNODE),
           FAILED_LOOKUP(1, seL4_MissingCapability, 64) },
         { "depth mismatch, destination", TEST_CNODE, CNodeMove,
           WORDS(slot, 63, slot, 64), CAPS(TEST_CNODE),
           FAILED_LOOKUP(0, seL4_DepthMismatch, 63, 64) },
         { "guard mismatch, destination", TEST_CNODE, CNodeMove,
           WORDS(1ul << 40, 64, slot, 64), CAPS(TEST_CNODE),
           FAILED_LOOKUP(0, seL4_GuardMismatch, 64, 0, 54) },
         { "guard mismatch, source", TEST_CNODE, CNodeMove,
           WORDS(slot, 64, 1ul << 40, 64), CAPS(TEST_CNODE),
           FAILED_LOOKUP(1, seL4_GuardMismatch, 64, 0, 54) });
}

TEST(s2_12_cap_fault_lengths)
{
    struct fault_handler handler = make_fault_handler();
    seL4_CPtr space = make_cnode(2);
    seL4_CPtr deep = test_slot();
    struct trap trap = trap_of(seL4_SysCall, 0, 0, 0);
    struct test_thread *thread = test_faulting_thread(
        "caller", 50, (void (*)(void *))trap_now, &trap, &handler);
    struct fault fault;

    /* 62 bits of guard 5 before the two of the index. */
    CHECK_OK(seL4_CNode_Mint(TEST_CNODE, deep, 64, TEST_CNODE, space, 64,
                             seL4_AllRights, guard_word(5, 62)));
    CHECK_OK(seL4_TCB_SetSpace(thread->tcb, handler.sender, deep, 0,
                               TEST_VSPACE, 0));
    test_start(thread);
    fault = take_fault(&handler);
    CHECK_EQ(fault.label, seL4_Fault_CapFault);
    CHECK_EQ(fault.length, 7);
    CHECK_EQ(fault.word[3], seL4_GuardMismatch);
    CHECK_EQ(fault.word[4], 64);
    CHECK_EQ(fault.word[5], 5);
    CHECK_EQ(fault.word[6], 62);

    /* A CNode inside whose radix needs more bits than are left. */
    CHECK_OK(seL4_CNode_Mint(space, 0, 2, TEST_CNODE, space, 64, seL4_AllRights,
                             guard_word(0, 61)));
    CHECK_OK(seL4_TCB_SetSpace(thread->tcb, handler.sender, space, 0,
                               TEST_VSPACE, 0));
    test_start(thread);
    fault = take_fault(&handler);
    CHECK_EQ(fault.label, seL4_Fault_CapFault);
    CHECK_EQ(fault.length, 6);
    CHECK_EQ(fault.word[3], seL4_DepthMismatch);
    CHECK_EQ(fault.word[4], 62);
    CHECK_EQ(fault.word[5], 63);
}

TEST(s2_12_invalid_root_of_a_cspace)
{
    struct fault_handler handler = make_fault_handler();
    seL4_CPtr space = make_cnode(2);
    struct trap trap = trap_of(seL4_SysCall, 77, 0, 0);
    struct test_thread *thread = test_faulting_thread(
        "caller", 50, (void (*)(void *))trap_now, &trap, &handler);
    struct fault fault;

    CHECK_OK(seL4_TCB_SetSpace(thread->tcb, handler.sender, space, 0,
                               TEST_VSPACE, 0));
    test_revoke(space); /* takes the copy in the TCB away */
    test_start(thread);
    fault = take_fault(&handler);
    CHECK_EQ(fault.label, seL4_Fault_CapFault);
    CHECK_EQ(fault.length, 4);
    CHECK_EQ(fault.word[1], 77);
    CHECK_EQ(fault.word[3], seL4_InvalidRoot);
}
