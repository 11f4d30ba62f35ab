/* SPDX-License-Identifier: MIT
 *
 * A file in frames: how a package is handed over (security.idl4).
 *
 * One batch of the memory manager holds all that it takes: the frames, and the
 * CNode into which copies of their capabilities go. The frames are filled one
 * by one through the window (libs/window). To free it is to free the batch,
 * wherever copies went.
 */
#include <camkes.h>
#include <slots.h>
#include <window.h>

#include "shell.h"

enum { PAGES_MAX = 1024 };

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
    const uint32_t first = (uint32_t)f->cnode;
    const struct memory_object objects[] = {
        { seL4_CapTableObject, f->bits, 1, first },
        { seL4_RISCV_4K_Page, 0, pages, first + 1 },
    };

    return memory_alloc(MEMORY_OWN_ACCOUNT, 2, objects, MEMORY_BRIEF,
                        CAMKES_OWN_CNODE, &f->batch);
}

static bool fill_all(const struct frames *f, const char *bytes, size_t length)
{
    for (size_t at = 0; at < length; at += WINDOW_PAGE) {
        seL4_CPtr frame = f->cnode + 1 + at / WINDOW_PAGE;
        size_t left = length - at;

        if (window_fill(frame, bytes + at,
                        left < WINDOW_PAGE ? left : WINDOW_PAGE) ||
            seL4_CNode_Copy(f->cnode, at / WINDOW_PAGE, (uint8_t)f->bits,
                            CAMKES_OWN_CNODE, frame, seL4_WordBits,
                            seL4_ReadWrite))
            return false;
    }
    return true;
}

int frames_init(void)
{
    return window_open(&slots, CAMKES_OWN_VSPACE, 1);
}

int frames_make(struct frames *f, const void *bytes, size_t length)
{
    size_t pages = (length + WINDOW_PAGE - 1) / WINDOW_PAGE;
    int error;

    if (pages == 0)
        return MEMORY_BAD_OBJECT;
    if (pages > PAGES_MAX)
        return MEMORY_TOO_MANY;
    f->bits = bits_for((uint32_t)pages);
    f->slot_count = 1 + (uint32_t)pages;
    f->cnode = slots_take_row(&slots, f->slot_count);
    if (!f->cnode)
        return MEMORY_TOO_MANY;
    error = allocate(f, (uint32_t)pages);
    if (error != MEMORY_OK) {
        slots_give_row(&slots, f->cnode, f->slot_count);
        return error;
    }
    if (!fill_all(f, bytes, length)) {
        frames_free(f);
        return MEMORY_BAD_CNODE;
    }
    return MEMORY_OK;
}

void frames_free(const struct frames *f)
{
    memory_free(MEMORY_OWN_ACCOUNT, f->batch);
    slots_give_row(&slots, f->cnode, f->slot_count);
}
