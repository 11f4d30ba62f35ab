/* SPDX-License-Identifier: MIT */
/*
 * Faults: a thread's trouble as a message to its handler. See fault/fault.c.
 */
#pragma once

#include "state.h"

/**
 * Stops `t` with a fault and sends the message to its fault handler. Without a
 * handler the thread becomes Inactive.
 */
void fault_raise(struct tcb *t, struct fault fault);

/** A capability address did not resolve; the reason is in ks.error.lookup. */
void fault_raise_cap(struct tcb *t, word_t cptr, bool in_receive);

/** The budget of the thread's context is used up. Needs a timeout handler. */
void fault_raise_timeout(struct tcb *t);

/** Whether a capability can serve as a fault handler: an endpoint that can be
    called. */
bool fault_is_handler(struct cap cap);

/** Whether Timeout faults of `t` have somewhere to go. */
bool fault_has_timeout_handler(const struct tcb *t);

/**
 * Writes the fault of `from` as a message into the registers and buffer of
 * `to`. \return the message info word.
 */
word_t fault_write_message(struct tcb *from, struct tcb *to);

/**
 * Applies the handler's reply to the registers of the faulting thread.
 * \return whether the thread is to be restarted.
 */
bool fault_apply_reply(struct tcb *faulter, struct tcb *replier);
