/* SPDX-License-Identifier: MIT */
/*
 * Lab 03, exercise: a test of the place where Retype puts what it makes.
 * An outer CNode holds an inner one in a slot, and an endpoint in another.
 */
#include "memory.h"

enum { R = 3, SLOTS = 1 << R };

/* Makes an endpoint in slot `offset` of what index and depth lead to. */
static seL4_Error make(seL4_CPtr root, seL4_Word index, seL4_Word depth,
                       seL4_Word offset)
{
    return seL4_Untyped_Retype(make_untyped(PAGE_BITS), seL4_EndpointObject, 0,
                               root, index, depth, offset, 1);
}

/* Whether slot `slot` of a CNode of 2^R slots is full: only then can it be
   copied from. */
static bool is_full(seL4_CPtr cnode, seL4_Word slot)
{
    return seL4_CNode_Copy(TEST_CNODE, test_slot(), seL4_WordBits, cnode, slot,
                           R, seL4_AllRights) == seL4_NoError;
}

TEST(destination_of_objects)
{
    seL4_CPtr outer = test_object(seL4_CapTableObject, R);
    seL4_CPtr inner = test_object(seL4_CapTableObject, R);
    seL4_Word place = test_pick("place", 1, SLOTS - 1);
    seL4_Word offset = test_pick("offset", 0, SLOTS - 2);

    CHECK_OK(seL4_CNode_Copy(outer, place, R, TEST_CNODE, inner, seL4_WordBits,
                             seL4_AllRights));

    test_step("depth 0: the CNode that was passed");
    CHECK_OK(make(outer, 0, 0, 0));
    CHECK(is_full(outer, 0));

    test_step("an index: the CNode to which it leads");
    CHECK_OK(make(outer, place, R, offset));
    CHECK(is_full(inner, offset));
    CHECK_EQ(make(outer, place, R, offset), seL4_DeleteFirst);

    test_step("an index that leads to no CNode");
    CHECK_EQ(make(outer, 0, R, SLOTS - 1), seL4_FailedLookup);
    CHECK(!is_full(inner, SLOTS - 1));
}
