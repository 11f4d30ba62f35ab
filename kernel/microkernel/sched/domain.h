/* SPDX-License-Identifier: MIT */
/*
 * Domains: a fixed schedule of time slices that separates groups of threads.
 */
#pragma once

#include "types.h"

/** Goes on to the next slice of the domain schedule. */
void domain_next(void);

/** Fills in the boot schedule: domain 0 for ever. */
void domain_init(void);
