/* SPDX-License-Identifier: MIT
 *
 * What the memory manager asks of the kernel: two methods. Slots are those of
 * the manager's own CNode. Tests of the rest play the kernel.
 */
#pragma once

#include <sel4/sel4.h>

/**
 * Makes two untypeds, the halves of one.
 *
 * @param untyped  its slot; nothing was made from it
 * @param bits     log2 of the size of a half
 * @param slot     of the lower half; the upper one goes into the next
 * @return seL4_NoError, or what Retype refused with
 */
seL4_Error kernel_split(seL4_CPtr untyped, unsigned bits, seL4_CPtr slot);

/**
 * Makes objects in the CNode of somebody else, behind what was made from the
 * same untyped before.
 *
 * @param cnode  any capability at all
 * @param slot   of the first object
 * @param count  1..256
 * @return seL4_NoError, or what Retype refused with
 */
seL4_Error kernel_make(seL4_CPtr untyped, seL4_Word type, seL4_Word size_bits,
                       seL4_CPtr cnode, seL4_Word slot, seL4_Word count);

/**
 * Destroys all that was made from an untyped, wherever its capabilities went.
 *
 * @return seL4_NoError, or what Revoke refused with
 */
seL4_Error kernel_revoke(seL4_CPtr untyped);
