/* SPDX-License-Identifier: MIT */
/* Mutant frame_last_only: only the last capability of a frame takes its mapping
   along. */

static bool dissolve(struct cte *slot)
{
    struct cap rest = cap_null();

    if (cap_is(slot->cap, CAP_FRAME) && cdt_is_final(slot))
        frame_unmap(slot->cap);
    else if (cap_is(slot->cap, CAP_ZOMBIE))
        rest = slot->cap;
    else if (cdt_is_final(slot))
        rest = finalise_object(slot->cap);

    if (cap_is(rest, CAP_NULL) || rest.remaining == 0) {
        cdt_remove(slot);
        return true;
    }
    slot->cap = rest;
    return false;
}
