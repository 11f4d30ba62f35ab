/* SPDX-License-Identifier: MIT */
/* Exercise, mutant equal_to_the_front: who is woken by an equal
   runs before those that were ready. */

static bool runs_at_once(struct tcb *t, struct tcb *was)
{
    if (t->priority < was->priority && !sched_is_highest(t->priority)) {
        ready_push_front(t);
        return false;
    }
    if (tcb_schedulable(was) && t->priority == was->priority) {
        ready_push_front(t);
        return false;
    }
    return true;
}
