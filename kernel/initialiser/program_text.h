/* SPDX-License-Identifier: MIT
 *
 * A component's memory as the monitor can know it: what the plan filled into
 * its frames, and the stacks that are mapped read-only.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "plan.h"

/**
 * Reads an instruction of a program out of the plan. Code cannot be written,
 * so that it still is what the plan says.
 *
 * @param vspace       the address space, an object
 * @param instruction  receives 4 bytes; within one page
 * @return whether the plan has such code
 */
bool program_text_read(const struct plan *p, uint32_t vspace, uint64_t address,
                       uint32_t *instruction);

/**
 * Reads a word of a thread's stack.
 *
 * @param address  a multiple of 8
 * @return false: this part of the stack cannot be seen
 */
bool stack_read(const struct plan *p, const struct plan_thread *t,
                uint64_t address, uint64_t *word);
