/* SPDX-License-Identifier: MIT */
/* Mutant full_list_early: in a full list the last refill is not moved. */

static void add(struct sched_context *sc, struct refill r)
{
    struct refill *last = tail(sc);

    if (last->time + last->amount >= r.time) {
        last->amount += r.amount;
    } else if (sc->count < sc->max_refills) {
        append(sc, r);
    } else {
        last->amount += r.amount;
    }
}
