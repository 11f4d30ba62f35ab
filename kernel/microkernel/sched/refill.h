/* SPDX-License-Identifier: MIT */
/*
 * Budgets and refills. See sched/refill.c for the model.
 */
#pragma once

#include "object/sched_context.h"

/** The first refill of a configured context. */
struct refill *refill_head(struct sched_context *sc);

/** Whether the first refill may be used at `ks.now`. */
bool refill_ready(struct sched_context *sc);

/** Whether a minimum budget is left in the first refill after `usage` ticks. */
bool refill_sufficient(struct sched_context *sc, ticks_t usage);

/** Ready, and with enough left to run. */
bool refill_usable(struct sched_context *sc);

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
