/* SPDX-License-Identifier: MIT */
/* Exercise mutant back_of_queue: a thread comes behind its new equals. */

void sched_set_priority(struct tcb *t, uint8_t priority)
{
    bool requeue = t->in_ready || t == ks.current;

    ready_remove(t);
    t->priority = priority;
    if (requeue && tcb_schedulable(t)) {
        ready_push_back(t);
        sched_reschedule();
    }
}
