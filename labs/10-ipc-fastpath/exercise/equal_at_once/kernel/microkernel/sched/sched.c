/* SPDX-License-Identifier: MIT */
/* Exercise, mutant equal_at_once: who is woken by an equal runs
   at once. */

static bool runs_at_once(struct tcb *t, struct tcb *was)
{
    if (t->priority < was->priority && !sched_is_highest(t->priority)) {
        ready_push_front(t);
        return false;
    }
    return true;
}
