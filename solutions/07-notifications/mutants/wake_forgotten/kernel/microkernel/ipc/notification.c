/* SPDX-License-Identifier: MIT */
/* Mutant wake_forgotten: the woken thread is Running but in no queue. */

static void deliver(struct notification *n, struct tcb *t, word_t badge)
{
    tcb_set_state(t, STATE_RUNNING);
    tcb_set_reg(t, REG_BADGE, badge);
    notification_lend_context(n, t);
    refill_wake_sporadic(t->sc);
}
