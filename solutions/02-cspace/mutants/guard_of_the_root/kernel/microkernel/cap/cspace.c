/* SPDX-License-Identifier: MIT */
/* Mutant guard_of_the_root: every CNode is taken to have the root's guard. */

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

        if (!guard_matches(root, cptr, n))
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
