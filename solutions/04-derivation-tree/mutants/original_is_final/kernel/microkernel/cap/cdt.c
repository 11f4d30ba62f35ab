/* SPDX-License-Identifier: MIT */
/* Mutant original_is_final: an object goes with its first capability. */

bool cdt_is_final(const struct cte *slot)
{
    const struct cte *next = cdt_next(slot);

    if (cdt_is_orig(slot))
        return true;
    if (slot->prev && cap_same_object(slot->prev->cap, slot->cap))
        return false;
    return !next || !cap_same_object(slot->cap, next->cap);
}
