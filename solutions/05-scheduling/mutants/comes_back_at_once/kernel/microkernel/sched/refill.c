/* SPDX-License-Identifier: MIT */
/* Mutant comes_back_at_once: the used part comes back half a period early. */

static void charge_part(struct sched_context *sc, ticks_t usage)
{
    struct refill *head = refill_head(sc);

    if (usage > 0 && head->time < TIME_HORIZON) {
        struct refill used = { head->time + sc->period / 2, usage };

        head->amount -= usage;
        head->time += usage;
        add(sc, used);
    }
}
