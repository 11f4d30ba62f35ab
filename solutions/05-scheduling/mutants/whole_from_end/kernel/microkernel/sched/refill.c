/* SPDX-License-Identifier: MIT */
/* Mutant whole_from_end: a whole refill is due one period after its end. */

static ticks_t charge_whole(struct sched_context *sc, ticks_t usage)
{
    while (refill_head(sc)->amount <= usage &&
           refill_head(sc)->time < TIME_HORIZON) {
        usage -= refill_head(sc)->amount;
        if (sc->count == 1) {
            refill_head(sc)->time += sc->period + refill_head(sc)->amount;
        } else {
            struct refill r = pop_head(sc);

            r.time += sc->period + r.amount;
            add(sc, r);
        }
    }
    return usage;
}
