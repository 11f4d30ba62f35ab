/* SPDX-License-Identifier: MIT
 *
 * Making impostors: see impostors.h.
 */
#include "impostors.h"

#include <camkes.h>
#include <memory.h>

#include "parcel.h"

seL4_CPtr impostors_make(void)
{
    seL4_CPtr first = slots_take_row(&slots, IMPOSTORS);
    const uint32_t at = (uint32_t)first;
    const struct memory_object wanted[] = {
        { seL4_EndpointObject, 0, 1, at + IMPOSTOR_ENDPOINT },
        { seL4_TCBObject, 0, 1, at + IMPOSTOR_THREAD },
        { seL4_RISCV_PageTableObject, 0, 1, at + IMPOSTOR_TABLE },
        { seL4_RISCV_Mega_Page, 0, 1, at + IMPOSTOR_LARGE_PAGE },
        { seL4_CapTableObject, IMPOSTOR_CNODE_BITS, 1, at + IMPOSTOR_CNODE },
    };
    uint32_t batch;

    if (!first ||
        memory_alloc(MEMORY_OWN_ACCOUNT, IMPOSTORS, wanted, MEMORY_LONG,
                     CAMKES_OWN_CNODE, &batch) != MEMORY_OK)
        return seL4_CapNull;
    return first;
}
