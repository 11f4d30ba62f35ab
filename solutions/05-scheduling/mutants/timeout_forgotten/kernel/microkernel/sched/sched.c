/* SPDX-License-Identifier: MIT */
/* Mutant timeout_forgotten: the handler of timeouts is not asked. */

static void end_timeslice(bool may_fault)
{
    struct tcb *t = ks.current;
    struct sched_context *sc = t->sc;

    (void)may_fault;
    if (refill_usable(sc))
        ready_push_back(t);
    else
        sched_postpone(t);
    sched_reschedule();
    ks.reprogram = true;
}
