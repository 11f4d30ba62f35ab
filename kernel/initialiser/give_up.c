/* SPDX-License-Identifier: MIT
 *
 * Step 9: giving up.
 *
 * First the authority over memory, interrupts, time and address space numbers
 * is deleted. What is left in the root CNode must live on: capabilities of
 * objects and mappings in use. But nobody may hold them. So the initialiser
 * leaves: it takes the monitor's CNode of the plan as its capability space.
 * Then the only capability to the root CNode is the one in its own slot 2,
 * and nobody reaches that any more.
 */
#include "report.h"
#include "setup.h"
#include "tables.h"

static void drop(seL4_SlotPos slot)
{
    expect(seL4_CNode_Delete(seL4_CapInitThreadCNode, slot, seL4_WordBits),
           "give up", "capability");
}

static void drop_untypeds(struct setup *s)
{
    for (uint32_t i = 0; i < s->memory.untypeds; i++)
        drop(s->untyped[i]); /* the slot may be empty: given away */
}

void give_up(struct setup *s)
{
    const struct plan *p = s->plan;
    uint32_t radix = plan_objects(p)[p->monitor_cspace].size_bits;
    seL4_SlotPos sched_control = s->boot->schedcontrol.start;

    drop_untypeds(s);
    drop(seL4_CapIRQControl);
    drop(seL4_CapASIDControl);
    drop(seL4_CapDomain);
    drop(sched_control);
    /* The pool of ASIDs stays: without it every address space would end. */
    expect(seL4_TCB_SetSpace(
               seL4_CapInitThreadTCB, seL4_CapNull,
               setup_cap(s, p->monitor_cspace),
               seL4_CNode_CapData_new(0, seL4_WordBits - radix).words[0],
               seL4_CapInitThreadVSpace, 0),
           "give up", "root CNode");
}
