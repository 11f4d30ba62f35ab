/* SPDX-License-Identifier: MIT */
/* Mutant memory_given_twice: an untyped keeps its memory when it is copied. */

void cdt_insert_copy(struct cte *slot, struct cap cap, struct cte *source)
{
    bool original = copy_is_original(cap, source->cap);

    insert_after(slot, cap, source, original ? CDT_FLAGS : 0);
}
