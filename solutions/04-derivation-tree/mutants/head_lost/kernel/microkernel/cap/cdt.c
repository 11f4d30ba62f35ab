/* SPDX-License-Identifier: MIT */
/* Mutant head_lost: the next of a family does not become its head. */

void cdt_remove(struct cte *slot)
{
    struct cte *next = cdt_next(slot);

    if (slot->prev)
        set_next(slot->prev, next);
    if (next) {
        next->prev = slot->prev;
    }
    *slot = (struct cte){ 0 };
}
