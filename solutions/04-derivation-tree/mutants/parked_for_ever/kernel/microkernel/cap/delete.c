/* SPDX-License-Identifier: MIT */
/* Mutant parked_for_ever: a zombie that lies in its own first slot is parked
   there again. */

static void empty_inner(struct cte *slot)
{
    while (!cap_is(slot->cap, CAP_NULL) && !dissolve(slot)) {
        struct cte *first = cap_cnode(slot->cap);

        if (cap_is(first->cap, CAP_NULL))
            cdt_move(slot, first, slot->cap);
        else
            cdt_swap(slot->cap, slot, first->cap, first);
    }
}
