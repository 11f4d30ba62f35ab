/* SPDX-License-Identifier: MIT */
/* Mutant unblock_not_merged: refills that are due stay behind the first. */

void refill_unblock(struct sched_context *sc)
{
    if (sc->period == 0 || !refill_ready(sc))
        return;
    refill_head(sc)->time = ks.now;
    ks.reprogram = true;
}
