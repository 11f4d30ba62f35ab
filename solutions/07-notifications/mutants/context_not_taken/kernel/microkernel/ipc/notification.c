/* SPDX-License-Identifier: MIT */
/* Mutant context_not_taken: the pending word comes without the context. */

static void take(struct notification *n, struct tcb *t)
{
    tcb_set_reg(t, REG_BADGE, n->word);
    n->active = false;
    n->word = 0;
}
