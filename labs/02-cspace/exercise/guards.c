/* SPDX-License-Identifier: MIT */
/*
 * Lab 02, exercise: a test of the guard that Mint puts on a CNode capability.
 *
 * Write it so that it passes on the reference kernel and fails on each of three
 * others, in which CNode_Mint handles guards wrongly:
 *
 *     guard_bits_kept    bits of the guard above its size stay in it
 *     size_unchecked     guard and radix may be more than 64 bits together
 *     zero_keeps_guard   minting with the word 0 leaves the old guard
 *
 * Judge with CHECK, CHECK_EQ and CHECK_OK (proctor.h); look.h has functions
 * that make CNodes and look things up. `make grade` runs the test.
 */
#include "look.h"

TEST(guard_of_a_copy)
{
    seL4_CPtr cnode = make_cnode(3);
    seL4_CPtr root = guarded(cnode, 5, 4);

    CHECK_OK(seL4_CNode_Delete(root, 5 << 3 | 1, 7));
}
