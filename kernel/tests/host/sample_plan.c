/* SPDX-License-Identifier: MIT
 *
 * A small plan: see sample_plan.h.
 */
#include "sample_plan.h"

#include <stddef.h>
#include <string.h>

enum { HANDLER = PLAN_WRITE | PLAN_GRANT };

/* Texts: "" at 0, "main" at 1, "child" at 6, "main.c" at 12. */
static const char texts[] = "\0main\0child\0main.c";
enum { MAIN = 1, CHILD = 6, MAIN_C = 12 };

static const struct plan_object objects[SAMPLE_OBJECTS] = {
    [SAMPLE_MONITOR] = { .type = PLAN_ENDPOINT },
    [SAMPLE_MONITOR_CSPACE] = { .type = PLAN_CNODE, .size_bits = 3 },
    [SAMPLE_MONITOR_VSPACE] = { .type = PLAN_BOOT, .number = 3 },
    [SAMPLE_TCB] = { .type = PLAN_TCB },
    [SAMPLE_CONTEXT] = { .type = PLAN_SCHED_CONTEXT,
                         .size_bits = 7,
                         .first = 1000,
                         .second = 2000 },
    [SAMPLE_CSPACE] = { .type = PLAN_CNODE, .size_bits = 4 },
    [SAMPLE_VSPACE] = { .type = PLAN_VSPACE },
    [SAMPLE_TABLE_1] = { .type = PLAN_PAGE_TABLE,
                         .number = SAMPLE_VSPACE,
                         .second = 1 },
    [SAMPLE_TABLE_2] = { .type = PLAN_PAGE_TABLE,
                         .number = SAMPLE_VSPACE,
                         .first = 0x200000,
                         .second = 2 },
    [SAMPLE_CODE] = { .type = PLAN_FRAME, .size_bits = 12 },
    [SAMPLE_STACK] = { .type = PLAN_FRAME, .size_bits = 12 },
    [SAMPLE_DEVICE] = { .type = PLAN_FRAME, .size_bits = 12 },
    [SAMPLE_NOTIFICATION] = { .type = PLAN_NOTIFICATION },
    [SAMPLE_IRQ] = { .type = PLAN_IRQ, .number = 10 },
    [SAMPLE_CHILD_TCB] = { .type = PLAN_TCB },
    [SAMPLE_CHILD_CONTEXT] = { .type = PLAN_SCHED_CONTEXT,
                               .size_bits = 7,
                               .first = 1000,
                               .second = 1000 },
    [SAMPLE_CHILD_CSPACE] = { .type = PLAN_CNODE, .size_bits = 2 },
    [SAMPLE_CHILD_VSPACE] = { .type = PLAN_VSPACE },
    [SAMPLE_ENDPOINT] = { .type = PLAN_ENDPOINT },
};

static const struct plan_cap caps[] = {
    { SAMPLE_MONITOR_CSPACE, 1, SAMPLE_MONITOR, PLAN_READ, 0, 0, 0 },
    { SAMPLE_CSPACE, 1, SAMPLE_ENDPOINT, PLAN_READ, 0, 0, 0 },
    { SAMPLE_CSPACE, 2, SAMPLE_IRQ, PLAN_ALL_RIGHTS, 0, MAIN, 0 },
    { SAMPLE_CHILD_CSPACE, 1, SAMPLE_CSPACE, PLAN_ALL_RIGHTS, 60, 0, 0 },
};

static const struct plan_mapping mappings[] = {
    { SAMPLE_MONITOR_VSPACE, SAMPLE_STACK, 0x40000000, PLAN_READ, 0 },
    { SAMPLE_VSPACE, SAMPLE_CODE, 0x200000, PLAN_READ, PLAN_MAP_EXECUTE },
    { SAMPLE_VSPACE, SAMPLE_STACK, 0x202000, PLAN_READ | PLAN_WRITE, 0 },
    { SAMPLE_VSPACE, SAMPLE_DEVICE, 0x203000, PLAN_READ | PLAN_WRITE,
      PLAN_MAP_UNCACHED },
};

static const struct plan_fill fills[] = {
    { PLAN_FILL_DATA, SAMPLE_CODE, 0, 8, 0 },
    { PLAN_FILL_BOOT, SAMPLE_STACK, 0, 4096, 0 },
};

static const struct plan_thread threads[] = {
    { .tcb = SAMPLE_TCB,
      .cnode = SAMPLE_CSPACE,
      .cspace_guard = 60,
      .vspace = SAMPLE_VSPACE,
      .ipc_frame = SAMPLE_STACK,
      .sched_context = SAMPLE_CONTEXT,
      .notification = PLAN_NONE,
      .start = PLAN_NONE,
      .fault = SAMPLE_MONITOR,
      .fault_rights = HANDLER,
      .fault_badge = 1,
      .timeout = SAMPLE_MONITOR,
      .timeout_rights = HANDLER,
      .timeout_badge = 1,
      .ipc_vaddr = 0x202000,
      .component = 0,
      .name = MAIN,
      .priority = 10,
      .max_priority = 254,
      .flags = PLAN_THREAD_START,
      .stack_bottom = 0x202000,
      .stack_top = 0x203000 },
    { .tcb = SAMPLE_CHILD_TCB,
      .cnode = SAMPLE_CHILD_CSPACE,
      .cspace_guard = 62,
      .vspace = SAMPLE_CHILD_VSPACE,
      .ipc_frame = PLAN_NONE,
      .sched_context = SAMPLE_CHILD_CONTEXT,
      .notification = SAMPLE_NOTIFICATION,
      .start = PLAN_NONE,
      .fault = SAMPLE_ENDPOINT,
      .fault_rights = HANDLER,
      .timeout = PLAN_NONE,
      .component = 1,
      .name = CHILD,
      .flags = PLAN_THREAD_PASSIVE },
};

static const struct plan_irq irqs[] = { { SAMPLE_IRQ, SAMPLE_NOTIFICATION,
                                          1 } };

static const struct plan_component components[] = {
    { MAIN, MAIN_C, PLAN_NONE, SAMPLE_VSPACE, 0, SAMPLE_ROWS },
    { CHILD, 0, 0, SAMPLE_CHILD_VSPACE, SAMPLE_ROWS, 0 },
};

static const struct plan_link links[] = {
    { PLAN_LINK_IRQ, PLAN_NONE, 0, MAIN, 0, 0 },
    { PLAN_LINK_FAULT, 1, 0, 0, 0, 0 },
};

/* main is [0x200000, 0x200010), child's code [0x200010, 0x200020). */
static const struct plan_row rows[SAMPLE_ROWS] = {
    { 0x200000, MAIN, MAIN_C, 1 },
    { 0x200008, MAIN, MAIN_C, 2 },
    { 0x200010, CHILD, MAIN_C, 7 },
    { 0x200020, 0, 0, 0 },
};

static const struct plan_constant constants[] = { { 0, MAIN, 1, CHILD, 0 } };
static const struct plan_domain domains[] = { { 0, 0, 1000 }, { 0, 1, 0 } };

static void fill_order(struct sample_plan *s)
{
    uint32_t at = 0;

    s->objects[SAMPLE_DEVICE].paddr = 0x10000000;
    s->order[at++] = SAMPLE_DEVICE;
    for (uint32_t i = 0; i < SAMPLE_OBJECTS; i++) {
        if (i == SAMPLE_DEVICE)
            continue;
        s->objects[i].paddr = PLAN_ANYWHERE;
        if (i != SAMPLE_IRQ && i != SAMPLE_MONITOR_VSPACE)
            s->order[at++] = i;
    }
}

#define PART(name, records)                         \
    s->plan.name = (struct plan_part)               \
    {                                               \
        offsetof(struct sample_plan, name), records \
    }
#define FILL(name)                                    \
    do {                                              \
        memcpy(s->name, name, sizeof name);           \
        PART(name, sizeof s->name / sizeof *s->name); \
    } while (0)

void sample_plan(struct sample_plan *s)
{
    memset(s, 0, sizeof *s);
    s->plan = (struct plan){ .magic = PLAN_MAGIC,
                             .size = sizeof *s,
                             .remaining = { SAMPLE_CSPACE, 8, 8, 0 },
                             .monitor = SAMPLE_MONITOR,
                             .monitor_cspace = SAMPLE_MONITOR_CSPACE,
                             .monitor_vspace = SAMPLE_MONITOR_VSPACE };
    FILL(objects);
    FILL(caps);
    FILL(mappings);
    FILL(fills);
    FILL(threads);
    FILL(irqs);
    FILL(components);
    FILL(links);
    FILL(rows);
    FILL(constants);
    FILL(domains);
    PART(order, SAMPLE_ORDERED);
    PART(strings, SAMPLE_STRINGS);
    PART(data, sizeof s->data);
    memcpy(s->strings, texts, sizeof texts);
    fill_order(s);
}
