/* SPDX-License-Identifier: MIT */
/*
 * A description of the system for people: each thread, and the capabilities in
 * the CNode that is the root of its capability space.
 */
#include "debug/snapshot.h"
#include "debug/print.h"
#include "state.h"

#if CONFIG_DEBUG

static const char *const cap_names[32] = {
    [CAP_FRAME] = "frame",
    [CAP_UNTYPED] = "untyped",
    [CAP_PAGE_TABLE] = "page table",
    [CAP_ENDPOINT] = "endpoint",
    [CAP_NOTIFICATION] = "notification",
    [CAP_REPLY] = "reply",
    [CAP_CNODE] = "cnode",
    [CAP_ASID_CONTROL] = "asid control",
    [CAP_TCB] = "tcb",
    [CAP_ASID_POOL] = "asid pool",
    [CAP_IRQ_CONTROL] = "irq control",
    [CAP_IRQ_HANDLER] = "irq handler",
    [CAP_ZOMBIE] = "zombie",
    [CAP_DOMAIN] = "domain",
    [CAP_SCHED_CONTEXT] = "sched context",
    [CAP_SCHED_CONTROL] = "sched control",
};

static void print_slots(struct cap cnode)
{
    struct cte *slots = cap_cnode(cnode);

    for (word_t i = 0; i < cnode_slots(cnode); i++) {
        struct cap cap = slots[i].cap;

        if (!cap_is(cap, CAP_NULL))
            kprintf("  %lx: %s, object %lx, data %lx\n", i, cap_names[cap.type],
                    (word_t)cap.address, cap.data);
    }
}

void debug_snapshot(void)
{
    for (struct tcb *t = ks.all_threads; t; t = t->all_next) {
        kprintf("thread \"%s\" priority %d\n", t->name, t->priority);
        if (cap_is(t->slots[TCB_CSPACE].cap, CAP_CNODE))
            print_slots(t->slots[TCB_CSPACE].cap);
    }
}

#else

void debug_snapshot(void)
{
}

#endif
