/* SPDX-License-Identifier: MIT */
/* Mutant inner_forgotten: what lies in an inner CNode is left where it is. */

static void empty_inner(struct cte *slot)
{
    if (!cap_is(slot->cap, CAP_NULL) && !dissolve(slot))
        cdt_remove(slot);
}
