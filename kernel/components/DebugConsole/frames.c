/* SPDX-License-Identifier: MIT
 *
 * A file in frames: how a package is handed over (security.idl4).
 *
 * One batch of the memory manager holds all that it takes: the frames, the
 * CNode into which copies of their capabilities go, and two page tables for
 * the window, a page of the console's own address space through which the
 * frames are filled one by one. To free it is to free the batch, wherever
 * copies went.
 */
#include <camkes.h>
#include <slots.h>
#include <string.h>

#include "shell.h"

#define WINDOW 0x2000000000ul /* far from everything that the composer placed */

enum { PAGE = 4096, TABLES = 2, PAGES_MAX = 1024 };

SLOTS_OF_COMPONENT(slots);

static uint32_t bits_for(uint32_t count)
{
    uint32_t bits = 1;

    while (1u << bits < count)
        bits++;
    return bits;
}

static int allocate(struct frames *f, uint32_t pages)
{
    const uint32_t first = (uint32_t)f->slots;
    const struct memory_object objects[] = {
        { seL4_RISCV_PageTableObject, 0, TABLES, first },
        { seL4_CapTableObject, f->bits, 1, first + TABLES },
        { seL4_RISCV_4K_Page, 0, pages, first + TABLES + 1 },
    };

    return memory_alloc(MEMORY_OWN_ACCOUNT, 3, objects, MEMORY_BRIEF,
                        CAMKES_OWN_CNODE, &f->batch);
}

static bool open_window(const struct frames *f)
{
    for (unsigned i = 0; i < TABLES; i++)
        if (seL4_RISCV_PageTable_Map(f->slots + i, CAMKES_OWN_VSPACE, WINDOW,
                                     seL4_RISCV_Default_VMAttributes))
            return false;
    return true;
}

static bool fill(seL4_CPtr frame, const void *bytes, size_t length)
{
    if (seL4_RISCV_Page_Map(frame, CAMKES_OWN_VSPACE, WINDOW, seL4_ReadWrite,
                            seL4_RISCV_ExecuteNever))
        return false;
    memcpy((void *)WINDOW, bytes, length);
    return seL4_RISCV_Page_Unmap(frame) == seL4_NoError;
}

static bool fill_all(const struct frames *f, const char *bytes, size_t length)
{
    for (size_t at = 0; at < length; at += PAGE) {
        seL4_CPtr frame = f->cnode + 1 + at / PAGE;
        size_t left = length - at;

        if (!fill(frame, bytes + at, left < PAGE ? left : PAGE) ||
            seL4_CNode_Copy(f->cnode, at / PAGE, (uint8_t)f->bits,
                            CAMKES_OWN_CNODE, frame, seL4_WordBits,
                            seL4_ReadWrite))
            return false;
    }
    return true;
}

int frames_make(struct frames *f, const void *bytes, size_t length)
{
    size_t pages = (length + PAGE - 1) / PAGE;
    int error;

    if (pages == 0 || pages > PAGES_MAX)
        return MEMORY_BAD_OBJECT;
    f->bits = bits_for((uint32_t)pages);
    f->slot_count = TABLES + 1 + (uint32_t)pages;
    f->slots = slots_take_row(&slots, f->slot_count);
    f->cnode = f->slots + TABLES;
    if (!f->slots)
        return MEMORY_TOO_MANY;
    error = allocate(f, (uint32_t)pages);
    if (error != MEMORY_OK) {
        slots_give_row(&slots, (uint32_t)f->slots, f->slot_count);
        return error;
    }
    if (!open_window(f) || !fill_all(f, bytes, length)) {
        frames_free(f);
        return MEMORY_BAD_CNODE;
    }
    return MEMORY_OK;
}

void frames_free(const struct frames *f)
{
    memory_free(MEMORY_OWN_ACCOUNT, f->batch);
    slots_give_row(&slots, f->slots, f->slot_count);
}
