/* SPDX-License-Identifier: MIT */
/*
 * Queues of waiting threads. See ipc/wait_queue.h.
 *
 * The list is searched from its tail: among threads of one priority, the usual
 * case, insertion takes one step.
 */
#include "ipc/wait_queue.h"

void wait_insert(struct tcb_queue *queue, struct tcb *t)
{
    struct tcb *prev = queue->tail;
    struct tcb *next = NULL;

    while (prev && prev->priority < t->priority) {
        next = prev;
        prev = prev->wait_prev;
    }
    t->wait_prev = prev;
    t->wait_next = next;
    if (prev)
        prev->wait_next = t;
    else
        queue->head = t;
    if (next)
        next->wait_prev = t;
    else
        queue->tail = t;
}
