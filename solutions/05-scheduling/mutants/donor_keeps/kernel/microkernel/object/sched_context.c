/* SPDX-License-Identifier: MIT */
/* Mutant donor_keeps: who lends a context keeps it, too. */

void sc_donate(struct sched_context *sc, struct tcb *to)
{
    if (sc->tcb)
        sc->tcb = NULL;
    sc_bind_tcb(sc, to);
}
