/* SPDX-License-Identifier: MIT
 *
 * Mapping by asking: the kernel says when a page table is missing, so nobody
 * keeps a picture of them. A record is kept of each that was added, for its
 * slot; it stays until the space is detached.
 */
#include <camkes.h>
#include <memory.h>

#include "space.h"

enum { TABLES_MAX = 2 }; /* levels below the root */

static seL4_CPtr probe; /* a frame that is mapped nowhere */

enum pager_error mapping_init(void)
{
    uint32_t batch;

    return objects_take(MEMORY_OWN_ACCOUNT, seL4_RISCV_4K_Page, 1, MEMORY_LONG,
                        &probe, &batch);
}

bool mapping_is_root(seL4_CPtr vspace)
{
    /* No address is allowed there, which the kernel says after it has looked
       at the capability, and before anything is changed. */
    return seL4_RISCV_Page_Map(probe, vspace, seL4_UserTop, seL4_ReadWrite,
                               seL4_RISCV_ExecuteNever) == seL4_InvalidArgument;
}

/* Links one new page table where the lookup of the address ends. */
static enum pager_error add_table(struct space *space, uint64_t address)
{
    struct page *record = pages_add(&space->pages, address, PAGE_TABLE);
    seL4_CPtr table;
    uint32_t number;
    enum pager_error error;

    if (!record)
        return PAGER_NO_MEMORY;
    error = objects_take(space->account, seL4_RISCV_PageTableObject, 1,
                         MEMORY_LONG, &table, &number);
    if (error != PAGER_OK) {
        pages_remove(&space->pages, record);
        return error;
    }
    record->slot = (uint32_t)table;
    record->batch = pages_batch(&space->pages, number);
    if (seL4_RISCV_PageTable_Map(table, space->vspace, address,
                                 seL4_RISCV_Default_VMAttributes))
        return PAGER_NO_SPACE;
    return PAGER_OK;
}

static seL4_Error map(const struct space *space, seL4_CPtr frame,
                      uint64_t address, uint8_t rights)
{
    return seL4_RISCV_Page_Map(
        frame, space->vspace, address,
        seL4_CapRights_new(0, 0, (rights & PAGER_READ) != 0,
                           (rights & PAGER_WRITE) != 0),
        rights & PAGER_EXECUTE ? seL4_RISCV_Default_VMAttributes
                               : seL4_RISCV_ExecuteNever);
}

/* What has been written is what is going to be executed. */
static void renew_instructions(void)
{
    __asm__ volatile(".option push\n"
                     ".option arch, +zifencei\n"
                     "fence.i\n"
                     ".option pop" ::
                         : "memory");
}

enum pager_error mapping_make(struct space *space, seL4_CPtr frame,
                              uint64_t address, uint8_t rights)
{
    seL4_Error refused = map(space, frame, address, rights);

    if (rights & PAGER_EXECUTE)
        renew_instructions();
    for (int i = 0; refused == seL4_FailedLookup && i < TABLES_MAX; i++) {
        enum pager_error error = add_table(space, address);

        if (error != PAGER_OK)
            return error;
        refused = map(space, frame, address, rights);
    }
    return refused ? PAGER_NO_SPACE : PAGER_OK;
}
