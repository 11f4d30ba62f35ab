/* SPDX-License-Identifier: MIT */
/*
 * Budgets and refills. See sched/refill.c for the model.
 */
#pragma once

#include "object/sched_context.h"
#include "state.h"

/** The first refill of a configured context. */
static inline struct refill *refill_head(struct sched_context *sc)
{
    return &sc->refills[sc->head];
}

/** Whether the first refill may be used at `ks.now`. */
static inline bool refill_ready(struct sched_context *sc)
{
    return refill_head(sc)->time <= ks.now;
}

/** Whether a minimum budget is left in the first refill after `usage` ticks,
    which are far fewer than would wrap around. */
static inline bool refill_sufficient(struct sched_context *sc, ticks_t usage)
{
    return refill_head(sc)->amount >= usage + MIN_BUDGET;
}

/** Ready, and with enough left to run. */
static inline bool refill_usable(struct sched_context *sc)
{
    return refill_ready(sc) && refill_sufficient(sc, 0);
}

/** Starts a context afresh: one refill of the whole budget, usable now. */
void refill_new(struct sched_context *sc, word_t max_refills, ticks_t budget,
                ticks_t period);

/** Changes the parameters of a context whose thread can run. */
void refill_update(struct sched_context *sc, word_t max_refills, ticks_t budget,
                   ticks_t period);

/** Accounts `usage` ticks to a context; round robin or not. */
void refill_charge(struct sched_context *sc, ticks_t usage);

/** Ends the slice of a context that used `usage` ticks of it. */
void refill_exhaust(struct sched_context *sc, ticks_t usage);

/** Brings the first refill up to date when its thread starts to run. */
void refill_unblock(struct sched_context *sc);

/** The wake-up rule: refill_unblock() for a sporadic context not current. */
void refill_wake_sporadic(struct sched_context *sc);
