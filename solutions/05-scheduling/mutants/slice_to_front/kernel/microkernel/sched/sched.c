/* SPDX-License-Identifier: MIT */
/* Mutant slice_to_front: after its slice a thread stays in front. */

static void end_timeslice(bool may_fault)
{
    struct tcb *t = ks.current;
    struct sched_context *sc = t->sc;

    if (may_fault && sc->period != 0 && fault_has_timeout_handler(t))
        fault_raise_timeout(t);
    else if (refill_usable(sc))
        ready_push_front(t);
    else
        sched_postpone(t);
    sched_reschedule();
    ks.reprogram = true;
}
