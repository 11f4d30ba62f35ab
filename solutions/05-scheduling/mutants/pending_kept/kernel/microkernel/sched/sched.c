/* SPDX-License-Identifier: MIT */
/* Mutant pending_kept: what was charged is still pending. */

void sched_commit(void)
{
    struct sched_context *sc = ks.current_sc;

    if (sc_configured(sc) && sc != &ks.idle_sc && ks.pending > 0) {
        refill_charge(sc, ks.pending);
        sc->consumed += ks.pending;
    }
}
