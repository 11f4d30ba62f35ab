/* SPDX-License-Identifier: MIT
 *
 * Mutant: each range has page tables of its own.
 */
#include "layout.h"

static void add_tables(struct layout *l)
{
    for (uint32_t i = 0; i < l->ranges; i++) {
        const struct layout_range *r = &l->range[i];
        uint64_t gib = UINT64_MAX, large = UINT64_MAX;
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
