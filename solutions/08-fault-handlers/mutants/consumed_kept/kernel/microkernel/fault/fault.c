/* SPDX-License-Identifier: MIT */
/* Mutant consumed_kept: what was consumed is told but not set back. */

static void put_timeout(struct writer *w, struct tcb *t)
{
    put(w, t->fault.address);
    if (t->sc)
        put(w, t->sc->consumed / TICKS_PER_US);
}
