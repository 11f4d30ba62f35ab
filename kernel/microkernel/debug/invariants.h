/* SPDX-License-Identifier: MIT */
/*
 * The kernel's invariants as code. See debug/invariants.c.
 */
#pragma once

#include "types.h"

/** Checks every invariant that is written down in this kernel; a broken one
    is named, with its object, and stops the machine. Debug builds only. */
void invariants_check(void);
