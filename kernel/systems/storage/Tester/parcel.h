/* SPDX-License-Identifier: MIT
 *
 * A parcel: frames in a CNode, as packages travel, which the tester sees too.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <sel4/sel4.h>
#include <slots.h>

enum { PARCEL_PAGE = 4096 };

/** The free slots of the component's CNode. */
extern struct slots slots;

struct parcel {
    seL4_CPtr cnode; /* frames in slots 0, 1, ... */
    uint32_t bits;
    uint32_t pages;
    seL4_CPtr frames; /* the first, in the tester's own CNode */
    uint8_t *bytes;
    uint32_t batch;
};

/**
 * Makes one. What is made stays; all parcels together have 2,048 pages at most.
 *
 * @param pages  1 to 2^bits
 * @return whether there was memory for it
 */
bool parcel_make(struct parcel *p, uint32_t pages, uint32_t bits);
