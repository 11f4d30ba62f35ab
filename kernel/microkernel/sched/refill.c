/* SPDX-License-Identifier: MIT */
/*
 * Budgets and refills.
 *
 * A context with period P and budget B may use B ticks in each window of P
 * ticks. It keeps a list of refills (time, amount): the amount may be used
 * from that time on. Time that was used comes back one period after the use
 * began, so that no window of length P ever sees more than B:
 *
 *   used u at time t:   (t, a) ...      ->  (t + u, a - u) ... (t + P, u)
 *
 * Invariants between operations, for P != 0:
 *   - the amounts sum to B;
 *   - the first refill holds at least MIN_BUDGET;
 *   - each refill ends (time + amount) no later than the next one begins;
 *   - there are between 1 and max_refills refills.
 *
 * When the list is full a new refill is merged into the last one, which is
 * then moved later: time is never gained, it may come late.
 *
 * P = 0 is round robin: two refills, of which the first is what is left of the
 * slice and the second what was used. When the slice is over they are joined.
 * Such a context is always ready.
 *
 * Source: Sprunt, Sha, Lehoczky, "Aperiodic task scheduling for hard
 * real-time systems", with the corrections of Stanovich et al. (2010); seL4
 * Reference Manual, "Scheduling contexts".
 */
#include "sched/refill.h"
#include "debug/assert.h"
#include "sched/sched.h"
#include "state.h"

/* The refill `i` places behind the first; i < capacity. */
static struct refill *nth(struct sched_context *sc, word_t i)
{
    word_t index = sc->head + i;

    if (index >= sc->max_refills)
        index -= sc->max_refills;
    return &sc->refills[index];
}

static struct refill *tail(struct sched_context *sc)
{
    return nth(sc, sc->count - 1);
}

static struct refill pop_head(struct sched_context *sc)
{
    struct refill r = *refill_head(sc);

    kassert(sc->count > 1);
    sc->head = sc->head + 1 == sc->max_refills ? 0 : sc->head + 1;
    sc->count--;
    return r;
}

static void append(struct sched_context *sc, struct refill r)
{
    kassert(sc->count < sc->max_refills);
    sc->count++;
    *tail(sc) = r;
}

void refill_new(struct sched_context *sc, word_t max_refills, ticks_t budget,
                ticks_t period)
{
    sc->max_refills = max_refills;
    sc->period = period;
    sc->head = 0;
    sc->count = 1;
    *refill_head(sc) = (struct refill){ ks.now, budget };
    if (period == 0)
        append(sc, (struct refill){ ks.now, 0 });
}

void refill_update(struct sched_context *sc, word_t max_refills, ticks_t budget,
                   ticks_t period)
{
    struct refill head = *refill_head(sc);

    sc->max_refills = max_refills;
    sc->period = period;
    sc->head = 0;
    sc->count = 1;
    if (head.time <= ks.now)
        head.time = ks.now;
    if (head.amount >= budget) {
        head.amount = budget;
        *refill_head(sc) = head;
    } else {
        *refill_head(sc) = head;
        append(sc, (struct refill){ head.time + period, budget - head.amount });
    }
}

/* Puts a refill at the end of the list, merging it if it touches the last one
   or if there is no room. */
static void add(struct sched_context *sc, struct refill r)
{
    struct refill *last = tail(sc);

    if (last->time + last->amount >= r.time) {
        last->amount += r.amount;
    } else if (sc->count < sc->max_refills) {
        append(sc, r);
    } else {
        last->time = r.time - last->amount;
        last->amount += r.amount;
    }
}

/* Step 1 of a charge: refills that are used up whole go to the end of the
   list, one period later. Returns what is left of the usage. */
static ticks_t charge_whole(struct sched_context *sc, ticks_t usage)
{
    while (refill_head(sc)->amount <= usage &&
           refill_head(sc)->time < TIME_HORIZON) {
        usage -= refill_head(sc)->amount;
        if (sc->count == 1) {
            refill_head(sc)->time += sc->period;
        } else {
            struct refill r = pop_head(sc);

            r.time += sc->period;
            add(sc, r);
        }
    }
    return usage;
}

/* Step 2: the used part of the first refill comes back one period after its
   begin. The head is shortened first: it may also be the tail. */
static void charge_part(struct sched_context *sc, ticks_t usage)
{
    struct refill *head = refill_head(sc);

    if (usage > 0 && head->time < TIME_HORIZON) {
        struct refill used = { head->time + sc->period, usage };

        head->amount -= usage;
        head->time += usage;
        add(sc, used);
    }
}

/* Step 3: a first refill too small to run on joins the next one. */
static void merge_small_head(struct sched_context *sc)
{
    while (refill_head(sc)->amount < MIN_BUDGET && sc->count > 1) {
        struct refill small = pop_head(sc);

        refill_head(sc)->amount += small.amount;
        refill_head(sc)->time -= small.amount;
    }
}

static void charge_periodic(struct sched_context *sc, ticks_t usage)
{
    usage = charge_whole(sc, usage);
    charge_part(sc, usage);
    merge_small_head(sc);
}

void refill_charge(struct sched_context *sc, ticks_t usage)
{
    if (sc->period != 0) {
        charge_periodic(sc, usage);
    } else {
        refill_head(sc)->amount -= usage;
        tail(sc)->amount += usage;
    }
}

void refill_exhaust(struct sched_context *sc, ticks_t usage)
{
    if (sc->period != 0) {
        charge_periodic(sc, usage);
    } else {
        refill_head(sc)->amount += tail(sc)->amount;
        tail(sc)->amount = 0;
    }
}

void refill_unblock(struct sched_context *sc)
{
    if (sc->period == 0 || !refill_ready(sc))
        return;
    refill_head(sc)->time = ks.now;
    while (sc->count > 1 && nth(sc, 1)->time <= refill_head(sc)->time +
                                                    refill_head(sc)->amount) {
        struct refill first = pop_head(sc);

        refill_head(sc)->time = first.time;
        refill_head(sc)->amount += first.amount;
    }
    ks.reprogram = true;
}

void refill_wake_sporadic(struct sched_context *sc)
{
    if (sc && sc_configured(sc) && sc->sporadic && sc != ks.current_sc)
        refill_unblock(sc);
}
