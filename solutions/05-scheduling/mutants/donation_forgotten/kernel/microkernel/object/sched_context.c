/* SPDX-License-Identifier: MIT */
/* Mutant donation_forgotten: a context stays where it is. */

void sc_donate(struct sched_context *sc, struct tcb *to)
{
    (void)detach_tcb;
    if (!sc->tcb)
        sc_bind_tcb(sc, to);
}
