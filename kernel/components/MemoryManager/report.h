/* SPDX-License-Identifier: MIT
 *
 * The memory manager's state for people.
 */
#pragma once

#include "batches.h"

/**
 * Logs clients, accounts, batches and how much is free in which sizes.
 *
 * @param names  of the clients, in their order
 */
void report_log(const struct memory *m, const char *const names[]);

/**
 * Describes the capabilities from a slot on: capscan_text.
 *
 * @param text  receives it in a block of the heap, or NULL if there is none
 * @return the slot to go on from; 0: that was all
 */
uint32_t report_capabilities(uint32_t first, char **text);
