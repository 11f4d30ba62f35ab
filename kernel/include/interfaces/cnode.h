/* SPDX-License-Identifier: MIT
 *
 * Capabilities in CNodes. A slot is named by a CNode, an index and a depth:
 * the number of index bits to resolve, 1..64; the lowest bits count.
 *
 * Naming a slot may be refused: seL4_RangeError (1, 64) depth,
 * seL4_FailedLookup the path (MR0 = 1 if it was a source's). This holds for
 * all methods below; each adds what is said there.
 */
#pragma once

#include <interfaces/invoke.h>

/** Deletes every capability derived from the one in the slot. */
LIBSEL4_INLINE seL4_Error seL4_CNode_Revoke(seL4_CNode service, seL4_Word index,
                                            seL4_Uint8 depth)
{
    return sel4_invoke(service, CNodeRevoke, SEL4_LIST(index, depth),
                       SEL4_NO_LIST);
}

/** Empties the slot; an object whose last capability goes is destroyed. */
LIBSEL4_INLINE seL4_Error seL4_CNode_Delete(seL4_CNode service, seL4_Word index,
                                            seL4_Uint8 depth)
{
    return sel4_invoke(service, CNodeDelete, SEL4_LIST(index, depth),
                       SEL4_NO_LIST);
}

/**
 * Removes every sender that waits on the endpoint with this badge.
 * seL4_IllegalOperation: no endpoint capability with all four rights.
 */
LIBSEL4_INLINE seL4_Error seL4_CNode_CancelBadgedSends(seL4_CNode service,
                                                       seL4_Word index,
                                                       seL4_Uint8 depth)
{
    return sel4_invoke(service, CNodeCancelBadgedSends, SEL4_LIST(index, depth),
                       SEL4_NO_LIST);
}

/**
 * Copies a capability; rights can only shrink.
 * seL4_DeleteFirst destination occupied; seL4_FailedLookup source empty;
 * seL4_RevokeFirst an untyped with children; seL4_IllegalOperation not
 * copyable (IRQ control, an unmapped page table).
 */
LIBSEL4_INLINE seL4_Error
seL4_CNode_Copy(seL4_CNode service, seL4_Word dest_index, seL4_Uint8 dest_depth,
                seL4_CNode src_root, seL4_Word src_index, seL4_Uint8 src_depth,
                seL4_CapRights_t rights)
{
    return sel4_invoke(service, CNodeCopy,
                       SEL4_LIST(dest_index, dest_depth, src_index, src_depth,
                                 rights.words[0]),
                       SEL4_LIST(src_root));
}

/**
 * Copies a capability and gives it a badge (endpoint, notification) or a
 * guard (CNode: seL4_CNode_CapData_new(...).words[0]).
 * Errors of seL4_CNode_Copy; seL4_IllegalOperation also if it has a badge
 * already or the guard does not fit.
 */
LIBSEL4_INLINE seL4_Error
seL4_CNode_Mint(seL4_CNode service, seL4_Word dest_index, seL4_Uint8 dest_depth,
                seL4_CNode src_root, seL4_Word src_index, seL4_Uint8 src_depth,
                seL4_CapRights_t rights, seL4_Word badge)
{
    return sel4_invoke(service, CNodeMint,
                       SEL4_LIST(dest_index, dest_depth, src_index, src_depth,
                                 rights.words[0], badge),
                       SEL4_LIST(src_root));
}

/**
 * Moves a capability with its place in the derivation tree.
 * seL4_DeleteFirst destination occupied; seL4_FailedLookup source empty.
 */
LIBSEL4_INLINE seL4_Error
seL4_CNode_Move(seL4_CNode service, seL4_Word dest_index, seL4_Uint8 dest_depth,
                seL4_CNode src_root, seL4_Word src_index, seL4_Uint8 src_depth)
{
    return sel4_invoke(service, CNodeMove,
                       SEL4_LIST(dest_index, dest_depth, src_index, src_depth),
                       SEL4_LIST(src_root));
}

/**
 * Moves a CNode capability and replaces its guard.
 * Errors of seL4_CNode_Move; seL4_IllegalOperation for an endpoint or
 * notification, or a guard that does not fit.
 */
LIBSEL4_INLINE seL4_Error
seL4_CNode_Mutate(seL4_CNode service, seL4_Word dest_index,
                  seL4_Uint8 dest_depth, seL4_CNode src_root,
                  seL4_Word src_index, seL4_Uint8 src_depth, seL4_Word badge)
{
    return sel4_invoke(
        service, CNodeMutate,
        SEL4_LIST(dest_index, dest_depth, src_index, src_depth, badge),
        SEL4_LIST(src_root));
}

/**
 * Moves source to pivot and pivot to destination at once; with source and
 * destination the same slot the two change places. Guards are replaced: the
 * source's by `pivot_badge`, the pivot's by `dest_badge`, 0 included.
 * seL4_DeleteFirst destination occupied; seL4_FailedLookup source or pivot
 * empty; seL4_IllegalOperation pivot equal to another slot, or as Mutate.
 */
LIBSEL4_INLINE seL4_Error seL4_CNode_Rotate(
    seL4_CNode service, seL4_Word dest_index, seL4_Uint8 dest_depth,
    seL4_Word dest_badge, seL4_CNode pivot_root, seL4_Word pivot_index,
    seL4_Uint8 pivot_depth, seL4_Word pivot_badge, seL4_CNode src_root,
    seL4_Word src_index, seL4_Uint8 src_depth)
{
    return sel4_invoke(service, CNodeRotate,
                       SEL4_LIST(dest_index, dest_depth, dest_badge,
                                 pivot_index, pivot_depth, pivot_badge,
                                 src_index, src_depth),
                       SEL4_LIST(pivot_root, src_root));
}
