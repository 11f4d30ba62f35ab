/* SPDX-License-Identifier: MIT */
/* Mutant remove_half: the entry behind a removed one still points to it. */

void cdt_remove(struct cte *slot)
{
    struct cte *next = cdt_next(slot);

    if (slot->prev)
        set_next(slot->prev, next);
    if (next) {
        next->next_flags |= slot->next_flags & CDT_HEAD;
    }
    *slot = (struct cte){ 0 };
}
