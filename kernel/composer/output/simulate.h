/* SPDX-License-Identifier: MIT
 *
 * Whether a plan's objects fit, and where each of them will lie.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "diagnostics.h"
#include "initialiser/plan.h"

/** The machine and what is loaded, as far as they decide where memory is. */
struct machine {
    uint64_t ram_mib;
    uint64_t cnode_bits;      /* radix of the root CNode */
    uint64_t tree_bytes;      /* device tree; 0: none is handed over */
    uint64_t kernel_boot_end; /* physical: ki_boot_end of the kernel */
    uint64_t kernel_end;      /* physical: ki_end */
    uint64_t image_start;     /* virtual, page aligned: the initial task */
    uint64_t image_end;
};

/**
 * Allocates every object of the plan as the initialiser will.
 *
 * @param paddr  receives the physical address of each object, by index;
 *               PLAN_ANYWHERE for those without memory
 * @return false: it does not fit, and an error says what
 */
bool simulate(struct diagnostics *d, const struct plan *plan,
              const struct machine *machine, uint64_t *paddr);
