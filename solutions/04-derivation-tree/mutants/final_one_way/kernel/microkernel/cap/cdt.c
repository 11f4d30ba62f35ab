/* SPDX-License-Identifier: MIT */
/* Mutant final_one_way: only the entry before is asked. */

bool cdt_is_final(const struct cte *slot)
{
    return !slot->prev || !cap_same_object(slot->prev->cap, slot->cap);
}
