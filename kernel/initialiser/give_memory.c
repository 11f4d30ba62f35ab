/* SPDX-License-Identifier: MIT
 *
 * Step 4: the memory that is left goes to the component that the plan names:
 * see remaining.h for which pieces these are. From here on nothing can be
 * made any more.
 */
#include "report.h"
#include "setup.h"
#include "tables.h"

static const char step_name[] = "give memory";

/* A capability to the piece, which its receiver shall have alone. */
static seL4_CPtr piece_cap(struct setup *s, const struct remaining_piece *p,
                           const char *name)
{
    seL4_CPtr from = s->untyped[p->untyped];
    seL4_SlotPos slot;

    if (p->whole)
        return from;
    slot = setup_slot(s);
    expect(seL4_Untyped_Retype(from, seL4_UntypedObject, p->size_bits,
                               seL4_CapInitThreadCNode, 0, 0, slot, 1),
           step_name, name);
    s->next_slot = slot; /* it moves away at once */
    return slot;
}

void give_memory(struct setup *s)
{
    const struct plan_remaining *to = &s->plan->remaining;
    uint32_t depth;
    const char *name;

    if (to->cnode == PLAN_NONE)
        return;
    name = plan_object_name(s->plan, to->cnode);
    depth = plan_objects(s->plan)[to->cnode].size_bits;
    s->pieces = remaining_pieces(
        &s->memory, s->piece, to->count < MEMORY_MAX ? to->count : MEMORY_MAX);
    for (uint32_t i = s->pieces; i-- > 0;)
        expect(seL4_CNode_Move(setup_cap(s, to->cnode), to->slot + i,
                               (seL4_Uint8)depth, seL4_CapInitThreadCNode,
                               piece_cap(s, &s->piece[i], name), seL4_WordBits),
               step_name, name);
}
