/* SPDX-License-Identifier: MIT
 *
 * A small plan with a record in every table, for tests that break it in one
 * place: two components, of which the second is passive and the first's
 * child, three frames, an interrupt, a schedule.
 */
#pragma once

#include "../../initialiser/plan.h"

enum sample_object {
    SAMPLE_MONITOR,
    SAMPLE_MONITOR_CSPACE,
    SAMPLE_MONITOR_VSPACE,
    SAMPLE_TCB,
    SAMPLE_CONTEXT,
    SAMPLE_CSPACE,
    SAMPLE_VSPACE,
    SAMPLE_TABLE_1,
    SAMPLE_TABLE_2,
    SAMPLE_CODE,
    SAMPLE_STACK,
    SAMPLE_DEVICE,
    SAMPLE_NOTIFICATION,
    SAMPLE_IRQ,
    SAMPLE_CHILD_TCB,
    SAMPLE_CHILD_CONTEXT,
    SAMPLE_CHILD_CSPACE,
    SAMPLE_CHILD_VSPACE,
    SAMPLE_ENDPOINT,
    SAMPLE_OBJECTS,
};

enum {
    SAMPLE_ORDERED = SAMPLE_OBJECTS - 2, /* all but the IRQ and the VSpace */
    SAMPLE_ROWS = 4,
    SAMPLE_STRINGS = 40,
};

struct sample_plan {
    struct plan plan;
    struct plan_object objects[SAMPLE_OBJECTS];
    struct plan_cap caps[4];
    struct plan_mapping mappings[4];
    struct plan_fill fills[2];
    struct plan_thread threads[2];
    struct plan_irq irqs[1];
    struct plan_component components[2];
    struct plan_link links[2];
    struct plan_row rows[SAMPLE_ROWS];
    struct plan_constant constants[1];
    struct plan_domain domains[2];
    uint32_t order[SAMPLE_ORDERED + 1]; /* padded to 8 */
    char strings[SAMPLE_STRINGS];
    char data[8];
};

/** Makes the plan anew; plan_check accepts it. */
void sample_plan(struct sample_plan *s);
