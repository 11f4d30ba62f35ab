/* SPDX-License-Identifier: MIT */
/* Mutant head_ignored: one family of a badge takes in the next. */

bool cdt_is_parent(const struct cte *a, const struct cte *b)
{
    if (!cdt_is_orig(a) || !cap_same_region(a->cap, b->cap))
        return false;
    if (cap_is(a->cap, CAP_ENDPOINT) || cap_is(a->cap, CAP_NOTIFICATION))
        return a->cap.badge == 0 || (a->cap.badge == b->cap.badge);
    return true;
}
