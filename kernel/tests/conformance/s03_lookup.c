/* SPDX-License-Identifier: MIT */
/*
 * Section 3.3: how the address of a slot is resolved, and every way in which
 * that can fail, with the words of the failure.
 *
 * Delete of an empty slot succeeds, so it shows a lookup and nothing else. The
 * test's CNode (TEST_CNODE) has radix 10 and a guard of 54 bits 0.
 */
#include "conformance.h"

#define DELETE(what, cnode, index, depth, ...)                              \
    {                                                                       \
        what, cnode, CNodeDelete, WORDS(index, depth), NO_CAPS, __VA_ARGS__ \
    }

/* A CNode of radix 3 whose capability has the guard 5 of 4 bits. */
static seL4_CPtr guarded_cnode(void)
{
    return test_mint(make_cnode(3), seL4_AllRights, guard_word(5, 4));
}

TEST(s3_3_depth_mismatch)
{
    WALK(DELETE("one bit short", TEST_CNODE, 500, 63,
                FAILED_LOOKUP(0, seL4_DepthMismatch, 63, 64)),
         DELETE("55 bits", TEST_CNODE, 1, 55,
                FAILED_LOOKUP(0, seL4_DepthMismatch, 55, 64)));
}

TEST(s3_3_guard_mismatch)
{
    WALK(DELETE("bit 40", TEST_CNODE, 1ul << 40, 64,
                FAILED_LOOKUP(0, seL4_GuardMismatch, 64, 0, 54)),
         DELETE("bit 10, the guard's lowest", TEST_CNODE, 1ul << 10, 64,
                FAILED_LOOKUP(0, seL4_GuardMismatch, 64, 0, 54)),
         DELETE("bit 63, the guard's highest", TEST_CNODE, 1ul << 63, 64,
                FAILED_LOOKUP(0, seL4_GuardMismatch, 64, 0, 54)),
         DELETE("guard longer than the depth", TEST_CNODE, 0, 53,
                FAILED_LOOKUP(0, seL4_GuardMismatch, 53, 0, 54)),
         DELETE("one bit", TEST_CNODE, 0, 1,
                FAILED_LOOKUP(0, seL4_GuardMismatch, 1, 0, 54)));
}

TEST(s3_3_guard_of_a_smaller_cnode)
{
    seL4_CPtr cnode = guarded_cnode();

    WALK(DELETE("right", cnode, 5 << 3 | 6, 7, SUCCEEDS),
         DELETE("wrong guard", cnode, 4 << 3 | 6, 7,
                FAILED_LOOKUP(0, seL4_GuardMismatch, 7, 5, 4)),
         DELETE("depth of the radix alone", cnode, 6, 3,
                FAILED_LOOKUP(0, seL4_GuardMismatch, 3, 5, 4)),
         DELETE("guard fits, radix does not", cnode, 5 << 2, 6,
                FAILED_LOOKUP(0, seL4_DepthMismatch, 6, 7)),
         DELETE("guard alone", cnode, 5, 4,
                FAILED_LOOKUP(0, seL4_DepthMismatch, 4, 7)),
         DELETE("wrong guard comes before the radix", cnode, 4 << 2, 6,
                FAILED_LOOKUP(0, seL4_GuardMismatch, 6, 5, 4)));
}

TEST(s3_3_no_guard)
{
    seL4_CPtr cnode = make_cnode(3);

    WALK(DELETE("last slot", cnode, 7, 3, SUCCEEDS),
         DELETE("two bits", cnode, 3, 2,
                FAILED_LOOKUP(0, seL4_DepthMismatch, 2, 3)),
         DELETE("one bit", cnode, 1, 1,
                FAILED_LOOKUP(0, seL4_DepthMismatch, 1, 3)));
}

TEST(s3_3_bits_above_the_depth_are_ignored)
{
    seL4_CPtr cnode = guarded_cnode();
    seL4_CPtr plain = make_cnode(3);

    WALK(DELETE("guarded", cnode, ~0ul << 7 | 5 << 3 | 1, 7, SUCCEEDS),
         DELETE("not guarded", plain, ~0ul, 3, SUCCEEDS));
}

TEST(s3_3_depth_is_1_to_64)
{
    seL4_CPtr cnode = make_cnode(3);

    WALK(DELETE("0", cnode, 0, 0, RANGE(1, 64)),
         DELETE("65", cnode, 0, 65, RANGE(1, 64)),
         DELETE("128", cnode, 0, 128, RANGE(1, 64)),
         DELETE("256 + 3: a full word counts", cnode, 0, 259, RANGE(1, 64)),
         DELETE("2^32 + 3", cnode, 0, (1ul << 32) + 3, RANGE(1, 64)),
         DELETE("2^63", cnode, 0, 1ul << 63, RANGE(1, 64)),
         DELETE("all ones", cnode, 0, ~0ul, RANGE(1, 64)));
}

TEST(s3_3_leftover_bits)
{
    seL4_CPtr cnode = make_cnode(3);

    put_into(cnode, 3, 2, make_notification());
    WALK(DELETE("behind an empty slot", cnode, 1 << 5, 8,
                FAILED_LOOKUP(0, seL4_DepthMismatch, 5, 0)),
         DELETE("behind a notification", cnode, 2 << 5, 8,
                FAILED_LOOKUP(0, seL4_DepthMismatch, 5, 0)),
         DELETE("one bit", cnode, 2 << 1, 4,
                FAILED_LOOKUP(0, seL4_DepthMismatch, 1, 0)),
         DELETE("61 bits", cnode, 2ul << 61, 64,
                FAILED_LOOKUP(0, seL4_DepthMismatch, 61, 0)));
}

TEST(s3_3_two_levels)
{
    seL4_CPtr outer = make_cnode(3);
    seL4_CPtr inner = make_cnode(4);

    put_into(outer, 3, 6, test_mint(inner, seL4_AllRights, guard_word(2, 3)));
    WALK(DELETE("slot of the inner one", outer, 6 << 7 | 2 << 4 | 15, 10,
                SUCCEEDS),
         DELETE("wrong guard inside: bits left are those there", outer,
                6 << 7 | 3 << 4 | 15, 10,
                FAILED_LOOKUP(0, seL4_GuardMismatch, 7, 2, 3)),
         DELETE("radix inside too long", outer, 6 << 6 | 2 << 3, 9,
                FAILED_LOOKUP(0, seL4_DepthMismatch, 6, 7)),
         DELETE("guard inside too long", outer, 6 << 2, 5,
                FAILED_LOOKUP(0, seL4_GuardMismatch, 2, 2, 3)),
         DELETE("leftover behind the inner one", outer,
                (6 << 7 | 2 << 4 | 1) << 2, 12,
                FAILED_LOOKUP(0, seL4_DepthMismatch, 2, 0)));
}

/* With no bits left, the slot is the one that holds the CNode itself. */
TEST(s3_3_stops_at_a_cnode_when_bits_end)
{
    seL4_CPtr outer = make_cnode(3);
    seL4_CPtr back = test_slot();

    put_into(outer, 3, 6, make_cnode(4));
    CHECK_OK(seL4_CNode_Move(TEST_CNODE, back, 64, outer, 6, 3));
    CHECK_EQ(cap_type(back), CAP_CNODE);
}

TEST(s3_3_cnode_inside_itself)
{
    seL4_CPtr cnode = make_cnode(1);
    seL4_CPtr back = test_slot();

    put_into(cnode, 1, 1, cnode);
    put_into(cnode, 1, 0, make_tcb());
    CHECK_OK(seL4_CNode_Move(TEST_CNODE, back, 64, cnode, ~1ul, 64));
    CHECK_EQ(cap_type(back), CAP_TCB);
}

TEST(s3_3_order_of_a_slot_lookup)
{
    seL4_CPtr slot = test_slot();

    WALK({ "root before depth", TEST_CNODE, CNodeMove, WORDS(slot, 64, 1, 0),
           CAPS(TEST_TCB), FAILED_LOOKUP(1, seL4_InvalidRoot) },
         { "null root", TEST_CNODE, CNodeMove, WORDS(slot, 64, 1, 64), CAPS(0),
           FAILED_LOOKUP(1, seL4_InvalidRoot) },
         { "depth before the guard", TEST_CNODE, CNodeMove,
           WORDS(slot, 64, 1ul << 40, 65), CAPS(TEST_CNODE), RANGE(1, 64) });
}

TEST(s3_3_source_flag)
{
    seL4_CPtr slot = test_slot();
    seL4_CPtr cap = make_notification();

    WALK({ "destination", TEST_CNODE, CNodeCopy, WORDS(slot, 63, cap, 64, 15),
           CAPS(TEST_CNODE), FAILED_LOOKUP(0, seL4_DepthMismatch, 63, 64) },
         { "source", TEST_CNODE, CNodeCopy, WORDS(slot, 64, cap, 63, 15),
           CAPS(TEST_CNODE), FAILED_LOOKUP(1, seL4_DepthMismatch, 63, 64) },
         { "Rotate: source", TEST_CNODE, CNodeRotate,
           WORDS(slot, 64, 0, cap, 64, 0, 5, 63), CAPS(TEST_CNODE, TEST_CNODE),
           FAILED_LOOKUP(1, seL4_DepthMismatch, 63, 64) },
         { "Rotate: pivot", TEST_CNODE, CNodeRotate,
           WORDS(slot, 64, 0, 5, 63, 0, cap, 64), CAPS(TEST_CNODE, TEST_CNODE),
           FAILED_LOOKUP(1, seL4_DepthMismatch, 63, 64) });
}

/* Every other method with a slot argument uses the same lookup. */
TEST(s3_3_slots_of_other_methods)
{
    seL4_CPtr page = make_untyped(12);

    WALK({ "Retype", TEST_UNTYPED, UntypedRetype,
           WORDS(seL4_EndpointObject, 0, 5, 63, 0, 1), CAPS(TEST_CNODE),
           FAILED_LOOKUP(0, seL4_DepthMismatch, 63, 64) },
         { "Retype, root", TEST_UNTYPED, UntypedRetype,
           WORDS(seL4_EndpointObject, 0, 5, 64, 0, 1), CAPS(TEST_TCB),
           FAILED_LOOKUP(0, seL4_InvalidRoot) },
         { "Retype, depth", TEST_UNTYPED, UntypedRetype,
           WORDS(seL4_EndpointObject, 0, 5, 65, 0, 1), CAPS(TEST_CNODE),
           RANGE(1, 64) },
         { "IRQControl Get", TEST_IRQ_CONTROL, IRQIssueIRQHandler,
           WORDS(TEST_RTC_IRQ, 5, 63), CAPS(TEST_CNODE),
           FAILED_LOOKUP(0, seL4_DepthMismatch, 63, 64) },
         { "IRQControl Get, root", TEST_IRQ_CONTROL, IRQIssueIRQHandler,
           WORDS(TEST_RTC_IRQ, 5, 64), CAPS(TEST_TCB),
           FAILED_LOOKUP(0, seL4_InvalidRoot) },
         { "MakePool", TEST_ASID_CONTROL, RISCVASIDControlMakePool,
           WORDS(5, 63), CAPS(page, TEST_CNODE),
           FAILED_LOOKUP(0, seL4_DepthMismatch, 63, 64) },
         { "MakePool, depth", TEST_ASID_CONTROL, RISCVASIDControlMakePool,
           WORDS(5, 0), CAPS(page, TEST_CNODE), RANGE(1, 64) });
}

TEST(s3_3_leftover_bits_of_a_cptr)
{
    seL4_CPtr root = enter_deep_space();
    seL4_CPtr inner = make_cnode(4);

    put_into(root, 1, 1, inner);
    put_into(inner, 4, 3, make_tcb());
    CHECK_EQ(cap_type(UPPER_HALF | 3ul << 59), CAP_TCB);
    CHECK_EQ(cap_type(UPPER_HALF | 3ul << 59 | 0x123456789abcdef), CAP_TCB);
    CHECK_EQ(cap_type(UPPER_HALF | 4ul << 59), CAP_NULL);
    WALK({ "receive path of a message aside, CPtrs may have leftover bits",
           UPPER_HALF | 3ul << 59 | 1, TCBUnbindNotification, NO_WORDS, NO_CAPS,
           ILLEGAL });
}
