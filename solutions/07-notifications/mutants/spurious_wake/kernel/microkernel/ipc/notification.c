/* SPDX-License-Identifier: MIT */
/* Mutant spurious_wake: a signal wakes a waiter and stays pending as well. */

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
    }
    n->word |= badge;
    n->active = !n->waiters.head;
}
