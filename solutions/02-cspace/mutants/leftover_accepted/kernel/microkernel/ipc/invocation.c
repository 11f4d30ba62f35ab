/* SPDX-License-Identifier: MIT */
/* Mutant leftover_accepted: bits left over are no failure for a slot. */

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
    *slot = res.slot;
    return OK;
}
