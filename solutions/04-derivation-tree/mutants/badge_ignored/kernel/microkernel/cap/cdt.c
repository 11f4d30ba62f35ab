/* SPDX-License-Identifier: MIT */
/* Mutant badge_ignored: any original of an object is parent of all that follow.
   */

bool cdt_is_parent(const struct cte *a, const struct cte *b)
{
    if (!cdt_is_orig(a) || !cap_same_region(a->cap, b->cap))
        return false;
    return true;
}
