/* SPDX-License-Identifier: MIT */
/* Mutant copy_is_parent: a copy is taken for the parent of what follows it. */

bool cdt_is_parent(const struct cte *a, const struct cte *b)
{
    if (!cap_same_region(a->cap, b->cap))
        return false;
    if (cap_is(a->cap, CAP_ENDPOINT) || cap_is(a->cap, CAP_NOTIFICATION))
        return a->cap.badge == 0 ||
               (a->cap.badge == b->cap.badge && !cdt_is_head(b));
    return true;
}
