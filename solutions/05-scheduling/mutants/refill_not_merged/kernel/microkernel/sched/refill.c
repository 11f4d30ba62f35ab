/* SPDX-License-Identifier: MIT */
/* Mutant refill_not_merged: a small refill is dropped, not merged. */

static void merge_small_head(struct sched_context *sc)
{
    while (refill_head(sc)->amount < MIN_BUDGET && sc->count > 1) {
        struct refill small = pop_head(sc);

        (void)small;
    }
}
