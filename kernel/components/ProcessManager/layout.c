/* SPDX-License-Identifier: MIT
 *
 * Laying out a bundle: see layout.h.
 *
 * Sv39 has three levels. The root covers everything, a table of the second
 * level 1 GiB, one of the third 2 MiB. As ranges ascend, the table that a
 * page needs is either the last one of its level or a new one.
 */
#include "layout.h"

#include <interfaces/application.h>
#include <sel4/sel4.h>
#include <string.h>

enum { GIB_BITS = 30, LARGE_BITS = 21 };

static uint64_t pages_of(uint64_t bytes)
{
    return (bytes + BUNDLE_PAGE - 1) / BUNDLE_PAGE;
}

/* -- ranges ---------------------------------------------------------------- */

static struct layout_range *add_range(struct layout *l, uint64_t vaddr,
                                      uint64_t pages, uint32_t rights)
{
    struct layout_range *r = &l->range[l->ranges++];

    *r = (struct layout_range){
        .vaddr = vaddr,
        .pages = (uint32_t)pages,
        .rights = rights,
    };
    return r;
}

static void add_segments(struct layout *l, const struct bundle *b)
{
    for (uint32_t i = 0; i < b->segments; i++) {
        const struct bundle_segment *s = &b->segment[i];
        struct layout_range *r =
            add_range(l, s->vaddr, pages_of(s->memory_size), s->rights);

        r->bytes = s->bytes;
        r->size = s->size;
    }
}

static void add_stack(struct layout *l, uint64_t bytes)
{
    const uint32_t rights = BUNDLE_READ | BUNDLE_WRITE;

    add_range(l, APPLICATION_STACK_END - bytes, pages_of(bytes), rights);
    add_range(l, APPLICATION_IPC_BUFFER, 1, rights);
    add_range(l, APPLICATION_PAGE, 1, rights);
}

/* -- page tables ----------------------------------------------------------- */

static void add_table(struct layout *l, uint64_t vaddr)
{
    l->table[l->tables++] = vaddr;
}

/* Goes through the ranges in parts of 2 MiB: a page table is new where the
 * part before was in another GiB, or was another part. */
static void add_tables(struct layout *l)
{
    uint64_t gib = UINT64_MAX, large = UINT64_MAX; /* of the part before */

    for (uint32_t i = 0; i < l->ranges; i++) {
        const struct layout_range *r = &l->range[i];
        uint64_t last = r->vaddr + (uint64_t)r->pages * BUNDLE_PAGE - 1;

        for (uint64_t at = r->vaddr >> LARGE_BITS; at <= last >> LARGE_BITS;
             at++) {
            uint64_t vaddr = at << LARGE_BITS;

            if (vaddr >> GIB_BITS != gib)
                add_table(l, vaddr);
            if (at != large)
                add_table(l, vaddr);
            gib = vaddr >> GIB_BITS;
            large = at;
        }
    }
}

/* -- all of it ------------------------------------------------------------- */

static void number_slots(struct layout *l)
{
    l->slots = LAYOUT_TABLES + l->tables;
    for (uint32_t i = 0; i < l->ranges; i++) {
        l->range[i].slot = l->slots;
        l->slots += l->range[i].pages;
    }
    l->ipc_buffer = l->range[l->ranges - 2].slot;
    l->page = l->range[l->ranges - 1].slot;
}

static uint64_t fixed_bytes(const struct layout *l)
{
    const uint64_t cnode_bits = seL4_SlotBits + APPLICATION_CNODE_BITS;

    return (1ull << cnode_bits) + (1ull << seL4_TCBBits) +
           (1ull << seL4_MinSchedContextBits) +
           (uint64_t)(l->tables + 3) * BUNDLE_PAGE;
}

/* A heap lies in parts of the address space that nothing else touches. */
static uint64_t heap_tables(uint64_t heap)
{
    return heap ? 1 + ((heap + (1ull << LARGE_BITS) - 1) >> LARGE_BITS) : 0;
}

bool layout_make(struct layout *l, const struct bundle *b)
{
    memset(l, 0, sizeof *l);
    add_segments(l, b);
    add_stack(l, b->manifest.stack);
    add_tables(l);
    number_slots(l);
    l->overhead = fixed_bytes(l);
    l->bytes = l->overhead;
    l->bytes +=
        (uint64_t)(l->slots - LAYOUT_TABLES - l->tables - 2) * BUNDLE_PAGE;
    l->overhead += heap_tables(b->manifest.heap) * BUNDLE_PAGE;
    return l->slots <= MEMORY_COUNT_MAX;
}

void layout_objects(const struct layout *l, uint32_t first,
                    struct memory_object objects[LAYOUT_OBJECTS])
{
    const uint32_t frames = LAYOUT_TABLES + l->tables;
    const struct memory_object all[LAYOUT_OBJECTS] = {
        { seL4_RISCV_VSpaceObject, 0, 1, first + LAYOUT_VSPACE },
        { seL4_CapTableObject, APPLICATION_CNODE_BITS, 1,
          first + LAYOUT_CNODE },
        { seL4_TCBObject, 0, 1, first + LAYOUT_TCB },
        { seL4_SchedContextObject, seL4_MinSchedContextBits, 1,
          first + LAYOUT_CONTEXT },
        { seL4_RISCV_PageTableObject, 0, l->tables, first + LAYOUT_TABLES },
        { seL4_RISCV_4K_Page, 0, l->slots - frames, first + frames },
    };

    memcpy(objects, all, sizeof all);
}
