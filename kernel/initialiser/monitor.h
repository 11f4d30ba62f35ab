/* SPDX-License-Identifier: MIT
 *
 * The monitor: what the initialiser is for the rest of its life.
 */
#pragma once

#include "plan.h"

/**
 * Receives faults for ever, and reports them.
 *
 * Called in the monitor's own capability space (monitor_space.h).
 */
_Noreturn void monitor_run(const struct plan *p);
