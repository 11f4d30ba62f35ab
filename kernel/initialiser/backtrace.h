/* SPDX-License-Identifier: MIT
 *
 * Who called whom in a stopped thread, by its frame pointers.
 *
 * Model. A function that keeps a frame pointer (s0) has at s0 - 8 the address
 * that it returns to, and at s0 - 16 its caller's frame pointer. One that
 * calls nothing saves only the frame pointer, at s0 - 8, and returns to ra.
 * Between its first instruction and the new s0, a function has none of that:
 * s0 is still its caller's. Which case it is shows in what the words are:
 * addresses in the stack, or in the program.
 *
 * The stack belongs to a thread that may have overwritten it. So each frame
 * must lie in the stack, above the one before, and return into the program;
 * the first that does not ends the list.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "plan.h"

enum { BACKTRACE_MAX = 16 };

struct backtrace_start {
    uint64_t pc;
    uint64_t ra;
    uint64_t frame; /* s0 */
    uint64_t stack_bottom;
    uint64_t stack_top;
};

/** Reads a word of the thread's stack. @return false: it cannot be seen */
typedef bool backtrace_read(void *context, uint64_t address, uint64_t *word);

/**
 * Lists the addresses in the program at which the thread is: its pc, then
 * where each caller goes on.
 *
 * @param component  whose program it is
 * @param read       gets `context` and aligned addresses within the stack
 * @param list       receives up to BACKTRACE_MAX addresses
 * @return how many, at least 1
 */
unsigned backtrace(const struct plan *p, uint32_t component,
                   const struct backtrace_start *start, backtrace_read *read,
                   void *context, uint64_t list[BACKTRACE_MAX]);
