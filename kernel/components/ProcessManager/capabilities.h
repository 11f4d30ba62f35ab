/* SPDX-License-Identifier: MIT
 *
 * What the process manager holds, and what a bundle holds, for people.
 */
#pragma once

#include "run.h"

/**
 * Describes the process manager's capabilities from slot `first` on.
 *
 * @param text  receives it in a block of the heap
 * @param next  receives the slot to go on from; 0: that was all
 * @return false: there is no such slot, or no memory for the text
 */
bool capabilities_of_manager(uint32_t first, char **text, uint32_t *next);

/** The same of a bundle that runs. Under the lock `work`. */
bool capabilities_of_bundle(const struct run *run, uint32_t first, char **text,
                            uint32_t *next);
