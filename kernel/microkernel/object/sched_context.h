/* SPDX-License-Identifier: MIT */
/*
 * Scheduling contexts: the right to use the processor, as an object.
 *
 * A context is a budget per period. A thread without one cannot run; contexts
 * move between threads with Call and reply, so that a server can work on its
 * client's time. The amounts of time and the instants from which they may be
 * used stand in a list of refills kept as a ring behind the fixed part; what
 * happens to them is told in sched/refill.c.
 */
#pragma once

#include "cap/cap.h"
#include "object/object.h"

struct refill {
    ticks_t time;   /* usable from this instant */
    ticks_t amount; /* ticks                    */
};

struct sched_context {
    ticks_t period;   /* 0: round robin                                     */
    word_t badge;     /* told in Timeout faults                             */
    ticks_t consumed; /* since it was last read                             */

    struct tcb *tcb;                   /* the thread that runs on it        */
    struct notification *notification; /* whose receiver it is lent to      */
    struct reply *top;                 /* latest call made on it            */
    struct tcb *yield_from;            /* waits for its YieldTo result      */

    word_t max_refills; /* capacity in use; 0: not configured               */
    word_t head;        /* index of the first refill                        */
    word_t count;       /* refills in the list                              */
    word_t sporadic;    /* unblocked by wake-ups only, see refill_unblock() */
    word_t reserved;    /* keeps the refills at offset 96                   */
    struct refill refills[];
};

_Static_assert(sizeof(struct sched_context) == 96, "core of 128 - 2 refills");

/** How many refills fit in a context of 2^size_bits bytes. */
static inline word_t sched_context_capacity(word_t size_bits)
{
    return (BIT(size_bits) - sizeof(struct sched_context)) /
           sizeof(struct refill);
}

static inline bool sc_configured(const struct sched_context *sc)
{
    return sc->max_refills > 0;
}

/** Makes `t`, which has none, the thread of the context. No queue changes. */
void sc_bind_tcb(struct sched_context *sc, struct tcb *t);

/** Takes the context from its thread, which leaves the run queues. */
void sc_unbind_tcb(struct sched_context *sc);

/** Makes the context the one that `n`, which has none, lends. */
void sc_bind_notification(struct sched_context *sc, struct notification *n);
/** Takes the context from its notification, if it has one. */
void sc_unbind_notification(struct sched_context *sc);

/** Gives the context to `to`, which has none; its thread F loses it. */
void sc_donate(struct sched_context *sc, struct tcb *to);

/** Cuts the call stack off the context. */
void sc_unbind_reply(struct sched_context *sc);

/** Delivers the result of the YieldTo that waits on this context, if any. */
void sc_complete_yield(struct sched_context *sc);

/** Cuts every link of the context and unconfigures it. */
void sc_finalise(struct sched_context *sc);

/** Whether `t` may get the context: not if it is blocked and would have to
    wait for a refill when it wakes. */
bool sc_can_bind(const struct tcb *t, struct sched_context *sc);

/** Binds the context to `t` and lets it run, or wait for its refill. */
void sc_bind_and_start(struct sched_context *sc, struct tcb *t);

/** Microseconds consumed since the last call of this function. */
word_t sc_take_consumed(struct sched_context *sc);

struct invocation;
/** Decodes and performs a method of a scheduling context. */
error_t sched_context_invoke(struct invocation *inv);
/** Decodes and performs a method of SchedControl. */
error_t sched_control_invoke(struct invocation *inv);
