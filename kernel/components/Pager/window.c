/* SPDX-License-Identifier: MIT
 *
 * The window: one page of the pager's own address space, through which it
 * writes to frames of others before they are mapped for them.
 *
 * Why nobody can pull the frame away during the copy. A frame vanishes when
 * its account is closed. Accounts are closed by components of lower priority
 * than the pager's; while the pager copies it does not wait for anybody, so
 * none of them runs. Before and after, a vanished frame only makes a kernel
 * call fail. Bytes that have to be waited for are therefore read before the
 * window is opened.
 */
#include <camkes.h>
#include <memory.h>
#include <string.h>

#include "space.h"

#define WINDOW 0x3000000000ul /* far from everything that the composer placed */

seL4_CPtr window_probe;

static seL4_Error map(seL4_CPtr frame)
{
    return seL4_RISCV_Page_Map(frame, CAMKES_OWN_VSPACE, WINDOW, seL4_ReadWrite,
                               seL4_RISCV_ExecuteNever);
}

/* Adds one page table to the pager's own address space. */
static enum pager_error add_table(void)
{
    seL4_CPtr table;
    uint32_t batch;
    enum pager_error error =
        objects_take(MEMORY_OWN_ACCOUNT, seL4_RISCV_PageTableObject, 1,
                     MEMORY_LONG, &table, &batch);

    if (error == PAGER_OK &&
        seL4_RISCV_PageTable_Map(table, CAMKES_OWN_VSPACE, WINDOW,
                                 seL4_RISCV_Default_VMAttributes))
        error = PAGER_NO_MEMORY;
    return error;
}

enum pager_error window_open(void)
{
    uint32_t batch;
    enum pager_error error =
        objects_take(MEMORY_OWN_ACCOUNT, seL4_RISCV_4K_Page, 1, MEMORY_LONG,
                     &window_probe, &batch);

    while (error == PAGER_OK && map(window_probe))
        error = add_table();
    if (error == PAGER_OK)
        seL4_RISCV_Page_Unmap(window_probe);
    return error;
}

enum pager_error window_fill(seL4_CPtr frame, const void *bytes, size_t length)
{
    if (map(frame))
        return PAGER_NO_SPACE;
    memcpy((void *)WINDOW, bytes, length);
    if (seL4_RISCV_Page_Unmap(frame))
        return PAGER_NO_SPACE;
    return PAGER_OK;
}
