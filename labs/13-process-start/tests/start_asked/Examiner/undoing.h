/* SPDX-License-Identifier: MIT
 *
 * Starts that fail at one of their attempts (attempts.h).
 */
#pragma once

#include "examined.h"

enum { ATTEMPTS_LEAST = 30 };

/** @return how many attempts a start of `probe` makes */
unsigned attempts_of_start(void);

/** Has a start fail there; nothing must be left of it. */
void fail_attempt(unsigned attempt);
