/* SPDX-License-Identifier: MIT
 *
 * Step 2: capabilities.
 *
 * Each is made from its object's first capability, with exactly the rights,
 * badge or guard of the plan. Only IRQ control cannot be copied: it moves,
 * after every interrupt handler of the plan has been made.
 */
#include "report.h"
#include "setup.h"
#include "tables.h"

static const char step_name[] = "distribute";

/* What Mint takes: a badge, or the number of guard bits (the guard is 0). */
static seL4_Word data_of(const struct plan_object *o, const struct plan_cap *c)
{
    if (o->type == PLAN_CNODE)
        return seL4_CNode_CapData_new(0, c->badge).words[0];
    return c->badge;
}

static void put(struct setup *s, const struct plan_cap *c)
{
    const struct plan_object *o = &plan_objects(s->plan)[c->object];
    uint32_t depth = plan_objects(s->plan)[c->cnode].size_bits;
    seL4_CPtr cnode = setup_cap(s, c->cnode);
    seL4_CPtr from = setup_cap(s, c->object);
    seL4_CapRights_t rights = { { c->rights } };
    seL4_Error error;

    if (from == seL4_CapIRQControl)
        error = seL4_CNode_Move(cnode, c->slot, (seL4_Uint8)depth,
                                seL4_CapInitThreadCNode, from, seL4_WordBits);
    else
        error = seL4_CNode_Mint(cnode, c->slot, (seL4_Uint8)depth,
                                seL4_CapInitThreadCNode, from, seL4_WordBits,
                                rights, data_of(o, c));
    expect(error, step_name, plan_object_name(s->plan, c->object));
}

void distribute_caps(struct setup *s)
{
    const struct plan_cap *caps = plan_caps(s->plan);

    for (uint64_t i = 0; i < s->plan->caps.count; i++) {
        /* Without a CNode it lies in a thread, which gets it later. */
        if (caps[i].cnode != PLAN_NONE)
            put(s, &caps[i]);
        s->done.caps++;
    }
}
