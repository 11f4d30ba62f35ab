/* SPDX-License-Identifier: MIT
 *
 * Regions: what is to be found where in an address space.
 *
 * A region is a range of whole pages with rights and a backend. The table
 * says nothing of pages: which of them are there is kept in pages.h. It makes
 * no system call, so that it can be tested against a model on the host.
 *
 *          start          end
 *     .....[   region a   ).....[ b )[ c )..............
 *          ^ guard page          ^ no guard: somebody chose both addresses
 *
 * Invariants: regions are sorted by address, none is empty, no two of them
 * share a page; addresses are multiples of REGION_PAGE. A free range that is
 * found here has at least one free page on each side of it, so that what runs
 * over the end of a mapping faults.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "pager.h"

#define REGION_PAGE 4096ull

struct region {
    uint64_t start, end; /* addresses; end is the first behind it */
    uint64_t offset;     /* of its first page in its file, bytes */
    uint16_t file;       /* number of the file, from 1; 0: zeros */
    uint8_t rights;      /* set of enum pager_rights */
    uint8_t flags;       /* set of enum pager_flags */
};

struct regions {
    unsigned count;
    struct region region[PAGER_REGIONS_MAX];
};

/** @return the region that an address lies in; NULL: none. It stays valid
 *          until the table changes. */
const struct region *regions_find(const struct regions *table,
                                  uint64_t address);

/** @return whether start to end is a range of whole pages and not empty */
bool regions_is_range(uint64_t start, uint64_t end);

/** @return whether a region has a page between start and end */
bool regions_overlap(const struct regions *table, uint64_t start, uint64_t end);

/**
 * Finds the lowest free range, with a free page in front of it and another
 * behind it, all between from and to.
 *
 * @param length  bytes, a multiple of REGION_PAGE, not 0
 * @return its address; 0: there is none
 */
uint64_t regions_find_free(const struct regions *table, uint64_t from,
                           uint64_t to, uint64_t length);

/**
 * Adds a region.
 *
 * @return PAGER_OK; PAGER_BAD_RANGE: it is not of whole pages, or empty;
 *         PAGER_OVERLAP: another one has a page of it; PAGER_TOO_MANY: the
 *         table is full
 */
enum pager_error regions_add(struct regions *table,
                             const struct region *region);

/**
 * Takes pages out of the one region that has them all. What is left of it
 * stays: nothing, one part, or two.
 *
 * @return PAGER_OK; PAGER_BAD_RANGE: not whole pages, or empty;
 *         PAGER_NO_SPACE: they are not all in one region; PAGER_TOO_MANY: two
 *         parts would be left, and the table is full
 */
enum pager_error regions_remove(struct regions *table, uint64_t start,
                                uint64_t end);
