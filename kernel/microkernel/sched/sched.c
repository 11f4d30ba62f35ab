/* SPDX-License-Identifier: MIT */
/*
 * The scheduler: who runs next, and until when.
 *
 * Every charged kernel entry has the same shape (Manual, "Threads"):
 *
 *   sched_enter      read the clock; if the current context's budget or the
 *                    domain's time is over, refuse the operation
 *   the operation    may wake, block, bind, suspend: it moves threads between
 *                    queues and leaves a *decision*
 *   sched_schedule   release due threads, carry out the decision, charge the
 *                    elapsed time if the context changes, set the timer
 *   sched_activate   let the chosen thread go on
 *
 * The decision starts as KEEP: the current thread goes on, if it still can.
 * A wake-up makes it "run T": T is then in no queue. A second event makes it
 * CHOOSE: take the first thread of the highest ready queue. So the common
 * case, a message that wakes one thread, touches no queue at all.
 *
 * A current thread that can no longer go on means CHOOSE too, but only while
 * nobody was woken: one that wakes and then blocks (ReplyRecv) leaves "run T".
 * The difference is seen by a thread above both that DomainSet has put into a
 * queue: it waits for the next CHOOSE.
 *
 * Time is charged lazily. `pending` collects it while the same context runs;
 * it is committed when the context changes, when the timer must be set, or
 * when a timeslice ends. `current_sc` is the context that owns the pending
 * time: a Call that lends its context to a server changes the thread, not the
 * context, and needs no clock at all.
 */
#include "sched/sched.h"
#include "debug/assert.h"
#include "debug/trace.h"
#include "fault/fault.h"
#include "machine.h"
#include "object/irq.h"
#include "object/vspace.h"
#include "sched/domain.h"
#include "sched/refill.h"

struct kernel_state ks;

bool tcb_schedulable(const struct tcb *t)
{
    return tcb_runnable(t) && t->sc && sc_configured(t->sc) && !t->in_release;
}

static bool is_decided_thread(const struct tcb *decision)
{
    return decision != DECISION_KEEP && decision != DECISION_CHOOSE;
}

void sched_reschedule(void)
{
    struct tcb *t = ks.decision;

    if (is_decided_thread(t) && tcb_schedulable(t))
        ready_push_front(t);
    ks.decision = DECISION_CHOOSE;
}

void sched_wake(struct tcb *t)
{
    if (!tcb_schedulable(t))
        return;
    if (t->domain != ks.domain) {
        ready_push_front(t);
    } else if (ks.decision == DECISION_KEEP &&
               (sched_is_highest(t->priority) || tcb_schedulable(ks.current))) {
        ks.decision = t;
    } else {
        sched_reschedule();
        ready_push_front(t);
    }
}

void sched_set_priority(struct tcb *t, uint8_t priority)
{
    bool requeue = t->in_ready || t == ks.current;

    ready_remove(t);
    t->priority = priority;
    if (requeue && tcb_schedulable(t)) {
        ready_push_front(t);
        sched_reschedule();
    }
}

/* -- charging ------------------------------------------------------------ */

void sched_commit(void)
{
    struct sched_context *sc = ks.current_sc;

    if (sc_configured(sc) && sc != &ks.idle_sc && ks.pending > 0) {
        refill_charge(sc, ks.pending);
        sc->consumed += ks.pending;
    }
    ks.pending = 0;
}

/* The current thread's slice is over: it faults, goes to the back of its
   queue, or waits for its next refill. */
static void end_timeslice(bool may_fault)
{
    struct tcb *t = ks.current;
    struct sched_context *sc = t->sc;

    if (may_fault && sc->period != 0 && fault_has_timeout_handler(t))
        fault_raise_timeout(t);
    else if (refill_usable(sc))
        ready_push_back(t);
    else
        sched_postpone(t);
    sched_reschedule();
    ks.reprogram = true;
}

void sched_exhaust(ticks_t usage, bool may_fault)
{
    struct sched_context *sc = ks.current_sc;

    if (sc != &ks.idle_sc) {
        refill_exhaust(sc, usage);
        sc->consumed += usage;
    }
    ks.pending = 0;
    if (tcb_schedulable(ks.current))
        end_timeslice(may_fault);
}

void sched_yield(void)
{
    struct sched_context *sc = ks.current_sc;
    ticks_t consumed = sc->consumed + ks.pending;

    sched_exhaust(refill_head(sc)->amount, false);
    sc->consumed = consumed;
}

/* Ends the slice if too little is left of it to be used. */
static void check_budget(void)
{
    if (ks.current_sc != &ks.idle_sc &&
        !refill_sufficient(ks.current_sc, ks.pending))
        sched_exhaust(ks.pending, true);
}

void sched_refuse(void)
{
    check_budget();
    if (tcb_runnable(ks.current))
        tcb_set_state(ks.current, STATE_RESTART);
}

void sched_enter_interrupt(void)
{
    sched_update_time();
    check_budget();
}

/* -- preemption ---------------------------------------------------------- */

/* Whether the thread in the kernel has to make way. Takes the clock. */
static bool has_to_stop(void)
{
    struct sched_context *sc = ks.current_sc;

    sched_update_time();
    return interrupt_pending() || sched_domain_over() || !sc_configured(sc) ||
           !refill_sufficient(sc, ks.pending);
}

/* Charges an operation that stops half way. It may have destroyed the thread
   that asked for it, or its context. */
static void charge_so_far(void)
{
    if (tcb_schedulable(ks.current))
        check_budget();
    else if (sc_configured(ks.current_sc))
        sched_exhaust(ks.pending, false);
    else
        ks.pending = 0;
}

error_t sched_preemption_point(void)
{
    if (++ks.work_done < WORK_UNITS && !interrupt_pending())
        return OK;
    ks.work_done = 0;
    if (!has_to_stop())
        return OK;
    charge_so_far();
    irq_handle_pending();
    return PREEMPTED;
}

/* -- the scheduling step ------------------------------------------------- */

static void release_due(void)
{
    while (ks.release && refill_ready(ks.release->sc)) {
        struct tcb *t = ks.release;

        release_remove(t);
        sched_wake(t);
    }
}

static void choose(void)
{
    struct tcb *t;

    if (sched_domain_over())
        domain_next();
    t = ks.ready[ks.domain];
    if (t)
        ready_remove(t);
    ks.current = t ? t : &ks.idle;
}

/* Whether the woken thread `t` runs at once. If not it is queued: in front
   when it is below the one that ran and somebody above it is ready, at the
   back when the current thread is its equal and goes on. */
static bool runs_at_once(struct tcb *t, struct tcb *was)
{
    if (t->priority < was->priority && !sched_is_highest(t->priority)) {
        ready_push_front(t);
        return false;
    }
    if (tcb_schedulable(was) && t->priority == was->priority) {
        ready_push_back(t);
        return false;
    }
    return true;
}

static void carry_out_decision(void)
{
    struct tcb *was = ks.current;
    struct tcb *t = ks.decision;

    if (t == DECISION_KEEP)
        return;
    ks.decision = DECISION_KEEP;
    if (was != &ks.idle && tcb_schedulable(was))
        ready_push_front(was);
    if (is_decided_thread(t) && tcb_schedulable(t) && runs_at_once(t, was))
        ks.current = t;
    else
        choose();
    if (ks.current != was)
        trace_switch();
    if (ks.current != &ks.idle) {
        vspace_activate(ks.current);
        fpu_switch(ks.current);
    }
}

/* Sets the timer to whatever comes first: the end of the head refill, the
   end of the domain's slice, the next thread's release. */
static void set_timer(void)
{
    ticks_t deadline = ks.now + refill_head(ks.current_sc)->amount;

    if (ks.num_domains > 1 && ks.now + ks.domain_left < deadline)
        deadline = ks.now + ks.domain_left;
    if (ks.release && refill_head(ks.release->sc)->time < deadline)
        deadline = refill_head(ks.release->sc)->time;
    timer_set(deadline - TIMER_PRECISION);
    ks.reprogram = false;
}

void sched_schedule(void)
{
    struct sched_context *sc;

    release_due();
    if (sched_domain_over()) {
        ks.reprogram = true;
        sched_reschedule();
    }
    if (ks.decision == DECISION_KEEP && ks.current != &ks.idle &&
        !tcb_schedulable(ks.current))
        sched_reschedule();
    carry_out_decision();
    sc = ks.current->sc;
    if (sc != ks.current_sc) {
        ks.reprogram = true;
        if (sc != &ks.idle_sc && !sc->sporadic)
            refill_unblock(sc);
    }
    if (ks.reprogram) {
        sched_commit();
        ks.current_sc = sc;
        set_timer();
    }
}

void sched_activate(void)
{
    struct tcb *t = ks.current;

    if (t->yield_to)
        sc_complete_yield(t->yield_to);
    if (t->state == STATE_RESTART) {
        tcb_set_reg(t, REG_PC, t->context.restart_pc);
        t->state = STATE_RUNNING;
    }
}

void sched_init(void)
{
    struct sched_context *sc = &ks.idle_sc;

    ks.idle.state = STATE_IDLE;
    ks.idle.sc = sc;
    sc->tcb = &ks.idle;
    sc->max_refills = 2;
    sc->count = 1;
    sc->refills[0] = (struct refill){ 0, MAX_PERIOD };
    ks.current = &ks.idle;
    ks.current_sc = sc;
}
