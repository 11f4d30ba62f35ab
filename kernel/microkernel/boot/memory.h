/* SPDX-License-Identifier: MIT */
/*
 * Which physical memory is whose at boot. See boot/memory.c.
 */
#pragma once

#include "types.h"

/** Physical addresses [start, end). */
struct region {
    paddr_t start;
    paddr_t end;
};

enum { MAX_FREE_REGIONS = 16 };

/** Free memory, in the order of addresses. */
struct free_list {
    struct region regions[MAX_FREE_REGIONS];
    word_t count;
};

/**
 * Finds the normal memory that nobody uses yet: [RAM_BASE, ram_end) without
 * the given regions, which are in ascending order and may be empty.
 */
void memory_find_free(struct free_list *list, paddr_t ram_end,
                      const struct region *used, word_t count);

/**
 * Takes `size` bytes, aligned to 2^align_bits, as high as they fit.
 * \return the start, or 0 if no free region has room.
 */
paddr_t memory_take(struct free_list *list, word_t size, word_t align_bits);

/** Calls `emit` for the power-of-two pieces that make up a region. */
void memory_split(struct region region,
                  void (*emit)(paddr_t start, word_t size_bits, bool device),
                  bool device);
