/* SPDX-License-Identifier: MIT */
/* Mutant yield_is_timeout: a Yield is reported as a timeout. */

static void end_timeslice(bool may_fault)
{
    struct tcb *t = ks.current;
    struct sched_context *sc = t->sc;

    (void)may_fault;
    if (sc->period != 0 && fault_has_timeout_handler(t))
        fault_raise_timeout(t);
    else if (refill_usable(sc))
        ready_push_back(t);
    else
        sched_postpone(t);
    sched_reschedule();
    ks.reprogram = true;
}
