/* SPDX-License-Identifier: MIT
 *
 * What is in a slot: capscan.h.
 *
 * Whether a slot is empty any kernel says: moving nothing into it is refused
 * because the slot is full, or else because there is nothing to move.
 */
#include <stdbool.h>

#include <sel4/sel4.h>

#include "capscan.h"

static bool is_full(const struct capscan *scan, uint32_t slot)
{
    return seL4_CNode_Move(scan->cnode, slot, seL4_WordBits, scan->own,
                           scan->spare, seL4_WordBits) == seL4_DeleteFirst;
}

#ifdef CONFIG_DEBUG_BUILD
/* Of another CNode: by a copy. */
static unsigned identify_copy(const struct capscan *scan, uint32_t slot)
{
    seL4_Error error =
        seL4_CNode_Copy(scan->own, scan->spare, seL4_WordBits, scan->cnode,
                        slot, seL4_WordBits, seL4_AllRights);
    unsigned type;

    if (error == seL4_RevokeFirst) /* only an untyped in use says so */
        return CAPSCAN_UNTYPED;
    if (error)
        return is_full(scan, slot) ? CAPSCAN_SOMETHING : CAPSCAN_EMPTY;
    type = (unsigned)seL4_DebugCapIdentify(scan->spare);
    seL4_CNode_Delete(scan->own, scan->spare, seL4_WordBits);
    return type;
}

unsigned capscan_identify(const struct capscan *scan, uint32_t slot)
{
    if (scan->cnode == scan->own)
        return (unsigned)seL4_DebugCapIdentify(slot);
    return identify_copy(scan, slot);
}
#else
unsigned capscan_identify(const struct capscan *scan, uint32_t slot)
{
    return is_full(scan, slot) ? CAPSCAN_SOMETHING : CAPSCAN_EMPTY;
}
#endif
