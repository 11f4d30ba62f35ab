/* SPDX-License-Identifier: MIT
 *
 * A plan in the making: what builder.c adds to and finish.c completes.
 */
#pragma once

#include "plan/builder.h"
#include "plan/table.h"

/* The tables of struct plan, in the order in which they are laid out. */
enum part {
    PART_ORDER,
    PART_OBJECTS,
    PART_CAPS,
    PART_MAPPINGS,
    PART_FILLS,
    PART_THREADS,
    PART_IRQS,
    PART_COMPONENTS,
    PART_LINKS,
    PART_ROWS,
    PART_CONSTANTS,
    PART_DOMAINS,
    PART_STRINGS,
    PART_DATA,
    PARTS,
};

struct builder {
    struct table part[PARTS];
    void *texts; /* tree of the texts in PART_STRINGS (tsearch) */
    struct plan_remaining remaining;
    uint32_t monitor;
    uint32_t domain_start;
    uint32_t monitor_cspace; /* made by builder_finish, as what follows */
    uint32_t monitor_vspace;
    struct plan *block;
};

/** Adds what the monitor keeps: its CSpace, its view of the stacks. */
void builder_monitor_space(struct builder *b);
