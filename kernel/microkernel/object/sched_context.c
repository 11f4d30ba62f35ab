/* SPDX-License-Identifier: MIT */
/*
 * Scheduling contexts: links, donation, and the methods of SchedControl and
 * SchedContext. The arithmetic of budgets is in sched/refill.c.
 *
 * A context has at most one thread, one notification and one call stack, and
 * each of these links has its counterpart at the other end:
 *
 *   sc.tcb          <-> tcb.sc
 *   sc.notification <-> notification.sc
 *   sc.top          <-> reply.up (marked)
 *   sc.yield_from   <-> tcb.yield_to
 *
 * Source: seL4 Reference Manual, "Scheduling contexts".
 */
#include "object/sched_context.h"
#include "debug/assert.h"
#include "ipc/invocation.h"
#include "ipc/notification.h"
#include "ipc/reply.h"
#include "sched/refill.h"
#include "sched/sched.h"

enum { FLAG_SPORADIC = 1 };
enum { MIN_BUDGET_US = MIN_BUDGET / TICKS_PER_US };

/* -- links --------------------------------------------------------------- */

void sc_bind_tcb(struct sched_context *sc, struct tcb *t)
{
    kassert(!sc->tcb && !t->sc);
    sc->tcb = t;
    t->sc = sc;
}

/* Cuts the link to the thread, which can no longer run. */
static void detach_tcb(struct sched_context *sc)
{
    struct tcb *t = sc->tcb;

    ready_remove(t);
    release_remove(t);
    sc->tcb = NULL;
    t->sc = NULL;
    if (t == ks.decision)
        sched_reschedule();
}

void sc_unbind_tcb(struct sched_context *sc)
{
    if (sc->tcb)
        detach_tcb(sc);
}

void sc_donate(struct sched_context *sc, struct tcb *to)
{
    if (sc->tcb)
        detach_tcb(sc);
    sc_bind_tcb(sc, to);
}

void sc_bind_notification(struct sched_context *sc, struct notification *n)
{
    sc->notification = n;
    n->sc = sc;
}

void sc_unbind_notification(struct sched_context *sc)
{
    if (sc->notification) {
        sc->notification->sc = NULL;
        sc->notification = NULL;
    }
}

void sc_unbind_reply(struct sched_context *sc)
{
    if (sc->top) {
        sc->top->up = 0;
        sc->top = NULL;
    }
}

void sc_complete_yield(struct sched_context *sc)
{
    struct tcb *t = sc->yield_from;

    if (!t)
        return;
    sc->yield_from = NULL;
    t->yield_to = NULL;
    tcb_set_reg(t, REG_BADGE, 0);
    tcb_set_reg(t, REG_INFO, 1);
    tcb_set_reg(t, REG_MSG, sc_take_consumed(sc));
}

void sc_finalise(struct sched_context *sc)
{
    sc_complete_yield(sc);
    sc_unbind_tcb(sc);
    sc_unbind_notification(sc);
    sc_unbind_reply(sc);
    sc->max_refills = 0;
}

word_t sc_take_consumed(struct sched_context *sc)
{
    word_t us = sc->consumed / TICKS_PER_US;

    sc->consumed = 0;
    return us;
}

/* -- SchedControl -------------------------------------------------------- */

/* Applies the parameters, in ticks; the context's thread is in no queue. */
static void configure(struct sched_context *sc, ticks_t budget, ticks_t period,
                      word_t max_refills)
{
    struct tcb *t = sc->tcb;

    if (budget == period)
        refill_new(sc, 2, budget, 0);
    else if (sc_configured(sc) && t && tcb_runnable(t))
        refill_update(sc, max_refills, budget, period);
    else
        refill_new(sc, max_refills, budget, period);
    if (!t)
        return;
    sched_make_ready(sc);
    if (t == ks.current)
        sched_reschedule();
    else if (tcb_runnable(t))
        sched_wake(t);
}

/* SchedControl_ConfigureFlags: budget and period of a context. */
static error_t configure_flags(struct invocation *inv)
{
    word_t budget = inv_arg(inv, 0);
    word_t period = inv_arg(inv, 1);
    word_t extra = inv_arg(inv, 2);
    word_t capacity;
    struct sched_context *sc;
    struct cap cap;

    if (inv->extra_count < 1 || inv->length < 5)
        return ERR_TRUNCATED_MESSAGE;
    if (budget > MAX_PERIOD_US || period > MAX_PERIOD_US ||
        budget < MIN_BUDGET_US || period < MIN_BUDGET_US)
        return error_range(MIN_BUDGET_US, MAX_PERIOD_US);
    if (budget > period)
        return error_range(MIN_BUDGET_US, period);
    cap = inv->extra[0]->cap;
    if (!cap_is(cap, CAP_SCHED_CONTEXT))
        return error_capability(1);
    capacity = sched_context_capacity(cap.size_bits);
    if (extra > capacity - 2)
        return error_range(0, capacity - 2);

    sc = cap_sched_context(cap);
    if (sc->tcb) {
        ready_remove(sc->tcb);
        release_remove(sc->tcb);
    }
    if (sc == ks.current_sc)
        sched_commit();
    configure(sc, budget * TICKS_PER_US, period * TICKS_PER_US, extra + 2);
    sc->badge = inv_arg(inv, 3);
    sc->sporadic = inv_arg(inv, 4) & FLAG_SPORADIC;
    return OK;
}

error_t sched_control_invoke(struct invocation *inv)
{
    if (inv->label != SCHED_CONTROL_CONFIGURE_FLAGS)
        return ERR_ILLEGAL_OPERATION;
    return configure_flags(inv);
}

/* -- SchedContext -------------------------------------------------------- */

bool sc_can_bind(const struct tcb *t, struct sched_context *sc)
{
    return !tcb_blocked(t) || (sc_configured(sc) && refill_ready(sc));
}

void sc_bind_and_start(struct sched_context *sc, struct tcb *t)
{
    sc_bind_tcb(sc, t);
    refill_wake_sporadic(sc);
    sched_make_ready(sc);
    if (tcb_schedulable(t)) {
        ready_push_front(t);
        sched_reschedule();
    }
}

static error_t bind_tcb(struct sched_context *sc, struct tcb *t)
{
    if (sc->tcb || t->sc || !sc_can_bind(t, sc))
        return ERR_ILLEGAL_OPERATION;
    sc_bind_and_start(sc, t);
    return OK;
}

static error_t bind_notification(struct sched_context *sc,
                                 struct notification *n)
{
    if (sc->notification || n->sc)
        return ERR_ILLEGAL_OPERATION;
    sc_bind_notification(sc, n);
    return OK;
}

static error_t bind(struct invocation *inv, struct sched_context *sc)
{
    struct cap cap;

    if (inv->extra_count < 1)
        return ERR_TRUNCATED_MESSAGE;
    cap = inv->extra[0]->cap;
    if (cap_is(cap, CAP_TCB))
        return bind_tcb(sc, cap_tcb(cap));
    if (cap_is(cap, CAP_NOTIFICATION))
        return bind_notification(sc, cap_notification(cap));
    return error_capability(1);
}

static error_t unbind(struct sched_context *sc)
{
    if (sc->tcb == ks.current)
        return ERR_ILLEGAL_OPERATION;
    sc_unbind_tcb(sc);
    sc_unbind_notification(sc);
    sc_unbind_reply(sc);
    return OK;
}

static error_t unbind_object(struct invocation *inv, struct sched_context *sc)
{
    struct cap cap;

    if (inv->extra_count < 1)
        return ERR_TRUNCATED_MESSAGE;
    cap = inv->extra[0]->cap;
    if (cap_is(cap, CAP_TCB)) {
        if (sc->tcb != cap_tcb(cap) || sc->tcb == ks.current)
            return ERR_ILLEGAL_OPERATION;
        sc_unbind_tcb(sc);
        return OK;
    }
    if (cap_is(cap, CAP_NOTIFICATION)) {
        if (sc->notification != cap_notification(cap))
            return ERR_ILLEGAL_OPERATION;
        sc_unbind_notification(sc);
        return OK;
    }
    return error_capability(1);
}

static void reply_consumed(struct invocation *inv, struct sched_context *sc)
{
    word_t us = sc_take_consumed(sc);

    inv_reply_words(inv, &us, 1);
}

/* SchedContext_YieldTo: lets the context's thread run in place of the caller.
   If it does, the answer is due when the caller runs again. */
static error_t yield_to(struct invocation *inv, struct sched_context *sc)
{
    struct tcb *caller = inv->caller;
    struct tcb *t = sc->tcb;

    if (!t || t == caller || t->priority > caller->mcp)
        return ERR_ILLEGAL_OPERATION;

    sc_complete_yield(sc);
    sched_make_ready(sc);
    if (!tcb_schedulable(t)) {
        reply_consumed(inv, sc);
        return OK;
    }
    ready_remove(t);
    if (t->priority < caller->priority) {
        ready_push_front(t);
        reply_consumed(inv, sc);
        return OK;
    }
    caller->yield_to = sc;
    sc->yield_from = caller;
    ready_push_front(caller);
    ready_push_front(t);
    sched_reschedule();
    return OK;
}

error_t sched_context_invoke(struct invocation *inv)
{
    struct sched_context *sc = cap_sched_context(inv->cap);

    switch (inv->label) {
    case SCHED_CONTEXT_BIND:
        return bind(inv, sc);
    case SCHED_CONTEXT_UNBIND:
        return unbind(sc);
    case SCHED_CONTEXT_UNBIND_OBJECT:
        return unbind_object(inv, sc);
    case SCHED_CONTEXT_CONSUMED:
        reply_consumed(inv, sc);
        return OK;
    case SCHED_CONTEXT_YIELD_TO:
        return yield_to(inv, sc);
    default:
        return ERR_ILLEGAL_OPERATION;
    }
}
