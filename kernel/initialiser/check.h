/* SPDX-License-Identifier: MIT
 *
 * Whether a block of memory is a plan that can be performed.
 *
 * The composer checks what it made, the initialiser what it was given. After
 * this no reader of the plan needs to check an index, an offset or a text.
 * What only the machine can tell (is there memory, is that IRQ free) remains
 * to be found out.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "plan.h"

/* Limits of the initialiser's tables. */
enum {
    PLAN_OBJECTS_MAX = 1 << 16,
    PLAN_THREADS_MAX = 1024,
};

/** Why a plan was refused: texts that live for ever. */
struct plan_refusal {
    const char *record; /* a table of the plan, or "plan" */
    uint64_t index;     /* in that table */
    const char *field;
    const char *why;
};

/**
 * Checks a plan whole.
 *
 * @param block  8-byte aligned
 * @param size   bytes that can be read there
 * @param why    receives the reason of a refusal
 * @return whether it is well-formed
 */
bool plan_check(const void *block, uint64_t size, struct plan_refusal *why);
