/* SPDX-License-Identifier: MIT */
/*
 * Lab 03, exercise: a test of the place where Retype puts what it makes.
 *
 * Write it so that it passes on the reference kernel and fails on each of three
 * others, in which Untyped_Retype finds its destination in a wrong way:
 *
 *     index_not_heeded     always in the CNode that was passed
 *     callers_own_space    index and depth are looked up in the caller's CSpace
 *     other_type_accepted  an index that leads to no CNode is not refused
 *
 * Judge with CHECK, CHECK_EQ and CHECK_OK (proctor.h); memory.h makes
 * untypeds. `make grade` runs the test.
 */
#include "memory.h"

TEST(destination_of_objects)
{
    seL4_CPtr untyped = make_untyped(PAGE_BITS);
    seL4_CPtr slot = test_slot();

    CHECK_OK(seL4_Untyped_Retype(untyped, seL4_EndpointObject, 0, TEST_CNODE, 0,
                                 0, slot, 1));
    CHECK(is_filled(slot));
}
