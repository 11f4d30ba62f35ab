/* SPDX-License-Identifier: MIT */
/* Mutant donation_not_returned: a context is lent once and stays there. */

void sc_donate(struct sched_context *sc, struct tcb *to)
{
    if (sc->tcb && sc->tcb->state == STATE_RUNNING)
        return;
    if (sc->tcb)
        detach_tcb(sc);
    sc_bind_tcb(sc, to);
}
