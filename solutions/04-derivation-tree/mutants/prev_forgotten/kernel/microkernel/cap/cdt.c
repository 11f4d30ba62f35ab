/* SPDX-License-Identifier: MIT */
/* Mutant prev_forgotten: the entry behind a new one still points to the one
   before. */

static void insert_after(struct cte *slot, struct cap cap, struct cte *prev,
                         word_t flags)
{
    struct cte *next = prev ? cdt_next(prev) : NULL;

    kassert(cap_is(slot->cap, CAP_NULL));
    slot->cap = cap;
    slot->prev = prev;
    slot->next_flags = (word_t)next | flags;
    if (prev)
        set_next(prev, slot);
}
