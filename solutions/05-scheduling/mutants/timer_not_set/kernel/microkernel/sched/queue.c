/* SPDX-License-Identifier: MIT */
/* Mutant timer_not_set: the timer stands for a thread that has left. */

void release_remove(struct tcb *t)
{
    if (!t->in_release)
        return;
    t->in_release = false;
    if (t->sched_prev)
        t->sched_prev->sched_next = t->sched_next;
    else
        ks.release = t->sched_next;
    if (t->sched_next)
        t->sched_next->sched_prev = t->sched_prev;
}
