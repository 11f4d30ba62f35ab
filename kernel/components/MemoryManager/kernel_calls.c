/* SPDX-License-Identifier: MIT
 *
 * The system calls of the memory manager: kernel_calls.h. A destination depth
 * of 0 says that the CNode is the capability itself, so that its guard, and
 * what lies in its slots, play no part.
 */
#include "kernel_calls.h"

#include <camkes.h>

seL4_Error kernel_split(seL4_CPtr untyped, unsigned bits, seL4_CPtr slot)
{
    return seL4_Untyped_Retype(untyped, seL4_UntypedObject, bits,
                               CAMKES_OWN_CNODE, 0, 0, slot, 2);
}

seL4_Error kernel_make(seL4_CPtr untyped, seL4_Word type, seL4_Word size_bits,
                       seL4_CPtr cnode, seL4_Word slot, seL4_Word count)
{
    return seL4_Untyped_Retype(untyped, type, size_bits, cnode, 0, 0, slot,
                               count);
}

seL4_Error kernel_revoke(seL4_CPtr untyped)
{
    return seL4_CNode_Revoke(CAMKES_OWN_CNODE, untyped, seL4_WordBits);
}
