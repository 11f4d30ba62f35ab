/* SPDX-License-Identifier: MIT */
/* Mutant queued_starts_over: a queued faulter starts over. */

static void release_thread(struct tcb *t)
{
    endpoint_dequeue(t);
    reply_detach(t);
    t->fault.type = FAULT_NONE;
    tcb_set_state(t, STATE_RESTART);
    refill_wake_sporadic(t->sc);
    sched_wake(t);
}
