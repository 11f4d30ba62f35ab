/* SPDX-License-Identifier: MIT */
/*
 * The queues of runnable threads.
 *
 * Ready queues: a domain's ready threads of one priority are a *level*, a
 * circular list known by its first thread; the last one is the first one's
 * predecessor. The first threads of a domain's levels are a list themselves,
 * the highest priority first. The running thread is in no queue.
 *
 *     ks.ready[domain] -> A (200) <-> B <-> C      the circle closes: C <-> A
 *                         |
 *                         D (100)
 *                         |
 *                         E (50)  <-> F
 *
 * So whoever is next stands in one word, which is also all that a switch along
 * a call looks at. To enter a queue takes a step for each level above: few, for
 * threads at many priorities are seldom ready all at once, and never more than
 * 255. An array of 256 queues for each of 16 domains would take 32 KiB.
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

/* What points to the first thread of a level. */
static struct tcb **level_link(struct tcb *first)
{
    return first->level_prev ? &first->level_prev->level_next
                             : &ks.ready[first->domain];
}

static bool is_first(struct tcb *t)
{
    return t->level_prev || ks.ready[t->domain] == t;
}

/* Gives the place of `old` in the list of levels to `t`. */
static void replace_first(struct tcb *old, struct tcb *t)
{
    *level_link(old) = t;
    if (old->level_next)
        old->level_next->level_prev = t;
    t->level_prev = old->level_prev;
    t->level_next = old->level_next;
    old->level_prev = old->level_next = NULL;
}

static void add_level(struct tcb *t, struct tcb *above, struct tcb *below)
{
    t->sched_next = t->sched_prev = t;
    t->level_prev = above;
    t->level_next = below;
    *level_link(t) = t;
    if (below)
        below->level_prev = t;
}

static void remove_level(struct tcb *t)
{
    *level_link(t) = t->level_next;
    if (t->level_next)
        t->level_next->level_prev = t->level_prev;
    t->level_prev = t->level_next = NULL;
}

/* Links t in front of the first thread: as the last one of the circle. */
static void join_level(struct tcb *t, struct tcb *first)
{
    t->sched_next = first;
    t->sched_prev = first->sched_prev;
    first->sched_prev->sched_next = t;
    first->sched_prev = t;
}

static void ready_insert(struct tcb *t, bool front)
{
    struct tcb *above = NULL;
    struct tcb *level = ks.ready[t->domain];

    if (t->in_ready)
        return;
    kassert(!t->in_release);
    t->in_ready = true;
    while (level && level->priority > t->priority) {
        above = level;
        level = level->level_next;
    }
    if (!level || level->priority < t->priority) {
        add_level(t, above, level);
        return;
    }
    join_level(t, level);
    if (front)
        replace_first(level, t);
}

void ready_push_back(struct tcb *t)
{
    ready_insert(t, false);
}

void ready_push_front(struct tcb *t)
{
    ready_insert(t, true);
}

void ready_remove(struct tcb *t)
{
    if (!t->in_ready)
        return;
    t->in_ready = false;
    if (t->sched_next == t) {
        remove_level(t);
        return;
    }
    if (is_first(t))
        replace_first(t, t->sched_next);
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
