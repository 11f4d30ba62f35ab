/* SPDX-License-Identifier: MIT */
/* Mutant left_in_queue: only the first waiter can leave the queue. */

void notification_cancel_wait(struct tcb *t)
{
    struct tcb_queue *queue = &t->waiting_on.notification->waiters;

    if (queue->head == t)
        wait_remove(queue, t);
}
