/* SPDX-License-Identifier: MIT */
/* Mutant first_kept: the first thread of a level stays its first. */

void ready_remove(struct tcb *t)
{
    if (!t->in_ready)
        return;
    t->in_ready = false;
    if (t->sched_next == t) {
        remove_level(t);
        return;
    }
    (void)is_first;
    t->sched_next->sched_prev = t->sched_prev;
    t->sched_prev->sched_next = t->sched_next;
}
