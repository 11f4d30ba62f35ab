/* SPDX-License-Identifier: MIT */
/* Mutant level_stale: an empty level stays in the list. */

void ready_remove(struct tcb *t)
{
    if (!t->in_ready)
        return;
    t->in_ready = false;
    if (t->sched_next == t) {
        t->sched_next = t->sched_prev = t; /* and there it stays */
        (void)remove_level;
        return;
    }
    if (is_first(t))
        replace_first(t, t->sched_next);
    t->sched_next->sched_prev = t->sched_prev;
    t->sched_prev->sched_next = t->sched_next;
}
