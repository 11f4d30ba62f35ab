/* SPDX-License-Identifier: MIT */
/* Mutant one_space: all address spaces count as the same one. */

static inline bool same_vspace(const struct tcb *a, const struct tcb *b)
{
    struct cap x = a->slots[TCB_VSPACE].cap;
    struct cap y = b->slots[TCB_VSPACE].cap;

    return cap_is(x, CAP_PAGE_TABLE) && cap_is(y, CAP_PAGE_TABLE);
}
