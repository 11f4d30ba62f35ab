/* SPDX-License-Identifier: MIT */
/*
 * Lab 04, exercise: the reference test of CNode_Rotate.
 *
 * Guards of different sizes tell which word went to which CNode: a slot in one
 * is reached with so many bits and no others. The tree is seen by revoking
 * after a swap: children belong to the capability, not to the slot.
 */
#include "tree.h"

enum { RADIX = 4 };

static seL4_Word guard(seL4_Word bits, seL4_Word size)
{
    return seL4_CNode_CapData_new(bits, size).words[0];
}

/* Whether the CNode in `slot` has this guard: its slot 1 is empty, and can be
   deleted if it is found. */
static bool has_guard(seL4_CPtr slot, seL4_Word bits, seL4_Word size)
{
    return !seL4_CNode_Delete(slot, bits << RADIX | 1,
                              (seL4_Uint8)(size + RADIX));
}

static void three_slots(void)
{
    seL4_CPtr source = test_object(seL4_CapTableObject, RADIX);
    seL4_CPtr pivot = test_object(seL4_CapTableObject, RADIX);
    seL4_CPtr dest = test_slot();

    test_step("source to pivot, pivot to destination");
    CHECK_OK(seL4_CNode_Rotate(TEST_CNODE, dest, DEPTH, guard(5, 3), TEST_CNODE,
                               pivot, DEPTH, guard(9, 4), TEST_CNODE, source,
                               DEPTH));
    CHECK(!is_filled(source));
    CHECK_MSG(has_guard(dest, 5, 3), "the destination has another guard");
    CHECK_MSG(has_guard(pivot, 9, 4), "the pivot has another guard");
}

static void two_slots(void)
{
    seL4_CPtr thread = test_object(seL4_TCBObject, 0);
    seL4_CPtr reply = test_object(seL4_ReplyObject, 0);
    seL4_CPtr thread_copy = copy_of(thread), reply_copy = copy_of(reply);

    test_step("two change places");
    CHECK_OK(swap(thread, reply));
    test_step("revoke what was moved");
    test_revoke(thread);
    CHECK(!is_filled(reply_copy));
    CHECK(is_filled(thread_copy));
    test_revoke(reply);
    CHECK(!is_filled(thread_copy));
}

TEST(places_after_rotate)
{
    three_slots();
    two_slots();
}
