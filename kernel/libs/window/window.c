/* SPDX-License-Identifier: MIT
 *
 * The window: window.h.
 *
 * What there is of it: page tables in a row of slots, and the number of pages
 * that they are for. That number is 0 as long as there is no window, so
 * nothing is mapped then.
 *
 *     table 0     the gigabyte, entries of 2 MiB
 *     table k     from 1 on: the k-th 2 MiB of pages
 */
#include "window.h"

#include <string.h>

#define LARGE_PAGE 0x200000ul /* what one table of pages is for */

static seL4_CPtr space;
static uint32_t pages;

/* The connector's, in the glue of the component. */
extern int memory_alloc(uint32_t account, size_t objects_sz,
                        const struct memory_object *objects, uint32_t lifetime,
                        seL4_CPtr cnode, uint32_t *batch);
extern int memory_free(uint32_t account, uint32_t batch);

/* -- page tables ----------------------------------------------------------- */

static uint32_t tables_for(uint32_t count)
{
    return 1 +
           (count + LARGE_PAGE / WINDOW_PAGE - 1) / (LARGE_PAGE / WINDOW_PAGE);
}

/* Each table goes where the lookup of its first address ends. */
static seL4_Error link_tables(seL4_CPtr first, uint32_t count, seL4_CPtr vspace)
{
    seL4_Error error = seL4_NoError;

    for (uint32_t i = 0; i < count && !error; i++)
        error = seL4_RISCV_PageTable_Map(
            first + i, vspace, WINDOW_ADDRESS + (i ? i - 1 : 0) * LARGE_PAGE,
            seL4_RISCV_Default_VMAttributes);
    return error;
}

enum memory_error window_open(struct slots *slots, seL4_CPtr vspace,
                              uint32_t count)
{
    const uint32_t tables = tables_for(count);
    struct memory_object objects = { .type = seL4_RISCV_PageTableObject,
                                     .count = tables };
    uint32_t batch;
    int error;

    if (count == 0 || count > WINDOW_PAGES_MAX)
        return MEMORY_BAD_OBJECT;
    objects.slot = (uint32_t)slots_take_row(slots, tables);
    if (!objects.slot)
        return MEMORY_TOO_MANY;
    error = memory_alloc(MEMORY_OWN_ACCOUNT, 1, &objects, MEMORY_LONG,
                         slots->cnode, &batch);
    if (error == MEMORY_OK && link_tables(objects.slot, tables, vspace)) {
        memory_free(MEMORY_OWN_ACCOUNT, batch);
        error = MEMORY_BAD_CNODE;
    }
    if (error != MEMORY_OK) {
        slots_give_row(slots, objects.slot, tables);
        return (enum memory_error)error;
    }
    space = vspace;
    pages = count;
    return MEMORY_OK;
}

/* -- pages ----------------------------------------------------------------- */

static uintptr_t address_of(uint32_t page)
{
    return WINDOW_ADDRESS + (uintptr_t)page * WINDOW_PAGE;
}

void *window_page(uint32_t page)
{
    return (void *)address_of(page);
}

seL4_Error window_map(seL4_CPtr frame, uint32_t page, seL4_CapRights_t rights)
{
    if (page >= pages)
        return seL4_RangeError;
    return seL4_RISCV_Page_Map(frame, space, address_of(page), rights,
                               seL4_RISCV_ExecuteNever);
}

seL4_Error window_fill(seL4_CPtr frame, const void *bytes, size_t length)
{
    seL4_Error error = window_map(frame, 0, seL4_ReadWrite);

    if (error)
        return error;
    memcpy(window_page(0), bytes, length);
    return seL4_RISCV_Page_Unmap(frame);
}
