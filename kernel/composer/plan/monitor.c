/* SPDX-License-Identifier: MIT
 *
 * What the initialiser keeps as monitor, as part of the plan like any other
 * component's capabilities: see initialiser/monitor_space.h.
 *
 * It is as little as its reports need: the registers of the threads whose
 * faults it gets, and the highest pages of their stacks, read-only.
 */
#include "initialiser/monitor_space.h"
#include "plan/builder.h"
#include "plan/parts.h"

enum {
    BOOT_TCB = 1, /* seL4_CapInitThreadTCB */
    BOOT_VSPACE = 3,
    PAGE = 4096,
};

static uint32_t boot_object(struct builder *b, const char *name,
                            uint64_t number)
{
    struct plan_object o = { .type = PLAN_BOOT,
                             .name = builder_text(b, "%s", name),
                             .component = PLAN_NONE,
                             .paddr = PLAN_ANYWHERE,
                             .number = number };

    return builder_object(b, &o);
}

static void keep(struct builder *b, uint32_t slot, uint32_t object,
                 uint32_t rights, const char *label)
{
    builder_cap(b, b->monitor_cspace, slot, object, rights, 0,
                builder_text(b, "%s", label));
}

/* Maps the highest pages of a stack at `*at` and what follows. */
static void view_stack(struct builder *b, const struct plan_thread *t,
                       size_t mappings, uint64_t *at)
{
    uint64_t from = t->stack_bottom;

    if (t->stack_top - from > MONITOR_STACK_PAGES * PAGE)
        from = t->stack_top - MONITOR_STACK_PAGES * PAGE;
    for (size_t i = 0; i < mappings; i++) {
        const struct plan_mapping m =
            *(const struct plan_mapping *)table_at(&b->part[PART_MAPPINGS], i);

        if (m.vspace != t->vspace || m.vaddr < from || m.vaddr >= t->stack_top)
            continue;
        if (builder_object_at(b, m.frame)->size_bits != 12)
            continue;
        builder_map(b, b->monitor_vspace, m.frame, *at, PLAN_READ, 0);
        *at += PAGE;
    }
}

void builder_monitor_space(struct builder *b)
{
    size_t threads = b->part[PART_THREADS].count;
    size_t mappings = b->part[PART_MAPPINGS].count;
    uint64_t at = MONITOR_STACKS;

    builder_monitor(b);
    b->monitor_vspace = boot_object(b, "monitor.vspace", BOOT_VSPACE);
    b->monitor_cspace = builder_make(b, PLAN_CNODE, 0, PLAN_NONE,
                                     builder_text(b, "monitor.cspace"));
    keep(b, MONITOR_SLOT_SELF, boot_object(b, "monitor.tcb", BOOT_TCB),
         PLAN_ALL_RIGHTS, "self");
    keep(b, MONITOR_SLOT_ENDPOINT, b->monitor, PLAN_READ, "faults");
    keep(b, MONITOR_SLOT_REPLY,
         builder_make(b, PLAN_REPLY, 0, PLAN_NONE,
                      builder_text(b, "monitor.reply")),
         PLAN_READ | PLAN_WRITE, "reply");
    for (size_t i = 0; i < threads; i++) {
        const struct plan_thread t =
            *(const struct plan_thread *)table_at(&b->part[PART_THREADS], i);

        if (t.fault != b->monitor && t.timeout != b->monitor)
            continue;
        keep(b, MONITOR_SLOT_THREADS + i, t.tcb, PLAN_ALL_RIGHTS, "thread");
        view_stack(b, &t, mappings, &at);
    }
}
