/* SPDX-License-Identifier: MIT */
/* Mutant left_in_queue: only the first thread can leave the queue. */

void endpoint_dequeue(struct tcb *t)
{
    if (t->waiting_on.endpoint->queue.head == t)
        wait_remove(&t->waiting_on.endpoint->queue, t);
    t->waiting_on.endpoint = NULL;
}
