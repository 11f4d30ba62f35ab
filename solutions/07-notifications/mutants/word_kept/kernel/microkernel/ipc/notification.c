/* SPDX-License-Identifier: MIT */
/* Mutant word_kept: taking the word does not make the notification idle. */

static void take(struct notification *n, struct tcb *t)
{
    tcb_set_reg(t, REG_BADGE, n->word);
    notification_lend_context(n, t);
}
