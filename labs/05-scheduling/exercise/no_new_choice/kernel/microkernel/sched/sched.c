/* SPDX-License-Identifier: MIT */
/* Exercise mutant no_new_choice: a thread that is raised above the running one
   does not run. */

void sched_set_priority(struct tcb *t, uint8_t priority)
{
    bool requeue = t->in_ready || t == ks.current;

    ready_remove(t);
    t->priority = priority;
    if (requeue && tcb_schedulable(t)) {
        ready_push_front(t);
        if (t == ks.current)
            sched_reschedule();
    }
}
