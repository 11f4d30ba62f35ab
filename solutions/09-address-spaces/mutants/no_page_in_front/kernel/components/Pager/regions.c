/* SPDX-License-Identifier: MIT */
/* Mutant no_page_in_front: a mapping begins where the last one ends. */

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
            return end == from ? end + REGION_PAGE : end;
        if (i < table->count)
            end = table->region[i].end;
    }
    return 0;
}
