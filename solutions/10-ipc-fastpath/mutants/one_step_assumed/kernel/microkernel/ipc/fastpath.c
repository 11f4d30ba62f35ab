/* SPDX-License-Identifier: MIT */
/* Mutant one_step_assumed: every address is taken as the number of a slot.
   */

static inline const struct cap *find(const struct tcb *t, word_t cptr,
                                     enum cap_type type, word_t rights)
{
    struct cap root = t->slots[TCB_CSPACE].cap;
    const struct cap *cap;

    cap = &cap_cnode(root)[cptr].cap;
    return cap_allows(*cap, type, rights) ? cap : NULL;
}
