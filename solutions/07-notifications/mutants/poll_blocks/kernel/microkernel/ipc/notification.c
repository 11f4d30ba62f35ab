/* SPDX-License-Identifier: MIT */
/* Mutant poll_blocks: a poll that finds nothing waits. */

void notification_receive(struct notification *n, struct tcb *t, bool blocking)
{
    (void)blocking;
    if (n->active) {
        take(n, t);
        refill_wake_sporadic(t->sc);
    } else {
        t->waiting_on.notification = n;
        tcb_set_state(t, STATE_BLOCKED_ON_NOTIFICATION);
        wait_insert(&n->waiters, t);
        notification_return_context(n, t);
    }
}
