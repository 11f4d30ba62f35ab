/* SPDX-License-Identifier: MIT
 *
 * Mutant: the stack pointer is in the guard page.
 */
#include "start.h"

static seL4_Error set_registers(struct start *s)
{
    const uint64_t heap = s->bundle.manifest.heap;
    seL4_UserContext registers = {
        .pc = s->bundle.entry,
        .sp = APPLICATION_STACK_END + BUNDLE_PAGE,
        .a0 = APPLICATION_IPC_BUFFER,
        .a1 = APPLICATION_PAGE,
        .a2 = APPLICATION_HEAP,
        .a3 = heap,
    };

    return KERNEL(seL4_TCB_WriteRegisters(slot(s, LAYOUT_TCB), seL4_False, 0,
                                          sizeof registers / sizeof(seL4_Word),
                                          &registers));
}
