/* SPDX-License-Identifier: MIT
 *
 * Asking the kernel whether the result is what was planned. Release builds
 * cannot ask: there both functions do nothing.
 */
#pragma once

#include "setup.h"

/** Ends the program unless every object's capability has the right type. */
void inspect_objects(const struct setup *s);

/** Ends the program unless the capability space, which must be the monitor's
 *  by now, holds in each slot what the plan has there, or nothing. */
void inspect_monitor(const struct plan *p);
