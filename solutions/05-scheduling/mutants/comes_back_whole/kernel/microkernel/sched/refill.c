/* SPDX-License-Identifier: MIT */
/* Mutant comes_back_whole: the used part comes back with the rest. */

static void charge_part(struct sched_context *sc, ticks_t usage)
{
    struct refill *head = refill_head(sc);

    if (usage > 0 && head->time < TIME_HORIZON) {
        struct refill used = { head->time + sc->period, usage };

        head->amount -= usage;
        head->time += usage;
        if (sc->count > 1 || head->amount == 0)
            add(sc, used);
        else
            head->amount += usage;
    }
}
