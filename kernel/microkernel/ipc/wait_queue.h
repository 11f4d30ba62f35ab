/* SPDX-License-Identifier: MIT */
/*
 * The queue of threads that wait at an endpoint or a notification: by
 * priority, the highest first, first come first served among equals.
 */
#pragma once

#include "debug/assert.h"
#include "state.h"

/** Enters a thread behind all threads of its own or higher priority. */
void wait_insert(struct tcb_queue *queue, struct tcb *t);

/** The same, short for a queue that is empty. */
static inline void wait_insert_first(struct tcb_queue *queue, struct tcb *t)
{
    if (queue->head) {
        wait_insert(queue, t);
    } else {
        t->wait_next = t->wait_prev = NULL;
        queue->head = queue->tail = t;
    }
}

/** Takes the first thread, `head`, out of the queue. */
static inline void wait_remove_first(struct tcb_queue *queue, struct tcb *head)
{
    struct tcb *next = head->wait_next;

    kassert(queue->head == head && !head->wait_prev);
    queue->head = next;
    if (next)
        next->wait_prev = NULL;
    else
        queue->tail = NULL;
    head->wait_next = NULL;
}

/** Takes a thread out of the queue that it is in. */
static inline void wait_remove(struct tcb_queue *queue, struct tcb *t)
{
    kassert(t->wait_prev || queue->head == t);
    kassert(t->wait_next || queue->tail == t);
    if (t->wait_prev)
        t->wait_prev->wait_next = t->wait_next;
    else
        queue->head = t->wait_next;
    if (t->wait_next)
        t->wait_next->wait_prev = t->wait_prev;
    else
        queue->tail = t->wait_prev;
    t->wait_next = NULL;
    t->wait_prev = NULL;
}
