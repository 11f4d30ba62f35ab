/* SPDX-License-Identifier: MIT */
/* Mutant release_lifo: the release queue is in the order of arrival. */

static void release_insert(struct tcb *t)
{
    ticks_t due = refill_head(t->sc)->time;
    struct tcb *prev = NULL;
    struct tcb *next = ks.release;

    while (next && due > 0) {
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
