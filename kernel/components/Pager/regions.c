/* SPDX-License-Identifier: MIT
 *
 * The table of regions: a sorted array, searched by halves.
 */
#include "regions.h"

#include <string.h>

/* Number of the first region that ends behind the address: the one that has
 * it, or else the next one. */
static unsigned first_behind(const struct regions *table, uint64_t address)
{
    unsigned low = 0, high = table->count;

    while (low < high) {
        unsigned middle = (low + high) / 2;

        if (table->region[middle].end <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct region *regions_find(const struct regions *table, uint64_t address)
{
    unsigned i = first_behind(table, address);

    if (i == table->count || table->region[i].start > address)
        return NULL;
    return &table->region[i];
}

bool regions_is_range(uint64_t start, uint64_t end)
{
    return start < end && start % REGION_PAGE == 0 && end % REGION_PAGE == 0;
}

bool regions_overlap(const struct regions *table, uint64_t start, uint64_t end)
{
    unsigned i = first_behind(table, start);

    return i < table->count && table->region[i].start < end;
}

uint64_t regions_find_free(const struct regions *table, uint64_t from,
                           uint64_t to, uint64_t length)
{
    uint64_t end = from; /* of what is in use below the gap */

    for (unsigned i = first_behind(table, from); i <= table->count; i++) {
        uint64_t next = i < table->count ? table->region[i].start : to;

        if (next > to)
            next = to;
        if (next > end && next - end >= 2 * REGION_PAGE &&
            next - end - 2 * REGION_PAGE >= length)
            return end + REGION_PAGE;
        if (i < table->count)
            end = table->region[i].end;
    }
    return 0;
}

static void insert(struct regions *table, unsigned at,
                   const struct region *region)
{
    struct region *place = &table->region[at];

    memmove(place + 1, place, (table->count - at) * sizeof *place);
    *place = *region;
    table->count++;
}

static void erase(struct regions *table, unsigned at)
{
    struct region *place = &table->region[at];

    table->count--;
    memmove(place, place + 1, (table->count - at) * sizeof *place);
}

enum pager_error regions_add(struct regions *table, const struct region *region)
{
    if (!regions_is_range(region->start, region->end))
        return PAGER_BAD_RANGE;
    if (regions_overlap(table, region->start, region->end))
        return PAGER_OVERLAP;
    if (table->count == PAGER_REGIONS_MAX)
        return PAGER_TOO_MANY;
    insert(table, first_behind(table, region->start), region);
    return PAGER_OK;
}

enum pager_error regions_remove(struct regions *table, uint64_t start,
                                uint64_t end)
{
    unsigned i = first_behind(table, start);
    struct region *r = &table->region[i], rest;

    if (!regions_is_range(start, end))
        return PAGER_BAD_RANGE;
    if (i == table->count || r->start > start || r->end < end)
        return PAGER_NO_SPACE;
    rest = *r;
    rest.offset += end - r->start;
    rest.start = end;
    if (r->start < start && end < r->end) {
        if (table->count == PAGER_REGIONS_MAX)
            return PAGER_TOO_MANY;
        r->end = start;
        insert(table, i + 1, &rest);
    } else if (r->start < start) {
        r->end = start;
    } else if (end < r->end) {
        *r = rest;
    } else {
        erase(table, i);
    }
    return PAGER_OK;
}
