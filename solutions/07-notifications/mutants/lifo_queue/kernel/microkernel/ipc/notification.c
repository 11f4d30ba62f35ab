/* SPDX-License-Identifier: MIT */
/* Mutant lifo_queue: waiters queue up at the front. */

/* A new waiter goes to the front of the queue. */
static void push_front(struct tcb_queue *queue, struct tcb *t)
{
    t->wait_prev = NULL;
    t->wait_next = queue->head;
    if (queue->head)
        queue->head->wait_prev = t;
    else
        queue->tail = t;
    queue->head = t;
}

void notification_receive(struct notification *n, struct tcb *t, bool blocking)
{
    if (n->active) {
        take(n, t);
        refill_wake_sporadic(t->sc);
    } else if (blocking) {
        t->waiting_on.notification = n;
        tcb_set_state(t, STATE_BLOCKED_ON_NOTIFICATION);
        push_front(&n->waiters, t);
        notification_return_context(n, t);
    } else {
        tcb_set_reg(t, REG_BADGE, 0);
    }
}
