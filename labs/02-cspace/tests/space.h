/* SPDX-License-Identifier: MIT */
/*
 * A capability space of two levels, for the tests of lab 02:
 *
 *     bit 63
 *     0   53 bits 0   10 bits: the slots of the test's own CNode
 *     1   4 bits: the slots of another CNode, then 59 bits that may be
 *         anything
 *
 * A thread whose space this is can use all capabilities of the test under
 * their usual numbers. Each of its system calls now needs the full walk.
 */
#pragma once

#include "look.h"

#define UPPER_HALF (1ul << 63)

enum { UPPER_BITS = 4 };

struct space {
    seL4_CPtr root;  /* CNode of radix 1                      */
    seL4_CPtr upper; /* CNode of UPPER_BITS, without guard    */
};

static inline struct space make_space(void)
{
    struct space space = { make_cnode(1), make_cnode(UPPER_BITS) };

    put(space.root, 1, 0, guarded(TEST_CNODE, 0, 63 - TEST_CNODE_BITS));
    put(space.root, 1, 1, space.upper);
    return space;
}

/** The address of a slot of the upper half, with some bits left over. */
static inline seL4_CPtr upper(seL4_Word slot, seL4_Word left_over)
{
    return UPPER_HALF | slot << (63 - UPPER_BITS) | left_over;
}
