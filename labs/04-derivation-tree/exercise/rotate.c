/* SPDX-License-Identifier: MIT */
/*
 * Lab 04, exercise: a test of CNode_Rotate.
 *
 * The method moves the capability of the source to the pivot, and that of the
 * pivot to the destination; if source and destination are one slot, the two
 * change places. Each gets a data word: CNodes have their guard from it. Write
 * a test that returns on a kernel that does so, and fails on each of three
 * kernels that do not. `tree.h` has what the lab's tests use; judge with CHECK,
 * CHECK_MSG, CHECK_EQ and CHECK_OK.
 */
#include "tree.h"

TEST(places_after_rotate)
{
    test_step("still to be written");
}
