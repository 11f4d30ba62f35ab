/* SPDX-License-Identifier: MIT */
/* Mutant source_flag_lost: a failure never concerns the source. */

error_t inv_lookup_slot(struct cap root, word_t index, word_t depth,
                        bool is_source, struct cte **slot)
{
    struct resolution res;

    (void)is_source;
    if (!cap_is(root, CAP_CNODE))
        return error_lookup(false,
                            (struct lookup_failure){ LOOKUP_INVALID_ROOT });
    if (depth < 1 || depth > WORD_BITS)
        return error_range(1, WORD_BITS);
    res = cspace_resolve(root, index, depth);
    if (!res.slot)
        return error_lookup(false, ks.error.lookup);
    if (res.bits_left)
        return error_lookup(
            false,
            (struct lookup_failure){ LOOKUP_DEPTH_MISMATCH, res.bits_left, 0 });
    *slot = res.slot;
    return OK;
}
