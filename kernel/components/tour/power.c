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
    volatile void *at = NULL;
    seL4_Error error = address_space_map_device(pool, space, seL4_RISCV_4K_Page,
                                                FINISHER_PADDR, NULL, &at);

    finisher = at;
    return error;
}

_Noreturn void power_off(void)
{
    for (;;)
        *finisher = FINISHER_PASS;
}
