/* SPDX-License-Identifier: MIT */
/*
 * The queues of runnable threads.
 *
 * Ready queues: one per domain and priority, a circular list known by its
 * first thread; the last one is the first one's predecessor. A bit per queue
 * says that it is not empty, and a bit per 64 of these that one of them is
 * set: the highest queue is found in two steps. The running thread is in no
 * queue.
 *
 * Release queue: runnable threads whose next refill lies in the future, one
 * list in the order of that time, first come first served among equals.
 *
 * Both use the same pair of links, because a thread is in at most one of them:
 * in_ready and in_release are never both set.
 */
#include "debug/assert.h"
#include "sched/refill.h"
#include "sched/sched.h"

static struct tcb **ready_list(const struct tcb *t)
{
    return &ks.ready[t->domain][t->priority];
}

static void ready_mark(const struct tcb *t)
{
    word_t number = t->priority / WORD_BITS;

    ks.ready_bits[t->domain][number] |= BIT(t->priority % WORD_BITS);
    ks.ready_words[t->domain] |= BIT(number);
}

static void ready_unmark(const struct tcb *t)
{
    word_t number = t->priority / WORD_BITS;
    word_t *word = &ks.ready_bits[t->domain][number];

    *word &= ~BIT(t->priority % WORD_BITS);
    if (*word == 0)
        ks.ready_words[t->domain] &= ~BIT(number);
}

/* Links t in front of the first thread: as the last one of the circle. */
static void ready_link(struct tcb *t)
{
    struct tcb **list = ready_list(t);
    struct tcb *first = *list;

    kassert(!t->in_release);
    t->in_ready = true;
    if (!first) {
        t->sched_next = t->sched_prev = t;
        *list = t;
        ready_mark(t);
        return;
    }
    t->sched_next = first;
    t->sched_prev = first->sched_prev;
    first->sched_prev->sched_next = t;
    first->sched_prev = t;
}

void ready_push_back(struct tcb *t)
{
    if (!t->in_ready)
        ready_link(t);
}

void ready_push_front(struct tcb *t)
{
    if (!t->in_ready) {
        ready_link(t);
        *ready_list(t) = t;
    }
}

void ready_remove(struct tcb *t)
{
    struct tcb **list = ready_list(t);

    if (!t->in_ready)
        return;
    t->in_ready = false;
    if (t->sched_next == t) {
        *list = NULL;
        ready_unmark(t);
        return;
    }
    if (*list == t)
        *list = t->sched_next;
    t->sched_next->sched_prev = t->sched_prev;
    t->sched_prev->sched_next = t->sched_next;
}

/* Enters the release queue behind every thread that is due no later. */
static void release_insert(struct tcb *t)
{
    ticks_t due = refill_head(t->sc)->time;
    struct tcb *prev = NULL;
    struct tcb *next = ks.release;

    while (next && refill_head(next->sc)->time <= due) {
        prev = next;
        next = next->sched_next;
    }
    t->in_release = true;
    t->sched_prev = prev;
    t->sched_next = next;
    if (prev)
        prev->sched_next = t;
    else
        ks.release = t;
    if (next)
        next->sched_prev = t;
}

void release_remove(struct tcb *t)
{
    if (!t->in_release)
        return;
    t->in_release = false;
    if (t->sched_prev) {
        t->sched_prev->sched_next = t->sched_next;
    } else {
        ks.release = t->sched_next;
        ks.reprogram = true;
    }
    if (t->sched_next)
        t->sched_next->sched_prev = t->sched_prev;
}

void sched_postpone(struct tcb *t)
{
    ready_remove(t);
    release_insert(t);
    ks.reprogram = true;
}

void sched_make_ready(struct sched_context *sc)
{
    struct tcb *t = sc->tcb;

    if (t && tcb_schedulable(t) && !refill_usable(sc))
        sched_postpone(t);
}
