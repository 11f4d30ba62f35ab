/* SPDX-License-Identifier: MIT */
/* Mutant depth_before_root: the depth is judged before the root. */

error_t inv_lookup_slot(struct cap root, word_t index, word_t depth,
                        bool is_source, struct cte **slot)
{
    struct resolution res;

    if (depth < 1 || depth > WORD_BITS)
        return error_range(1, WORD_BITS);
    if (!cap_is(root, CAP_CNODE))
        return error_lookup(is_source,
                            (struct lookup_failure){ LOOKUP_INVALID_ROOT });
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
