/* SPDX-License-Identifier: MIT */
/*
 * The scheduler. See sched/sched.c for the model.
 */
#pragma once

#include "machine.h"
#include "object/tcb.h"
#include "sched/refill.h"
#include "state.h"

#define DECISION_KEEP   ((struct tcb *)0)
#define DECISION_CHOOSE ((struct tcb *)1)

/** Runnable, with a configured context, and not waiting for a refill. */
bool tcb_schedulable(const struct tcb *t);

/* -- queues -------------------------------------------------------------- */

/** Puts a thread at the front of its ready queue, unless it is in one. */
void ready_push_front(struct tcb *t);
/** Puts a thread at the back of its ready queue, unless it is in one. */
void ready_push_back(struct tcb *t);
/** Takes a thread out of its ready queue, if it is in one. */
void ready_remove(struct tcb *t);
/** Takes a thread out of the release queue, if it is in it. */
void release_remove(struct tcb *t);

/* -- decisions ----------------------------------------------------------- */

/** Have the scheduler choose anew at the end of this kernel entry. */
void sched_reschedule(void);

/** Whether no thread above `priority` is ready in the current domain. */
static inline bool sched_is_highest(uint8_t priority)
{
    const struct tcb *first = ks.ready[ks.domain];

    return !first || first->priority <= priority;
}

/** `t` has become runnable: run it if it deserves it. */
void sched_wake(struct tcb *t);

/** Moves a schedulable thread to the release queue until its next refill. */
void sched_postpone(struct tcb *t);

/** Postpones the context's thread if it could run but must wait. */
void sched_make_ready(struct sched_context *sc);

/** Changes a thread's priority, keeping the queues in order. */
void sched_set_priority(struct tcb *t, uint8_t priority);

/* -- time ---------------------------------------------------------------- */

/** Whether the current domain's time is over; false if there is one domain. */
static inline bool sched_domain_over(void)
{
    return ks.num_domains > 1 && ks.domain_left == 0;
}

/** Reads the clock into `ks.now` and adds the elapsed time to the pending. */
static inline void sched_update_time(void)
{
    ticks_t now = clock_read();
    ticks_t elapsed = now - ks.now;

    ks.now = now;
    ks.pending += elapsed;
    if (ks.num_domains > 1) {
        if (elapsed + MIN_BUDGET >= ks.domain_left)
            ks.domain_left = 0;
        else
            ks.domain_left -= elapsed;
    }
}

/** The second half of sched_enter(), when there is no time left. */
void sched_refuse(void);

/**
 * The check at every charged kernel entry. Inline, as are the parts of it: it
 * stands before each system call.
 * \return true if the operation may go on; false if the budget or the
 *         domain's time is over: then the thread is marked to execute the
 *         same instruction again later.
 */
static inline bool sched_enter(void)
{
    sched_update_time();
    if (refill_sufficient(ks.current_sc, ks.pending) && !sched_domain_over())
        return true;
    sched_refuse();
    return false;
}

/** The same for an interrupt, which is handled in any case. */
void sched_enter_interrupt(void);

/** Charges `usage` to the current context and ends the timeslice. */
void sched_exhaust(ticks_t usage, bool may_fault);

/** Charges the pending time to the current context. */
void sched_commit(void);

/** Yield: gives up what is left of the first refill. */
void sched_yield(void);

/**
 * A preemption point, called once per unit of work. A pending interrupt stops
 * the operation at once; the budget is looked at after WORK_UNITS units, for
 * that takes the clock. Since each run of an operation does at least one unit,
 * it comes to an end however often it is interrupted.
 * \return PREEMPTED if the operation must stop here; it will be restarted.
 */
error_t sched_preemption_point(void);

/**
 * Whether the current thread simply goes on, with nothing to do for the
 * scheduler: so most kernel entries end. A thread that is postponed, or waits
 * for a YieldTo, has set `reprogram` or made a decision.
 */
static inline bool sched_goes_on(void)
{
    const struct tcb *t = ks.current;

    return ks.decision == DECISION_KEEP && !ks.reprogram &&
           t->state == STATE_RUNNING && t->sc == ks.current_sc &&
           !(ks.release && refill_ready(ks.release->sc)) &&
           !sched_domain_over();
}

/** Picks the thread to run, charges, and sets the timer: the end of every
    charged kernel entry. */
void sched_schedule(void);

/** Makes the chosen thread ready to go back to user level. */
void sched_activate(void);

/** Prepares the idle thread and the empty queues. */
void sched_init(void);
