/* SPDX-License-Identifier: MIT
 *
 * Untyped memory: the one source of every kernel object.
 */
#pragma once

#include <interfaces/invoke.h>

/**
 * Makes objects of one type from an untyped, in ascending memory, and puts
 * their capabilities into consecutive slots. An untyped without children is
 * used from its beginning again, after it was cleared.
 *
 * @param service      untyped
 * @param type         seL4_ObjectType
 * @param size_bits    Untyped and SchedContext: log2 of bytes; CapTable: log2
 *                     of slots; other types ignore it
 * @param root         CNode from which the destination is looked up
 * @param node_index   where in it, `node_depth` bits
 * @param node_depth   0: `root` itself is the destination; else 1..64
 * @param node_offset  first slot
 * @param num_objects  1..256
 *
 * seL4_InvalidArgument (0) no such type; (1) size too small, or a device
 * untyped and neither frame nor untyped. seL4_RangeError size_bits, offset or
 * number. seL4_FailedLookup destination. seL4_DeleteFirst a slot is occupied.
 * seL4_NotEnoughMemory MR0 bytes are left.
 */
LIBSEL4_INLINE seL4_Error
seL4_Untyped_Retype(seL4_Untyped service, seL4_Word type, seL4_Word size_bits,
                    seL4_CNode root, seL4_Word node_index, seL4_Word node_depth,
                    seL4_Word node_offset, seL4_Word num_objects)
{
    return sel4_invoke(service, UntypedRetype,
                       SEL4_LIST(type, size_bits, node_index, node_depth,
                                 node_offset, num_objects),
                       SEL4_LIST(root));
}
