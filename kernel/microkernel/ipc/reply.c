/* SPDX-License-Identifier: MIT */
/*
 * Reply objects and the call stack of a scheduling context.
 *
 * A reply object tracks at most one thread: first the receiver that waits with
 * it, then the caller whose message that receiver got. Invoking it sends the
 * answer to the caller and frees it for the next call.
 *
 * When a Call lends its scheduling context, the reply object also records where
 * the context must go back to. A server that calls on lends it further, so
 * the reply objects of nested calls form a stack, the latest on top:
 *
 *     context S --top--> R3 --down--> R2 --down--> R1
 *                        caller C3    caller C2    caller C1 (owner)
 *     S <--up (marked)-- R3 <--up---- R2 <--up---- R1
 *
 * Replying through the top entry returns the context one step. Everything else
 * (a reply out of order, a cancelled caller, a deleted object) cuts the stack
 * at that entry: what lies below is no longer attached to the context, and
 * replies through it deliver messages only.
 *
 * Invariants: R.up.down = R and R.down.up = R; a marked `up` names a context
 * whose top is R; a tracked caller is BlockedOnReply and points back.
 *
 * Source: seL4 Reference Manual, "Reply objects", "Scheduling contexts".
 */
#include "ipc/reply.h"
#include "debug/assert.h"
#include "fault/fault.h"
#include "ipc/message.h"
#include "sched/refill.h"
#include "sched/sched.h"

static bool is_top(const struct reply *r)
{
    return r->up & REPLY_TOP;
}

/* The context of which r is the top entry. */
static struct sched_context *top_context(const struct reply *r)
{
    return (struct sched_context *)(r->up & ~(word_t)REPLY_TOP);
}

void reply_attach(struct reply *r, struct tcb *t)
{
    kassert(!r->tcb);
    r->tcb = t;
    t->reply = r;
}

struct reply *reply_detach(struct tcb *t)
{
    struct reply *r = t->reply;

    if (r) {
        kassert(r->tcb == t);
        r->tcb = NULL;
        t->reply = NULL;
    }
    return r;
}

void reply_push(struct reply *r, struct tcb *caller, struct tcb *receiver,
                bool may_donate)
{
    struct sched_context *sc = caller->sc;

    reply_attach(r, caller);
    tcb_set_state(caller, STATE_BLOCKED_ON_REPLY);
    if (!may_donate || !sc || receiver->sc)
        return;
    r->down = sc->top;
    if (r->down)
        r->down->up = (word_t)r;
    r->up = (word_t)sc | REPLY_TOP;
    sc->top = r;
    sc_donate(sc, receiver);
}

/* Cuts the links of an entry that is not the top, and those of its lower
   neighbour; the entry tracks nobody from now on. */
static struct tcb *unlink(struct reply *r)
{
    struct tcb *caller = r->tcb;

    if (r->up && !is_top(r))
        ((struct reply *)r->up)->down = NULL;
    if (r->down)
        r->down->up = 0;
    r->up = 0;
    r->down = NULL;
    reply_detach(caller);
    return caller;
}

/* The call has ended, by a reply or because the object goes away: the top
   entry gives the context back to a caller without one. */
static void remove(struct reply *r)
{
    struct tcb *caller;

    if (!is_top(r)) {
        caller = unlink(r);
    } else {
        struct sched_context *sc = top_context(r);
        struct reply *below = r->down;

        caller = unlink(r);
        sc->top = below;
        if (below)
            below->up = (word_t)sc | REPLY_TOP;
        if (!caller->sc)
            sc_donate(sc, caller);
    }
    tcb_set_state(caller, STATE_INACTIVE);
}

void reply_cancel(struct tcb *caller)
{
    struct reply *r = caller->reply;

    if (is_top(r))
        top_context(r)->top = NULL;
    unlink(r);
    tcb_set_state(caller, STATE_INACTIVE);
}

/* The caller is runnable again: let it run if its context allows it. */
static void continue_caller(struct tcb *caller, bool was_timeout)
{
    if (!tcb_schedulable(caller))
        return;
    if (refill_usable(caller->sc))
        sched_wake(caller);
    else if (!was_timeout && fault_has_timeout_handler(caller))
        fault_raise_timeout(caller);
    else
        sched_postpone(caller);
}

void reply_send(struct reply *r, struct tcb *replier, bool grant)
{
    struct tcb *caller = r->tcb;
    bool was_timeout;

    if (!caller || caller->state != STATE_BLOCKED_ON_REPLY)
        return;
    was_timeout = caller->fault.type == FAULT_TIMEOUT;
    remove(r);
    refill_wake_sporadic(caller->sc);
    if (caller->fault.type == FAULT_NONE) {
        message_transfer(replier, caller, NULL, 0, grant);
        tcb_set_state(caller, STATE_RUNNING);
    } else {
        bool restart = fault_apply_reply(caller, replier);

        caller->fault.type = FAULT_NONE;
        tcb_set_state(caller, restart ? STATE_RESTART : STATE_INACTIVE);
    }
    continue_caller(caller, was_timeout);
}

void reply_finalise(struct reply *r)
{
    struct tcb *t = r->tcb;

    if (!t)
        return;
    if (t->state == STATE_BLOCKED_ON_REPLY)
        remove(r);
    else
        tcb_cancel_ipc(t);
}
