/* SPDX-License-Identifier: MIT */
/*
 * Lab 02, exercise: a test of the guard that Mint puts on a CNode capability.
 * Delete of an empty slot succeeds exactly if the address resolves.
 */
#include "look.h"

enum { R = 3, S = 4 };

/* Mints a copy of a CNode's capability into a new slot; returns the error. */
static seL4_Error mint(seL4_CPtr *slot, seL4_CPtr cnode, seL4_Word data)
{
    *slot = test_slot();
    return seL4_CNode_Mint(TEST_CNODE, *slot, DEPTH, TEST_CNODE, cnode, DEPTH,
                           seL4_AllRights, data);
}

TEST(guard_of_a_copy)
{
    seL4_Word guard = test_pick("guard", 1, 15);
    seL4_CPtr cnode = make_cnode(R), root, plain;

    test_step("bits of the guard above its size do not count");
    CHECK_OK(mint(&root, cnode, (guard | 1ul << S) << 6 | S));
    CHECK_OK(seL4_CNode_Delete(root, guard << R, S + R));
    CHECK_EQ(seL4_CNode_Delete(root, (guard ^ 1) << R, S + R),
             seL4_FailedLookup);

    test_step("the word 0 takes the guard away");
    CHECK_OK(mint(&plain, root, 0));
    CHECK_OK(seL4_CNode_Delete(plain, 1, R));

    test_step("guard and radix are at most 64 bits");
    CHECK_OK(mint(&root, cnode, 64 - R));
    CHECK_EQ(mint(&root, cnode, 64 - R + 1), seL4_IllegalOperation);
}
