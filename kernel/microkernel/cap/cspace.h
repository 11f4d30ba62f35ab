/* SPDX-License-Identifier: MIT */
/*
 * Capability spaces: from an address to a slot. See cap/cspace.c.
 */
#pragma once

#include "cap/cap.h"

struct tcb;

/** Where a resolution ended. */
struct resolution {
    struct cte *slot;              /* NULL if it failed               */
    word_t bits_left;              /* address bits not used           */
    struct lookup_failure failure; /* why it failed; type 0 otherwise */
};

/**
 * Resolves the low `depth` bits of `cptr`, starting at the CNode `root`.
 * Stops when all bits are used or at a slot that holds no CNode.
 * \param depth  1..64
 */
struct resolution cspace_resolve(struct cap root, word_t cptr, word_t depth);

/**
 * Resolves an address in a thread's own capability space, all 64 bits. Bits
 * left over are accepted.
 * \return the slot, perhaps empty; NULL with `ks.error.lookup` set.
 */
struct cte *cspace_lookup(struct tcb *t, word_t cptr);
