/* SPDX-License-Identifier: MIT
 *
 * Step 7: what the kernel itself says about the result. Debug builds ask it
 * for the type of every capability in an object's slot, and of every slot of
 * the monitor's capability space after the change to it.
 */
#include "inspect.h"

#include "report.h"
#include "tables.h"

#ifdef CONFIG_DEBUG_BUILD

/* The kernel's numbers of capability types (sel4/debug.h). */
static seL4_Uint32 expected_type(const struct plan_object *o)
{
    static const seL4_Uint32 types[PLAN_TYPES] = {
        [PLAN_TCB] = 12,         [PLAN_SCHED_CONTEXT] = 22, [PLAN_ENDPOINT] = 4,
        [PLAN_NOTIFICATION] = 6, [PLAN_REPLY] = 8,          [PLAN_CNODE] = 10,
        [PLAN_VSPACE] = 3,       [PLAN_PAGE_TABLE] = 3,     [PLAN_FRAME] = 1,
        [PLAN_UNTYPED] = 2,      [PLAN_IRQ] = 16,
    };

    return types[o->type];
}

void inspect_objects(const struct setup *s)
{
    const struct plan_object *o = plan_objects(s->plan);

    for (uint32_t i = 0; i < s->plan->objects.count; i++)
        if (o[i].type != PLAN_BOOT &&
            seL4_DebugCapIdentify(setup_cap(s, i)) != expected_type(&o[i]))
            fail("inspect", plan_object_name(s->plan, i),
                 "not of the type in the plan");
}

/* The kernel's type of what the plan has in a slot of the monitor. */
static seL4_Uint32 planned_type(const struct plan *p, uint32_t slot)
{
    const struct plan_cap *c = plan_caps(p);

    for (uint64_t i = 0; i < p->caps.count; i++) {
        const struct plan_object *o = &plan_objects(p)[c[i].object];

        if (c[i].cnode == p->monitor_cspace && c[i].slot == slot)
            return o->type == PLAN_BOOT ? expected_type(&(struct plan_object){
                                              .type = PLAN_TCB })
                                        : expected_type(o);
    }
    return 0;
}

void inspect_monitor(const struct plan *p)
{
    uint32_t slots = 1u << plan_objects(p)[p->monitor_cspace].size_bits;

    for (uint32_t i = 0; i < slots; i++)
        if (seL4_DebugCapIdentify(i) != planned_type(p, i))
            fail("inspect", "monitor.cspace", "not what is in the plan");
}

#else

void inspect_objects(const struct setup *s)
{
    (void)s;
}

void inspect_monitor(const struct plan *p)
{
    (void)p;
}

#endif
