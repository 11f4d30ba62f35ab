/* SPDX-License-Identifier: MIT */
/*
 * Capability spaces: from an address to a slot.
 *
 * A capability space is a tree of CNodes. An address is read from its most
 * significant bit down: at each CNode first the guard, a bit string that must
 * be equal, then `radix` bits that index the CNode's slots. If bits are left
 * and the slot holds another CNode, the walk goes on there.
 *
 *     n bits of the address left
 *     | guard (s bits) | index (r bits) |  n - s - r bits left |
 *
 * Four things can go wrong, each with the bits that were left at that point:
 * the root is no CNode; the guard differs or is longer than what is left; the
 * CNode resolves more bits than are left. Finding an empty slot is no failure.
 *
 * Source: seL4 Reference Manual, "Capability Address Lookup".
 */
#include "cap/cspace.h"
#include "state.h"

/* Whether the top `s` of the `n` low bits of cptr are the CNode's guard. */
static bool guard_matches(struct cap cnode, word_t cptr, word_t n)
{
    word_t s = cnode.guard_size;

    if (s == 0)
        return true;
    return s <= n && ((cptr >> (n - s)) & MASK(s)) == cnode.guard;
}

static struct resolution failed(struct lookup_failure failure)
{
    ks.error.lookup = failure;
    return (struct resolution){ .slot = NULL };
}

struct resolution cspace_resolve(struct cap root, word_t cptr, word_t depth)
{
    struct cap cnode = root;
    word_t n = depth;

    if (!cap_is(root, CAP_CNODE))
        return failed((struct lookup_failure){ LOOKUP_INVALID_ROOT });

    for (;;) {
        word_t s = cnode.guard_size;
        word_t r = cnode.size_bits;
        struct cte *slot;

        if (!guard_matches(cnode, cptr, n))
            return failed((struct lookup_failure){ LOOKUP_GUARD_MISMATCH, n,
                                                   cnode.guard, s });
        if (r + s > n)
            return failed(
                (struct lookup_failure){ LOOKUP_DEPTH_MISMATCH, n, r + s });

        n -= r + s;
        slot = cap_cnode(cnode) + ((cptr >> n) & MASK(r));
        if (n == 0 || !cap_is(slot->cap, CAP_CNODE))
            return (struct resolution){ .slot = slot, .bits_left = n };
        cnode = slot->cap;
    }
}

struct cte *cspace_walk(const struct tcb *t, word_t cptr)
{
    return cspace_resolve(t->slots[TCB_CSPACE].cap, cptr, WORD_BITS).slot;
}

word_t cspace_failure_words(const struct lookup_failure *f, word_t *words)
{
    words[0] = f->type;
    if (f->type >= LOOKUP_MISSING_CAPABILITY)
        words[1] = f->bits_left;
    if (f->type >= LOOKUP_DEPTH_MISMATCH)
        words[2] = f->found;
    if (f->type >= LOOKUP_GUARD_MISMATCH)
        words[3] = f->guard_size;
    return f->type;
}
