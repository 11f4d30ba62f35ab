/* SPDX-License-Identifier: MIT */
/* Mutant charged_twice: the pending time is charged twice. */

void sched_commit(void)
{
    struct sched_context *sc = ks.current_sc;

    if (sc_configured(sc) && sc != &ks.idle_sc && ks.pending > 0) {
        refill_charge(sc, ks.pending);
        refill_charge(sc, ks.pending);
        sc->consumed += 2 * ks.pending;
    }
    ks.pending = 0;
}
