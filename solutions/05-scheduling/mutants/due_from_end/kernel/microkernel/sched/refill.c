/* SPDX-License-Identifier: MIT */
/* Mutant due_from_end: the used part is due one period after its end. */

static void charge_part(struct sched_context *sc, ticks_t usage)
{
    struct refill *head = refill_head(sc);

    if (usage > 0 && head->time < TIME_HORIZON) {
        struct refill used = { head->time + usage + sc->period, usage };

        head->amount -= usage;
        head->time += usage;
        add(sc, used);
    }
}
