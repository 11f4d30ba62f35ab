/* SPDX-License-Identifier: MIT */
/* Mutant time_forgotten: the time that was spent is charged to nobody. */

static inline void switch_to(struct tcb *from, struct tcb *to,
                             struct sched_context *sc)
{
    trace_event(TRACE_SYSCALL, tcb_reg(from, REG_SYSCALL),
                tcb_reg(from, REG_A0), tcb_reg(from, REG_INFO));
    ks.now = clock_read();
    ks.pending = 0;
    from->sc = NULL;
    to->sc = sc;
    sc->tcb = to;
    to->state = STATE_RUNNING;
    ks.current = to;
    trace_switch();
    if (!same_vspace(from, to))
        vspace_activate(to);
    fpu_switch(to);
}
