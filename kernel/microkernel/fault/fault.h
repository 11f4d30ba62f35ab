/* SPDX-License-Identifier: MIT */
/*
 * Faults: a thread's trouble as a message to its handler. See fault/fault.c.
 */
#pragma once

#include "state.h"

/**
 * Stops `t` with a fault and sends the message to its fault handler, to whom it
 * lends its scheduling context like a caller. Without a handler that
 * can be called, a debug kernel says so on the console, the fault is forgotten
 * and the thread becomes Inactive. (Manual, "Faults")
 * \param t      the thread; its registers are those of the faulting instruction
 * \param fault  what is recorded in `t` until the fault is over
 */
void fault_raise(struct tcb *t, struct fault fault);

/**
 * Raises a CapFault: an address did not resolve, or not to what was needed.
 * The reason is in ks.error.lookup, and the next lookup may overwrite it there.
 * \param cptr        the address
 * \param in_receive  it was to be received from, rather than invoked
 */
void fault_raise_cap(struct tcb *t, word_t cptr, bool in_receive);

/**
 * Raises a Timeout: the budget of the context of `t` is used up. The message
 * goes to the timeout handler, which `t` must have, and lends nothing: there
 * is nothing left to lend. `t` need not be the current thread.
 */
void fault_raise_timeout(struct tcb *t);

/**
 * Whether a capability can serve as a fault handler: an endpoint that can be
 * called, with Write, and with Grant or GrantReply.
 */
bool fault_is_handler(struct cap cap);

/** Whether Timeout faults of `t` have somewhere to go. */
bool fault_has_timeout_handler(const struct tcb *t);

/**
 * Writes the fault of `from` as a message into the registers and buffer of
 * `to`, by the table at the head of fault/fault.c. Words that do not fit
 * because `to` has no buffer are left out. Taking a Timeout's message sets back
 * what the context of `from` has consumed.
 * \return the message info word: the fault's number as the label, the number of
 *         words written, no capabilities.
 */
word_t fault_write_message(struct tcb *from, struct tcb *to);

/**
 * Applies the handler's answer, the message of `replier`, to the registers of
 * the faulting thread: as many words as the answer has, the table at the head
 * of fault/fault.c allows, and `replier` really has (4 without a buffer). The
 * caller of this function changes the state of the thread and ends the fault.
 * \return whether the thread is to be restarted: for CapFault and VMFault
 *         always, otherwise if the label of the answer is 0.
 */
bool fault_apply_reply(struct tcb *faulter, struct tcb *replier);
