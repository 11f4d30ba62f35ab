/* SPDX-License-Identifier: MIT
 *
 * Slots with capabilities in them: slots.h.
 */
#include "slots.h"

/* Gives a slot back if the kernel has not filled it. */
static seL4_CPtr filled(struct slots *pool, seL4_CPtr slot, seL4_Error error)
{
    if (!error)
        return slot;
    slots_give(pool, slot);
    return seL4_CapNull;
}

seL4_CPtr slots_keep(struct slots *pool, seL4_CPtr capability)
{
    seL4_CPtr slot = slots_take(pool);

    if (!slot)
        return seL4_CapNull;
    return filled(pool, slot,
                  seL4_CNode_Move(pool->cnode, slot, seL4_WordBits, pool->cnode,
                                  capability, seL4_WordBits));
}

seL4_CPtr slots_copy(struct slots *pool, seL4_CPtr capability,
                     seL4_CapRights_t rights, seL4_Word badge)
{
    seL4_CPtr slot = slots_take(pool);
    seL4_Error error;

    if (!slot)
        return seL4_CapNull;
    error = badge
                ? seL4_CNode_Mint(pool->cnode, slot, seL4_WordBits, pool->cnode,
                                  capability, seL4_WordBits, rights, badge)
                : seL4_CNode_Copy(pool->cnode, slot, seL4_WordBits, pool->cnode,
                                  capability, seL4_WordBits, rights);
    return filled(pool, slot, error);
}

void slots_drop(struct slots *pool, seL4_CPtr slot)
{
    if (slot == seL4_CapNull)
        return;
    seL4_CNode_Delete(pool->cnode, slot, seL4_WordBits);
    slots_give(pool, slot);
}

void slots_drop_row(struct slots *pool, seL4_CPtr first, uint32_t count)
{
    for (uint32_t i = 0; first && i < count; i++)
        slots_drop(pool, first + i);
}
