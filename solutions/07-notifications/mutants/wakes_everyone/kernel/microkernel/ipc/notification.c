/* SPDX-License-Identifier: MIT */
/* Mutant wakes_everyone: one signal wakes every waiter. */

void notification_signal(struct notification *n, word_t badge)
{
    struct tcb *bound = n->bound_tcb;

    if (n->active) {
        n->word |= badge;
    } else if (n->waiters.head) {
        while (n->waiters.head) {
            struct tcb *waiter = n->waiters.head;

            notification_cancel_wait(waiter);
            deliver(n, waiter, badge);
        }
    } else if (bound && bound->state == STATE_BLOCKED_ON_RECEIVE) {
        tcb_cancel_ipc(bound);
        deliver(n, bound, badge);
    } else {
        n->active = true;
        n->word = badge;
    }
}
