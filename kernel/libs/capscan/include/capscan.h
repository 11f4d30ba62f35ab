/* SPDX-License-Identifier: MIT
 *
 * What a CNode holds, as text for people.
 *
 *          1          CNode
 *          2          page table
 *          5..12      untyped
 *
 * Slots in a row with capabilities of one type share a line; empty ones have
 * none. A debug kernel tells the type of a capability that the caller can
 * name: those of its own CNode. Of another CNode, each capability is copied
 * to a spare slot, where it can be named, for as long as that takes; of one
 * that cannot be copied it is said that it is there, and so it is of all in a
 * release build, whose kernel tells no types.
 *
 * Nothing in the CNode is changed.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <sel4/sel4.h>

/* Types of capabilities: the numbers of seL4_DebugCapIdentify, and these. */
enum capscan_type {
    CAPSCAN_EMPTY = 0,
    CAPSCAN_UNTYPED = 2,
    CAPSCAN_SOMETHING = 64, /* not empty, and no more is known */
};

struct capscan {
    seL4_CPtr cnode; /* that is looked at */
    uint32_t slots;  /* it has */
    seL4_CPtr own;   /* the caller's own CNode: the same, or else */
    seL4_CPtr spare; /* an empty slot of the caller's own */
};

/**
 * @return the type of what is in a slot; CAPSCAN_EMPTY also if the CNode has
 *         no such slot
 */
unsigned capscan_identify(const struct capscan *scan, uint32_t slot);

/**
 * Writes whole lines about the slots from `first` on, as many as fit.
 *
 * @param text  receives them and a NUL; at least 64 bytes
 * @return the slot to go on from; 0: that was all
 */
uint32_t capscan_text(const struct capscan *scan, uint32_t first, char *text,
                      size_t size);
