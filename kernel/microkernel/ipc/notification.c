/* SPDX-License-Identifier: MIT */
/*
 * Notifications: signals that do not wait for a receiver.
 *
 * A notification is a word of 64 binary semaphores. Signal never blocks: the
 * badge of the capability used is OR-ed into the word, so that signals which
 * nobody has taken yet merge, and a receiver with one badge bit per source
 * still knows them all. A receiver takes the whole word at once.
 *
 *   state    holds               Signal(b)               receive
 *   idle     nothing             active, word = b        blocks: waiting
 *   waiting  threads in a queue  first thread gets b     joins the queue
 *   active   word                word = word OR b        takes word: idle
 *
 * Never are there waiters while a signal is pending. A pending word may be 0:
 * a signal through an unbadged capability is still a signal.
 *
 * *Bound*: a notification can be bound to one thread. A signal then also ends
 * that thread's receive on an endpoint, as if the word had been a message, and
 * each endpoint receive looks at the bound notification first. So one thread
 * can serve clients and interrupts. A bound notification may be waited on
 * directly by its thread only.
 *
 * *Context*: a notification can own a scheduling context. A receiver without
 * one runs on it from the signal until it blocks again: a passive server.
 *
 * Source: seL4 Reference Manual, "Notifications".
 */
#include "ipc/notification.h"
#include "debug/assert.h"
#include "debug/trace.h"
#include "ipc/endpoint.h"
#include "ipc/wait_queue.h"
#include "object/sched_context.h"
#include "sched/refill.h"
#include "sched/sched.h"

void notification_lend_context(struct notification *n, struct tcb *t)
{
    if (!t->sc && n->sc && !n->sc->tcb) {
        sc_donate(n->sc, t);
        sched_make_ready(n->sc);
    }
}

void notification_return_context(struct notification *n, struct tcb *t)
{
    if (n && n->sc && n->sc == t->sc)
        sc_unbind_tcb(n->sc);
}

/* Hands `badge` to a thread that has just stopped waiting. */
static void deliver(struct notification *n, struct tcb *t, word_t badge)
{
    tcb_set_state(t, STATE_RUNNING);
    tcb_set_reg(t, REG_BADGE, badge);
    notification_lend_context(n, t);
    sched_wake(t);
    refill_wake_sporadic(t->sc);
}

void notification_signal(struct notification *n, word_t badge)
{
    struct tcb *waiter = n->waiters.head;
    struct tcb *bound = n->bound_tcb;

    trace_event(TRACE_SIGNAL, (word_t)n, badge, 0);
    if (n->active) {
        n->word |= badge;
    } else if (waiter) {
        notification_cancel_wait(waiter);
        deliver(n, waiter, badge);
    } else if (bound && bound->state == STATE_BLOCKED_ON_RECEIVE) {
        tcb_cancel_ipc(bound);
        deliver(n, bound, badge);
    } else {
        n->active = true;
        n->word = badge;
    }
}

/* Takes the pending word; the notification is idle again. */
static void take(struct notification *n, struct tcb *t)
{
    tcb_set_reg(t, REG_BADGE, n->word);
    n->active = false;
    n->word = 0;
    notification_lend_context(n, t);
}

void notification_receive(struct notification *n, struct tcb *t, bool blocking)
{
    if (n->active) {
        take(n, t);
        refill_wake_sporadic(t->sc);
    } else if (blocking) {
        t->waiting_on.notification = n;
        tcb_set_state(t, STATE_BLOCKED_ON_NOTIFICATION);
        wait_insert(&n->waiters, t);
        notification_return_context(n, t);
    } else {
        tcb_set_reg(t, REG_BADGE, 0);
    }
}

bool notification_take_bound(struct tcb *t)
{
    struct notification *n = t->bound_notification;

    if (!n || !n->active)
        return false;
    take(n, t);
    if (t->sc == n->sc)
        refill_wake_sporadic(t->sc);
    return true;
}

void notification_cancel_wait(struct tcb *t)
{
    wait_remove(&t->waiting_on.notification->waiters, t);
    t->waiting_on.notification = NULL;
}

void notification_bind(struct notification *n, struct tcb *t)
{
    n->bound_tcb = t;
    t->bound_notification = n;
}

void notification_unbind(struct tcb *t)
{
    if (t->bound_notification) {
        t->bound_notification->bound_tcb = NULL;
        t->bound_notification = NULL;
    }
}

void notification_finalise(struct notification *n)
{
    bool had_waiters = n->waiters.head != NULL;

    if (n->sc)
        sc_unbind_notification(n->sc);
    if (n->bound_tcb)
        notification_unbind(n->bound_tcb);
    while (n->waiters.head) {
        struct tcb *t = n->waiters.head;

        notification_cancel_wait(t);
        tcb_set_state(t, STATE_RESTART);
        refill_wake_sporadic(t->sc);
        sched_wake(t);
    }
    if (had_waiters)
        sched_reschedule();
}
