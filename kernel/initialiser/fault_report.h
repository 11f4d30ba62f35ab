/* SPDX-License-Identifier: MIT
 *
 * Reports of faults, for people.
 */
#pragma once

#include <sel4/sel4.h>

#include "plan.h"

/**
 * Reports a fault: whose and which, where in the program, all registers, and
 * who called whom.
 *
 * @param thread  its index in the plan
 */
void fault_report(const struct plan *p, uint32_t thread,
                  const seL4_Fault_t *fault, const seL4_UserContext *registers);

/**
 * Reports that a thread's budget was used up.
 *
 * @param count  how often this has happened to the thread
 */
void overrun_report(const struct plan *p, uint32_t thread,
                    const seL4_Fault_t *fault, uint64_t count,
                    const seL4_UserContext *registers);
