/* SPDX-License-Identifier: MIT */
/* Mutant address_not_rounded: a page is made at the address of the fault. */

static enum pager_error fault_in(struct space *space, uint64_t address,
                                 seL4_Word access)
{
    const struct region *region = regions_find(&space->regions, address);
    uint64_t start = address;
    struct page *page;

    if (!region)
        return PAGER_BAD_RANGE;
    if (!(region->rights & right_for(access)))
        return PAGER_BAD_RIGHTS;
    page = pages_find(&space->pages, start);
    if (page)
        return mapping_make(space, page->slot, start, region->rights);
    return populate(space, region, start, 1);
}
