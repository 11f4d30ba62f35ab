/* SPDX-License-Identifier: MIT */
/* Mutant swap_by_value: neighbours that change places point to themselves. */

void cdt_swap(struct cap cap_a, struct cte *a, struct cap cap_b, struct cte *b)
{
    struct cte hold = *a;

    *a = *b;
    *b = hold;
    a->cap = cap_b;
    b->cap = cap_a;
    if (a->prev)
        set_next(a->prev, a);
    if (cdt_next(a))
        cdt_next(a)->prev = a;
    if (b->prev)
        set_next(b->prev, b);
    if (cdt_next(b))
        cdt_next(b)->prev = b;
}
