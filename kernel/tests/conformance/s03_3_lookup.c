/* SPDX-License-Identifier: MIT */
/*
 * Section 3.3: how the address of a slot is resolved, and every way in which
 * that can fail, with the words of the failure.
 *
 * The test's CNode (TEST_CNODE) has radix 10 and a guard of 54 bits 0.
 */
#include "conformance.h"

TEST(s3_3_depth_mismatch)
{
    WALK({ "depth one bit short", TEST_CNODE, CNodeDelete, WORDS(500, 63),
           NO_CAPS, FAILED_LOOKUP(0, seL4_DepthMismatch, 63, 64) });
}
