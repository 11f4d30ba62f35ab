/* SPDX-License-Identifier: MIT
 *
 * Where memory can lie whose physical address the composer chooses.
 */
#pragma once

#include <stdint.h>

#include "options.h"

/* RAM, of which the firmware keeps what is below RAM_START. */
#define RAM_BASE  0x80000000ull
#define RAM_START 0x80200000ull

/** @return the end of RAM */
uint64_t ram_end(const struct options *o);

/**
 * @return the end of what can be chosen from. At the end of RAM the kernel
 *         takes a block for the initial task: its CNode of 2^(cnode_bits + 5)
 *         bytes, aligned to its size, and less than 1 MiB more.
 */
uint64_t ram_free_end(const struct options *o);
