/* SPDX-License-Identifier: MIT */
/* Mutant remove_cuts: with an entry all that follow it leave the list. */

void cdt_remove(struct cte *slot)
{
    struct cte *next = cdt_next(slot);

    if (slot->prev)
        set_next(slot->prev, NULL);
    if (next) {
        next->prev = NULL;
        next->next_flags |= slot->next_flags & CDT_HEAD;
    }
    *slot = (struct cte){ 0 };
}
