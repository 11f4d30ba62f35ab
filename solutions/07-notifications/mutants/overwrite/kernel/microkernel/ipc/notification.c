/* SPDX-License-Identifier: MIT */
/* Mutant overwrite: a signal overwrites the pending word. */

void notification_signal(struct notification *n, word_t badge)
{
    struct tcb *waiter = n->waiters.head;
    struct tcb *bound = n->bound_tcb;

    if (waiter) {
        notification_cancel_wait(waiter);
        deliver(n, waiter, badge);
    } else if (bound && bound->state == STATE_BLOCKED_ON_RECEIVE) {
        tcb_cancel_ipc(bound);
        deliver(n, bound, badge);
    } else {
        n->active = true;
        n->word = badge;
    }
}
