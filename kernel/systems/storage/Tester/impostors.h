/* SPDX-License-Identifier: MIT
 *
 * Impostors: objects of all kinds, to be handed over where a frame or a CNode
 * with frames is wanted.
 */
#pragma once

#include <sel4/sel4.h>

/* The order of their slots. */
enum {
    IMPOSTOR_ENDPOINT,
    IMPOSTOR_THREAD,
    IMPOSTOR_TABLE,
    IMPOSTOR_LARGE_PAGE,
    IMPOSTOR_CNODE, /* an empty one, of IMPOSTOR_CNODE_BITS */
    IMPOSTORS
};

enum { IMPOSTOR_CNODE_BITS = 4 };

/**
 * Makes one of each, in slots that follow one another; they stay.
 *
 * @return the first of the slots; seL4_CapNull: there was no memory for them
 */
seL4_CPtr impostors_make(void);
