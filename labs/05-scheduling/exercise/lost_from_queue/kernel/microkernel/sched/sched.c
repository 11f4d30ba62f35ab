/* SPDX-License-Identifier: MIT */
/* Exercise mutant lost_from_queue: a thread that was ready is in no queue
   afterwards. */

void sched_set_priority(struct tcb *t, uint8_t priority)
{
    bool requeue = t == ks.current;

    ready_remove(t);
    t->priority = priority;
    if (requeue && tcb_schedulable(t)) {
        ready_push_front(t);
        sched_reschedule();
    }
}
