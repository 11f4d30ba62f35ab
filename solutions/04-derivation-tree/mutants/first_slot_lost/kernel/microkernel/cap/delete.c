/* SPDX-License-Identifier: MIT */
/* Mutant first_slot_lost: a zombie is parked over what was in the first slot.
   */

static void empty_inner(struct cte *slot)
{
    while (!cap_is(slot->cap, CAP_NULL) && !dissolve(slot)) {
        struct cte *first = cap_cnode(slot->cap);

        if (first == slot)
            return;
        if (!cap_is(first->cap, CAP_NULL))
            cdt_remove(first);
        cdt_move(slot, first, slot->cap);
    }
}
