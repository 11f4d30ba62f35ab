/* SPDX-License-Identifier: MIT */
/*
 * Bytes and address ranges.
 *
 * A block is a range of physical memory. Its end, start + size, never wraps:
 * whoever makes a block from outside numbers checks that first.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE_SIZE 4096ul

struct block {
    uint64_t start;
    uint64_t size;
};

static inline uint64_t block_end(struct block b)
{
    return b.start + b.size;
}

static inline bool blocks_overlap(struct block a, struct block b)
{
    return a.start < block_end(b) && b.start < block_end(a);
}

static inline uint64_t page_down(uint64_t address)
{
    return address & ~(PAGE_SIZE - 1);
}

/** Rounds up to a page; `address` must be at most 2^64 - PAGE_SIZE. */
static inline uint64_t page_up(uint64_t address)
{
    return page_down(address + PAGE_SIZE - 1);
}

/** Copies `size` bytes between places that do not overlap. */
void copy_bytes(void *to, const void *from, uint64_t size);

/** Clears `size` bytes. */
void zero_bytes(void *at, uint64_t size);

/**
 * The lowest page-aligned block of `size` bytes that lies at or after `from`,
 * ends at or before `end` and overlaps none of the `count` blocks in `taken`.
 * Returns its start, or 0 if there is none.
 */
uint64_t find_room(uint64_t size, uint64_t from, uint64_t end,
                   const struct block *taken, unsigned count);
