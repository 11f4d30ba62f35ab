/* SPDX-License-Identifier: MIT */
/* Mutant slot_0_kept: a CNode counts as empty when one slot is left. */

static bool dissolve(struct cte *slot)
{
    struct cap rest = cap_null();

    if (cap_is(slot->cap, CAP_FRAME))
        frame_unmap(slot->cap);
    else if (cap_is(slot->cap, CAP_ZOMBIE))
        rest = slot->cap;
    else if (cdt_is_final(slot))
        rest = finalise_object(slot->cap);

    if (cap_is(rest, CAP_NULL) || rest.remaining == 1) {
        cdt_remove(slot);
        return true;
    }
    slot->cap = rest;
    return false;
}
