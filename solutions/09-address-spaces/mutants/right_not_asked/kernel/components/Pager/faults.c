/* SPDX-License-Identifier: MIT */
/* Mutant right_not_asked: a fault is answered whatever the access was. */

static enum pager_error fault_in(struct space *space, uint64_t address,
                                 seL4_Word access)
{
    const struct region *region = regions_find(&space->regions, address);
    uint64_t start = address - address % REGION_PAGE;
    struct page *page;

    if (!region)
        return PAGER_BAD_RANGE;
    (void)right_for;
    (void)access;
    page = pages_find(&space->pages, start);
    if (page)
        return mapping_make(space, page->slot, start, region->rights);
    return populate(space, region, start, 1);
}
