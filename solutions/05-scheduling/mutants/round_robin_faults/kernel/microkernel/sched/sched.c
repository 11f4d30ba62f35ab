/* SPDX-License-Identifier: MIT */
/* Mutant round_robin_faults: a round-robin slice ends with a fault. */

static void end_timeslice(bool may_fault)
{
    struct tcb *t = ks.current;
    struct sched_context *sc = t->sc;

    if (may_fault && fault_has_timeout_handler(t))
        fault_raise_timeout(t);
    else if (refill_usable(sc))
        ready_push_back(t);
    else
        sched_postpone(t);
    sched_reschedule();
    ks.reprogram = true;
}
