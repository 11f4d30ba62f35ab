/* SPDX-License-Identifier: MIT */
/* Mutant space_kept: the partner runs in the address space of the caller. */

static inline void switch_to(struct tcb *from, struct tcb *to,
                             struct sched_context *sc)
{
    trace_event(TRACE_SYSCALL, tcb_reg(from, REG_SYSCALL),
                tcb_reg(from, REG_A0), tcb_reg(from, REG_INFO));
    from->sc = NULL;
    to->sc = sc;
    sc->tcb = to;
    to->state = STATE_RUNNING;
    ks.current = to;
    trace_switch();
    fpu_switch(to);
}
