/* SPDX-License-Identifier: MIT */
/*
 * Notifications: signals that do not wait for a receiver.
 * See ipc/notification.c.
 */
#pragma once

#include "object/object.h"
#include "state.h"

struct notification {
    struct tcb_queue waiters; /* BlockedOnNotification                  */
    bool active;              /* a signal is pending; then nobody waits */
    word_t word;              /* the pending badges, merged             */

    struct tcb *bound_tcb;    /* also gets signals in EP receives       */
    struct sched_context *sc; /* lent to a receiver without one         */
};

_Static_assert(sizeof(struct notification) <= BIT(OBJECT_NOTIFICATION_BITS),
               "a notification fits");

/** Delivers `badge` to a waiting thread, or keeps it until one asks. */
void notification_signal(struct notification *n, word_t badge);

/**
 * Wait or Poll: takes the pending word.
 * \param blocking  with none pending, wait for a signal; otherwise a0 = 0.
 */
void notification_receive(struct notification *n, struct tcb *t, bool blocking);

/**
 * In an endpoint receive: takes the pending word of the notification that is
 * bound to `t`.
 * \return true if there was one; then the receive is over.
 */
bool notification_take_bound(struct tcb *t);

/** A waiting thread gives up: it leaves the queue. No change of state. */
void notification_cancel_wait(struct tcb *t);

/** Binds an unbound notification to a thread that has none bound. */
void notification_bind(struct notification *n, struct tcb *t);

/** Undoes the binding of a thread, if it has one. */
void notification_unbind(struct tcb *t);

/** Lends the notification's context to a receiver that has none. */
void notification_lend_context(struct notification *n, struct tcb *t);

/**
 * Before `t` blocks in a receive: if it runs on the context of `n`, which may
 * be NULL, it gives it back.
 */
void notification_return_context(struct notification *n, struct tcb *t);

/** The last capability is gone: links are cut, waiters start over. */
void notification_finalise(struct notification *n);
