/* SPDX-License-Identifier: MIT */
/* Mutant move_half: the entry before a moved one still points to its old slot.
   */

void cdt_move(struct cte *from, struct cte *to, struct cap cap)
{
    struct cte *next = cdt_next(from);

    kassert(cap_is(to->cap, CAP_NULL));
    *to = *from;
    to->cap = cap;
    *from = (struct cte){ 0 };
    if (next)
        next->prev = to;
}
