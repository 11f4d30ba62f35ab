/* SPDX-License-Identifier: MIT
 *
 * Message registers and slots, with their limits.
 *
 * The message registers are the first 64 words of the IPC buffer; calls that
 * send take the words that travel in registers from there, and those that
 * receive put them there.
 */
#include "runtime.h"

void microkit_mr_set(seL4_Uint8 mr, seL4_Word value)
{
    if (mr >= MICROKIT_MAX_MRS) {
        complain_none("microkit_mr_set", "message register", mr);
        return;
    }
    seL4_SetMR(mr, value);
}

seL4_Word microkit_mr_get(seL4_Uint8 mr)
{
    if (mr >= MICROKIT_MAX_MRS) {
        complain_none("microkit_mr_get", "message register", mr);
        return 0;
    }
    return seL4_GetMR(mr);
}

seL4_CPtr microkit_cspace_root_slot_to_cptr(seL4_Word slot)
{
    if (slot == 0 || slot >= PD_USER_SLOTS) {
        complain_none("microkit_cspace_root_slot_to_cptr", "slot", slot);
        return seL4_CapNull;
    }
    return PD_SLOT_USER + slot;
}
