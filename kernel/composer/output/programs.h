/* SPDX-License-Identifier: MIT
 *
 * What must be compiled before there can be an image.
 */
#pragma once

#include <stdbool.h>

#include "diagnostics.h"
#include "initialiser/plan.h"
#include "options.h"

/**
 * Writes into the output folder
 *   include/NAME.h  for each component, with the names of what it has
 *   programs.mk     PROGRAMS = the components' programs, without .elf
 *
 * @return false: an error was reported
 */
bool programs_write(struct diagnostics *d, const struct plan *plan,
                    const struct options *o);
