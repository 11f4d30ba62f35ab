/* SPDX-License-Identifier: MIT */
/*
 * Sections 3.4 and 3.5: badges and data, operation by operation, and what a
 * copy of each type of capability is.
 */
#include "conformance.h"

#define COPY(what, slot, cap, ...)                                 \
    {                                                              \
        what, TEST_CNODE, CNodeCopy, WORDS(slot, 64, cap, 64, 15), \
            CAPS(TEST_CNODE), __VA_ARGS__                          \
    }
#define MINT(what, slot, cap, data, ...)                                 \
    {                                                                    \
        what, TEST_CNODE, CNodeMint, WORDS(slot, 64, cap, 64, 15, data), \
            CAPS(TEST_CNODE), __VA_ARGS__                                \
    }
#define MUTATE(what, slot, cap, data, ...)                             \
    {                                                                  \
        what, TEST_CNODE, CNodeMutate, WORDS(slot, 64, cap, 64, data), \
            CAPS(TEST_CNODE), __VA_ARGS__                              \
    }

/* The badge of a notification capability: what a signal through it says. */
static seL4_Word badge_of(seL4_CPtr ntfn, seL4_CPtr cap)
{
    struct trap poll = trap_of(seL4_SysNBWait, ntfn, 0, 0);

    seL4_Signal(cap);
    trap_now(&poll);
    return poll.registers.x[X_A0];
}

TEST(s3_4_copy_keeps_the_badge)
{
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr badged = test_mint(ntfn, seL4_AllRights, 0xfedcba9876543210);

    CHECK_EQ(badge_of(ntfn, test_copy(badged, seL4_AllRights)),
             0xfedcba9876543210);
}

TEST(s3_4_move_keeps_the_badge)
{
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr badged = test_mint(ntfn, seL4_AllRights, 0x123);
    seL4_CPtr slot = test_slot();

    CHECK_OK(seL4_CNode_Move(TEST_CNODE, slot, 64, TEST_CNODE, badged, 64));
    CHECK_EQ(badge_of(ntfn, slot), 0x123);
}

TEST(s3_4_badges_of_all_bits)
{
    seL4_CPtr ntfn = make_notification();

    for (int bit = 0; bit < 64; bit++)
        CHECK_EQ(badge_of(ntfn, test_mint(ntfn, seL4_AllRights, 1ul << bit)),
                 1ul << bit);
}

TEST(s3_4_badged_caps_are_not_minted_again)
{
    seL4_CPtr endpoint = test_mint(make_endpoint(), seL4_AllRights, 5);
    seL4_CPtr ntfn = test_mint(make_notification(), seL4_AllRights, 5);
    seL4_CPtr slot = test_slot();

    WALK(MINT("endpoint, other badge", slot, endpoint, 6, ILLEGAL),
         MINT("endpoint, same badge", slot, endpoint, 5, ILLEGAL),
         MINT("endpoint, badge 0", slot, endpoint, 0, ILLEGAL),
         MINT("notification, other badge", slot, ntfn, 6, ILLEGAL),
         MINT("notification, badge 0", slot, ntfn, 0, ILLEGAL));
    CHECK_EQ(cap_type(slot), CAP_NULL);
}

TEST(s3_4_mint_with_badge_0)
{
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr slot = test_slots(2);

    WALK(MINT("0", slot, ntfn, 0, SUCCEEDS),
         MINT("can be minted again", slot + 1, slot, 9, SUCCEEDS));
    CHECK_EQ(badge_of(ntfn, slot + 1), 9);
}

TEST(s3_4_endpoints_are_not_mutated)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr slot = test_slot();

    WALK(MUTATE("endpoint", slot, endpoint, 5, ILLEGAL),
         MUTATE("endpoint, 0", slot, endpoint, 0, ILLEGAL),
         MUTATE("notification", slot, ntfn, 5, ILLEGAL),
         MUTATE("notification, 0", slot, ntfn, 0, ILLEGAL),
         { "Rotate: source", TEST_CNODE, CNodeRotate,
           WORDS(slot, 64, 0, TEST_UNTYPED, 64, 0, endpoint, 64),
           CAPS(TEST_CNODE, TEST_CNODE), ILLEGAL },
         { "Rotate: pivot", TEST_CNODE, CNodeRotate,
           WORDS(slot, 64, 0, ntfn, 64, 0, TEST_UNTYPED, 64),
           CAPS(TEST_CNODE, TEST_CNODE), ILLEGAL });
    CHECK_EQ(cap_type(endpoint), CAP_ENDPOINT);
    CHECK_EQ(cap_type(ntfn), CAP_NOTIFICATION);
}

/* Deleting slot 0 at the depth of the radix alone: works without a guard. */
#define HAS_GUARD(what, cnode, depth, guard, size)                   \
    {                                                                \
        what, cnode, CNodeDelete, WORDS(0, depth), NO_CAPS,          \
            FAILED_LOOKUP(0, seL4_GuardMismatch, depth, guard, size) \
    }
#define HAS_NO_GUARD(what, cnode, radix)                             \
    {                                                                \
        what, cnode, CNodeDelete, WORDS(0, radix), NO_CAPS, SUCCEEDS \
    }

TEST(s3_4_copy_keeps_the_guard)
{
    seL4_CPtr cnode =
        test_mint(make_cnode(3), seL4_AllRights, guard_word(6, 3));
    seL4_CPtr slot = test_slots(2);

    WALK(COPY("Copy", slot, cnode, SUCCEEDS), HAS_GUARD("copy", slot, 6, 6, 3),
         { "Move", TEST_CNODE, CNodeMove, WORDS(slot + 1, 64, slot, 64),
           CAPS(TEST_CNODE), SUCCEEDS },
         HAS_GUARD("moved", slot + 1, 6, 6, 3));
}

TEST(s3_4_mint_replaces_the_guard)
{
    seL4_CPtr cnode =
        test_mint(make_cnode(3), seL4_AllRights, guard_word(6, 3));
    seL4_CPtr slot = test_slots(2);

    WALK(MINT("other", slot, cnode, guard_word(1, 5), SUCCEEDS),
         HAS_GUARD("minted", slot, 8, 1, 5),
         MINT("0", slot + 1, cnode, 0, SUCCEEDS),
         HAS_NO_GUARD("minted with 0", slot + 1, 3));
}

TEST(s3_4_mutate_replaces_the_guard)
{
    seL4_CPtr cnode = make_cnode(3);
    seL4_CPtr slot = test_slots(2);

    WALK(MUTATE("guard", slot, cnode, guard_word(6, 3), SUCCEEDS),
         HAS_GUARD("mutated", slot, 6, 6, 3),
         MUTATE("0", slot + 1, slot, 0, SUCCEEDS),
         HAS_NO_GUARD("mutated with 0", slot + 1, 3));
    CHECK_EQ(cap_type(cnode), CAP_NULL);
    CHECK_EQ(cap_type(slot), CAP_NULL);
}

TEST(s3_4_rotate_applies_both_data_words)
{
    seL4_CPtr source = make_cnode(3);
    seL4_CPtr pivot =
        test_mint(make_cnode(4), seL4_AllRights, guard_word(1, 2));
    seL4_CPtr slot = test_slot();

    /* The pivot, now in slot, gets dest data (0); the source, now in the
       pivot's slot, gets pivot data. */
    WALK({ "Rotate", TEST_CNODE, CNodeRotate,
           WORDS(slot, 64, 0, pivot, 64, guard_word(5, 3), source, 64),
           CAPS(TEST_CNODE, TEST_CNODE), SUCCEEDS },
         HAS_NO_GUARD("pivot: cleared", slot, 4),
         HAS_GUARD("source: pivot data", pivot, 6, 5, 3));
    CHECK_EQ(cap_type(source), CAP_NULL);
}

TEST(s3_4_data_means_nothing_to_others)
{
    seL4_CPtr slot = test_slots(4);

    WALK(MINT("TCB", slot, TEST_TCB, ~0ul, SUCCEEDS),
         MUTATE("TCB", slot + 1, slot, ~0ul, SUCCEEDS),
         MINT("SC", slot + 2, TEST_SC, ~0ul, SUCCEEDS),
         MINT("domain", slot + 3, TEST_DOMAIN, ~0ul, SUCCEEDS));
    CHECK_EQ(cap_type(slot + 1), CAP_TCB);
}

/* A thread whose CSpace is `cnode` under `data` invokes CPtr 0; the guard that
   its fault message names. */
static struct fault guard_of_thread(seL4_CPtr cnode, seL4_Word data)
{
    struct fault_handler handler = make_fault_handler();
    struct trap trap = trap_of(seL4_SysCall, 0, 0, 0);
    struct test_thread *thread = test_faulting_thread(
        "caller", 50, (void (*)(void *))trap_now, &trap, &handler);

    CHECK_OK(seL4_TCB_SetSpace(thread->tcb, handler.sender, cnode, data,
                               TEST_VSPACE, 0));
    test_start(thread);
    return take_fault(&handler);
}

TEST(s3_4_set_space_applies_data_unless_0)
{
    seL4_CPtr cnode =
        test_mint(make_cnode(3), seL4_AllRights, guard_word(6, 61));
    struct fault fault = guard_of_thread(cnode, 0);

    CHECK_EQ(fault.word[3], seL4_GuardMismatch);
    CHECK_EQ(fault.word[5], 6);
    CHECK_EQ(fault.word[6], 61);
    fault = guard_of_thread(cnode, guard_word(9, 60));
    CHECK_EQ(fault.word[3], seL4_GuardMismatch);
    CHECK_EQ(fault.word[5], 9);
    CHECK_EQ(fault.word[6], 60);
}

/* -- What a copy is -------------------------------------------------------- */

TEST(s3_5_null_is_not_derived)
{
    WALK(COPY("Copy", test_slot(), test_slot(),
              FAILED_LOOKUP(1, seL4_MissingCapability, 64)),
         { "as a buffer frame", make_tcb(), TCBSetIPCBuffer, WORDS(1024),
           CAPS(0), ILLEGAL });
}

TEST(s3_5_irq_control_is_not_derived)
{
    seL4_CPtr slot = test_slot();

    WALK(COPY("Copy", slot, TEST_IRQ_CONTROL, ILLEGAL),
         MINT("Mint", slot, TEST_IRQ_CONTROL, 0, ILLEGAL));
}

TEST(s3_5_untyped_with_children_is_not_derived)
{
    seL4_CPtr untyped = make_untyped(12);
    seL4_CPtr slot = test_slots(3);

    WALK(COPY("none yet", slot, untyped, SUCCEEDS),
         COPY("the copy is a child", slot + 1, untyped, REVOKE_FIRST),
         COPY("the copy has none", slot + 1, slot, SUCCEEDS),
         { "Revoke", TEST_CNODE, CNodeRevoke, WORDS(untyped, 64), NO_CAPS,
           SUCCEEDS },
         { "Retype", untyped, UntypedRetype,
           WORDS(seL4_EndpointObject, 0, 0, 0, slot + 2, 1), CAPS(TEST_CNODE),
           SUCCEEDS },
         COPY("an endpoint is a child", slot, untyped, REVOKE_FIRST),
         MINT("Mint", slot, untyped, 0, REVOKE_FIRST));
}

TEST(s3_5_page_table_is_derived_when_mapped)
{
    seL4_CPtr table = make_page_table();
    seL4_CPtr slot = test_slots(2);

    WALK(COPY("not mapped", slot, table, ILLEGAL),
         MINT("not mapped, Mint", slot, table, 0, ILLEGAL),
         { "Map", table, RISCVPageTableMap, WORDS(MAP_WINDOW, 0),
           CAPS(TEST_VSPACE), SUCCEEDS },
         COPY("mapped", slot, table, SUCCEEDS),
         { "the copy is mapped too", slot, RISCVPageTableMap,
           WORDS(MAP_WINDOW, 0), CAPS(TEST_VSPACE), INVALID_CAP(0) },
         COPY("VSpace root", slot + 1, TEST_VSPACE, SUCCEEDS));
}

TEST(s3_5_frame_copy_is_not_mapped)
{
    seL4_CPtr frame = make_frame();
    seL4_CPtr copy;
    volatile uint64_t *one = map_at(frame, MAP_WINDOW, seL4_ReadWrite);
    volatile uint64_t *two;

    copy = test_copy(frame, seL4_AllRights);
    two = map_at(copy, MAP_WINDOW + 0x1000, seL4_ReadWrite);
    *one = 0x600d;
    CHECK_EQ(*two, 0x600d);
    WALK({ "the original stays where it is", frame, RISCVPageMap,
           WORDS(MAP_WINDOW + 0x2000, 3, 0), CAPS(TEST_VSPACE),
           INVALID_ARG(0) });
}

TEST(s3_5_moved_frame_stays_mapped)
{
    seL4_CPtr frame = make_frame();
    seL4_CPtr slot = test_slot();
    volatile uint64_t *word = map_at(frame, MAP_WINDOW, seL4_ReadWrite);

    *word = 1;
    CHECK_OK(seL4_CNode_Move(TEST_CNODE, slot, 64, TEST_CNODE, frame, 64));
    CHECK_EQ(*word, 1);
    WALK({ "mapped", slot, RISCVPageMap, WORDS(MAP_WINDOW + 0x2000, 3, 0),
           CAPS(TEST_VSPACE), INVALID_ARG(0) });
}

TEST(s3_5_other_types_are_copied_as_they_are)
{
    const struct {
        const char *what;
        seL4_CPtr cap;
        enum cap_type type;
    } rows[] = {
        { "endpoint", make_endpoint(), CAP_ENDPOINT },
        { "notification", make_notification(), CAP_NOTIFICATION },
        { "CNode", make_cnode(2), CAP_CNODE },
        { "TCB", make_tcb(), CAP_TCB },
        { "SC", make_sched_context(), CAP_SCHED_CONTEXT },
        { "reply", make_reply(), CAP_REPLY },
        { "SchedControl", TEST_SCHED_CONTROL, CAP_SCHED_CONTROL },
        { "domain", TEST_DOMAIN, CAP_DOMAIN },
        { "IRQ handler", test_irq_handler(TEST_RTC_IRQ), CAP_IRQ_HANDLER },
        { "ASID control", TEST_ASID_CONTROL, CAP_ASID_CONTROL },
        { "ASID pool", TEST_ASID_POOL, CAP_ASID_POOL },
        { "frame", make_frame(), CAP_FRAME },
        { "untyped", make_untyped(4), CAP_UNTYPED },
    };

    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        seL4_CPtr slot = test_slot();

        ROW_EQ(rows[i].what,
               seL4_CNode_Copy(TEST_CNODE, slot, 64, TEST_CNODE, rows[i].cap,
                               64, seL4_NoRights),
               seL4_NoError);
        ROW_EQ(rows[i].what, cap_type(slot), rows[i].type);
        ROW_EQ(rows[i].what, cap_type(rows[i].cap), rows[i].type);
    }
}
