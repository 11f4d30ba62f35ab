/* SPDX-License-Identifier: MIT */
/* Mutant bound_badge_lost: a signal ends the bound receive without badge. */

void notification_signal(struct notification *n, word_t badge)
{
    struct tcb *waiter = n->waiters.head;
    struct tcb *bound = n->bound_tcb;

    if (n->active) {
        n->word |= badge;
    } else if (waiter) {
        notification_cancel_wait(waiter);
        deliver(n, waiter, badge);
    } else if (bound && bound->state == STATE_BLOCKED_ON_RECEIVE) {
        tcb_cancel_ipc(bound);
        deliver(n, bound, n->word);
    } else {
        n->active = true;
        n->word = badge;
    }
}
