/* SPDX-License-Identifier: MIT */
/* Mutant use_not_counted: a batch knows of its first page only. */

static enum pager_error place_all(struct space *space,
                                  const struct region *region, uint64_t address,
                                  const seL4_CPtr *frames, unsigned count,
                                  uint16_t batch)
{
    enum pager_error error = PAGER_OK;

    for (unsigned i = 0; i < count; i++, address += REGION_PAGE) {
        if (error == PAGER_OK)
            error = fill(space, region, address, frames[i]);
        if (error != PAGER_OK) {
            slots_drop(&slots, frames[i]);
            continue;
        }
        if (i == 0)
            pages_use(&space->pages, batch);
        error = place(space, region, address, frames[i], PAGE_OWN, batch);
    }
    return error;
}
