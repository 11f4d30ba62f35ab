/* SPDX-License-Identifier: MIT */
/* Mutant release_overtakes: who comes later stands before its equals. */

static void release_insert(struct tcb *t)
{
    ticks_t due = refill_head(t->sc)->time;
    struct tcb *prev = NULL;
    struct tcb *next = ks.release;

    while (next && refill_head(next->sc)->time < due) {
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
