/* SPDX-License-Identifier: MIT
 *
 * What the process manager holds, and what a bundle holds, for people.
 */
#pragma once

#include "run.h"

/**
 * Describes the process manager's capabilities from slot `first` on.
 *
 * @param text  receives it in a block of the heap; NULL: there is an error
 * @param next  receives the slot to go on from; 0: that was all
 * @return PROCESS_SUCCESS; PROCESS_CAP_SCAN_FAILED: there is no such slot;
 *         PROCESS_SERIALIZE_ERROR: no memory for the text, or no slot of the
 *         process manager to look with
 */
enum process_error capabilities_of_manager(uint32_t first, char **text,
                                           uint32_t *next);

/** The same of a bundle that runs. Under the lock `work`. */
enum process_error capabilities_of_bundle(const struct run *run, uint32_t first,
                                          char **text, uint32_t *next);
