/* SPDX-License-Identifier: MIT */
/* Mutant any_block_wakes: a signal wakes the bound thread out of a call. */

void notification_signal(struct notification *n, word_t badge)
{
    struct tcb *waiter = n->waiters.head;
    struct tcb *bound = n->bound_tcb;

    if (n->active) {
        n->word |= badge;
    } else if (waiter) {
        notification_cancel_wait(waiter);
        deliver(n, waiter, badge);
    } else if (bound && tcb_blocked(bound)) {
        tcb_cancel_ipc(bound);
        deliver(n, bound, badge);
    } else {
        n->active = true;
        n->word = badge;
    }
}
