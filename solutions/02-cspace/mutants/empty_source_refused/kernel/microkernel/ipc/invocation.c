/* SPDX-License-Identifier: MIT */
/* Mutant empty_source_refused: the look-up itself refuses an empty source. */

error_t inv_lookup_slot(struct cap root, word_t index, word_t depth,
                        bool is_source, struct cte **slot)
{
    struct resolution res;

    if (!cap_is(root, CAP_CNODE))
        return error_lookup(is_source,
                            (struct lookup_failure){ LOOKUP_INVALID_ROOT });
    if (depth < 1 || depth > WORD_BITS)
        return error_range(1, WORD_BITS);
    res = cspace_resolve(root, index, depth);
    if (!res.slot)
        return error_lookup(is_source, ks.error.lookup);
    if (res.bits_left)
        return error_lookup(
            is_source,
            (struct lookup_failure){ LOOKUP_DEPTH_MISMATCH, res.bits_left, 0 });
    if (is_source && cap_is(res.slot->cap, CAP_NULL))
        return error_lookup(true,
                            (struct lookup_failure){ LOOKUP_MISSING_CAPABILITY,
                                                     res.bits_left });
    *slot = res.slot;
    return OK;
}
