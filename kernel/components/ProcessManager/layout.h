/* SPDX-License-Identifier: MIT
 *
 * What a bundle is made of when it runs: kernel objects, and what lies where
 * in its address space. Computed from the bundle alone, before anything is
 * asked of anybody, so that all memory can be asked for at once.
 *
 * Objects have consecutive slots, counted from the first one:
 *
 *     0 LAYOUT_VSPACE   1 LAYOUT_CNODE   2 LAYOUT_TCB   3 LAYOUT_CONTEXT
 *     4 LAYOUT_TABLES   page tables, in the order in which they are mapped
 *     ...               frames, range by range
 *
 * Ranges are what is mapped from the beginning: the segments, the stack, the
 * IPC buffer and the page that is shared with the SDK runtime. The heap is
 * not among them, its pages come at their first touch. See
 * interfaces/application.h for the picture.
 *
 * Invariants: ranges ascend and share no page; no range is both writable and
 * executable; the pages below and above the stack, and above the IPC buffer,
 * belong to none; every page of a range has its table of both levels.
 */
#pragma once

#include <bundle.h>
#include <memory.h>

enum {
    LAYOUT_VSPACE,
    LAYOUT_CNODE,
    LAYOUT_TCB,
    LAYOUT_CONTEXT,
    LAYOUT_TABLES,
};

enum {
    LAYOUT_RANGES_MAX = BUNDLE_SEGMENTS_MAX + 3,
    /* An image has up to 1 GiB, a stack up to 16 MiB and what is above it. */
    LAYOUT_TABLES_MAX = 1 + 512 + 1 + 9,
    LAYOUT_OBJECTS = 6, /* descriptions for the memory manager */
};

/* Pages that are mapped alike. */
struct layout_range {
    uint64_t vaddr;
    uint32_t pages;
    uint32_t slot;        /* of the first frame, counted from the first one */
    uint32_t rights;      /* set of enum bundle_right */
    uint32_t size;        /* bytes of the bundle that go there */
    const uint8_t *bytes; /* the rest is zeros */
};

struct layout {
    uint32_t ranges;
    struct layout_range range[LAYOUT_RANGES_MAX];
    uint32_t ipc_buffer; /* slots of single frames, counted from the first */
    uint32_t page;
    uint32_t tables;
    uint64_t table[LAYOUT_TABLES_MAX]; /* address that each is needed for */
    uint32_t slots;
    uint64_t bytes;    /* of memory for all of it */
    uint64_t overhead; /* what of it is not the bundle's own memory, and what
                          the page tables of its heap will need */
};

/**
 * Lays out a bundle.
 *
 * @param bundle  verified; the layout points to its bytes
 * @param layout  receives the result, whatever is returned
 * @return false: it needs more objects than a batch of the memory manager may
 *         have, MEMORY_COUNT_MAX
 */
bool layout_make(struct layout *layout, const struct bundle *bundle);

/**
 * Says what to ask the memory manager for.
 *
 * @param first  slot of the first object
 */
void layout_objects(const struct layout *layout, uint32_t first,
                    struct memory_object objects[LAYOUT_OBJECTS]);
