/* SPDX-License-Identifier: MIT
 *
 * An operation as a row of attempts: every call that a start, and what else
 * changes a bundle, makes of the kernel or of another component, and that can
 * fail, is one. They are counted, and a test can have any of them fail without
 * being made, to see that all before it is undone, or what is left. In the full
 * system nobody is connected that could ask for it.
 */
#pragma once

#include <stdbool.h>

/** Makes `call`, or, if this is the attempt that shall fail, gives `refusal`
 * instead. */
#define ATTEMPT(call, refusal) (attempts_next() ? (call) : (refusal))

/** The same of a call of the kernel. */
#define KERNEL(call) ATTEMPT(call, seL4_NotEnoughMemory)

enum { ATTEMPTS_STEPS = 16 }; /* that can be measured, the beginning too */

/** An operation begins: the next attempt is its first. */
void attempts_begin(void);

/** A step of a start, from 1, has ended; 0: the start begins. */
void attempts_step_ended(unsigned step);

/** @return whether the next attempt is to be made */
bool attempts_next(void);
