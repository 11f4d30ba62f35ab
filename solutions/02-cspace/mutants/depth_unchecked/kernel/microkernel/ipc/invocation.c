/* SPDX-License-Identifier: MIT */
/* Mutant depth_unchecked: depths above 64 and 0 are let through. */

error_t inv_lookup_slot(struct cap root, word_t index, word_t depth,
                        bool is_source, struct cte **slot)
{
    struct resolution res;

    if (!cap_is(root, CAP_CNODE))
        return error_lookup(is_source,
                            (struct lookup_failure){ LOOKUP_INVALID_ROOT });
    if (depth == WORD_BITS + 1)
        return error_range(1, WORD_BITS);
    res = cspace_resolve(root, index, depth);
    if (!res.slot)
        return error_lookup(is_source, ks.error.lookup);
    if (res.bits_left)
        return error_lookup(
            is_source,
            (struct lookup_failure){ LOOKUP_DEPTH_MISMATCH, res.bits_left, 0 });
    *slot = res.slot;
    return OK;
}
