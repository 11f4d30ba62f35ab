/* SPDX-License-Identifier: MIT
 *
 * The binary heap of running timers: see timer_queue.h.
 *
 * One that is put into a place may belong further up, or further down, but
 * never both: `rise` and `sink` after each other bring it where it belongs.
 */
#include "timer_queue.h"

static void put(struct timer_queue *q, uint32_t place, struct timer *t)
{
    q->heap[place] = t;
    t->place = place;
}

/* Moves a timer up while its parent ends later. */
static void rise(struct timer_queue *q, struct timer *t)
{
    uint32_t at = t->place;

    for (; at > 1 && q->heap[at / 2]->deadline > t->deadline; at /= 2)
        put(q, at, q->heap[at / 2]);
    put(q, at, t);
}

/* The child that ends first; there is at least one. */
static uint32_t first_child(const struct timer_queue *q, uint32_t place)
{
    uint32_t left = 2 * place;

    if (left < q->count &&
        q->heap[left + 1]->deadline < q->heap[left]->deadline)
        return left + 1;
    return left;
}

/* Moves a timer down while a child of its place ends earlier. */
static void sink(struct timer_queue *q, struct timer *t)
{
    uint32_t at = t->place;

    while (2 * at <= q->count) {
        uint32_t child = first_child(q, at);

        if (q->heap[child]->deadline >= t->deadline)
            break;
        put(q, at, q->heap[child]);
        at = child;
    }
    put(q, at, t);
}

void timer_queue_init(struct timer_queue *queue, struct timer **heap)
{
    queue->heap = heap;
    queue->count = 0;
}

void timer_queue_start(struct timer_queue *queue, struct timer *timer,
                       uint64_t deadline, uint64_t period)
{
    if (!timer->place)
        put(queue, ++queue->count, timer);
    timer->deadline = deadline;
    timer->period = period;
    rise(queue, timer);
    sink(queue, timer);
}

void timer_queue_stop(struct timer_queue *queue, struct timer *timer)
{
    struct timer *last;

    if (!timer->place)
        return;
    last = queue->heap[queue->count--];
    if (last != timer) {
        put(queue, timer->place, last);
        rise(queue, last);
        sink(queue, last);
    }
    timer->place = 0;
}

bool timer_queue_first(const struct timer_queue *queue, uint64_t *deadline)
{
    if (queue->count == 0)
        return false;
    *deadline = queue->heap[1]->deadline;
    return true;
}

struct timer *timer_queue_take(struct timer_queue *queue, uint64_t now)
{
    struct timer *first;
    uint64_t missed;

    if (queue->count == 0 || queue->heap[1]->deadline > now)
        return NULL;
    first = queue->heap[1];
    if (!first->period) {
        timer_queue_stop(queue, first);
        return first;
    }
    missed = (now - first->deadline) / first->period;
    timer_queue_start(queue, first,
                      first->deadline + (missed + 1) * first->period,
                      first->period);
    return first;
}
