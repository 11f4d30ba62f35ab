/* SPDX-License-Identifier: MIT */
/*
 * Capability spaces: from an address to a slot. See cap/cspace.c.
 */
#pragma once

#include "object/tcb.h"

/** Where a resolution ended. */
struct resolution {
    struct cte *slot; /* NULL if it failed: see ks.error.lookup */
    word_t bits_left; /* address bits not used                  */
};

/**
 * Resolves the low `depth` bits of `cptr`, starting at the CNode `root`.
 * Stops when all bits are used or at a slot that holds no CNode.
 * \param depth  1..64
 */
struct resolution cspace_resolve(struct cap root, word_t cptr, word_t depth);

/**
 * Writes a lookup failure as words of a message, to a fault handler or to a
 * caller: its type, then what goes with that type, in the order of `struct
 * lookup_failure`. (Manual, "Lookup failure description")
 * \param words  room for LOOKUP_WORDS_MAX
 * \return how many were written: 1 to 4, which is the number of the type.
 */
word_t cspace_failure_words(const struct lookup_failure *f, word_t *words);

/**
 * Whether one step resolves a whole address, which then is the slot's number:
 * the guard is 0, and guard and index make up all 64 bits. Most spaces are of
 * this kind. Guard and radix together are 1 to 64 bits: 64 is 0 modulo 64.
 */
static inline bool cspace_is_flat(struct cap root, word_t cptr)
{
    return cap_is(root, CAP_CNODE) && root.guard == 0 &&
           cnode_resolves(root) == 0 && cptr >> cnode_radix(root) == 0;
}

/** cspace_lookup() of any space. */
struct cte *cspace_walk(const struct tcb *t, word_t cptr);

/**
 * Resolves an address in a thread's own capability space, all 64 bits. Bits
 * left over are accepted.
 * \return the slot, perhaps empty; NULL with `ks.error.lookup` set.
 */
static inline struct cte *cspace_lookup(const struct tcb *t, word_t cptr)
{
    struct cap root = t->slots[TCB_CSPACE].cap;

    return cspace_is_flat(root, cptr) ? cap_cnode(root) + cptr
                                      : cspace_walk(t, cptr);
}
