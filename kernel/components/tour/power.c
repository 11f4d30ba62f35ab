/* SPDX-License-Identifier: MIT
 *
 * QEMU's test finisher: one register of 32 bits at 0x100000; writing 0x5555
 * ends the machine as passed.
 */
#include "power.h"

#define FINISHER_PADDR 0x100000ul
#define FINISHER_PASS  0x5555u

static volatile seL4_Uint32 *finisher;

seL4_Error power_open(struct objects *pool, struct address_space *space)
{
    seL4_CPtr frame;
    seL4_Word vaddr;
    seL4_Error error =
        objects_create_device(pool, seL4_RISCV_4K_Page, FINISHER_PADDR, &frame);

    if (error == seL4_NoError)
        error = address_space_place(pool, space, frame, seL4_PageBits,
                                    seL4_ReadWrite, seL4_RISCV_ExecuteNever,
                                    &vaddr);
    if (error == seL4_NoError)
        finisher = (volatile seL4_Uint32 *)vaddr;
    return error;
}

_Noreturn void power_off(void)
{
    for (;;)
        *finisher = FINISHER_PASS;
}
