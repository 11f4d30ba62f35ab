/* SPDX-License-Identifier: MIT */
/* Mutant lifo_queue: who waits queues up at the front. */

static void block(struct endpoint *ep, struct tcb *t, enum thread_state state)
{
    t->waiting_on.endpoint = ep;
    tcb_set_state(t, state);
    t->wait_next = ep->queue.head;
    t->wait_prev = NULL;
    if (ep->queue.head)
        ep->queue.head->wait_prev = t;
    else
        ep->queue.tail = t;
    ep->queue.head = t;
}
