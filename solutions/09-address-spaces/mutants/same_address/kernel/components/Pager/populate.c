/* SPDX-License-Identifier: MIT */
/* Mutant same_address: all pages are put at the first address. */

static enum pager_error place_all(struct space *space,
                                  const struct region *region, uint64_t address,
                                  const seL4_CPtr *frames, unsigned count,
                                  uint16_t batch)
{
    enum pager_error error = PAGER_OK;

    for (unsigned i = 0; i < count; i++) {
        if (error == PAGER_OK)
            error = fill(space, region, address, frames[i]);
        if (error != PAGER_OK) {
            slots_drop(&slots, frames[i]);
            continue;
        }
        pages_use(&space->pages, batch);
        error = place(space, region, address, frames[i], PAGE_OWN, batch);
    }
    return error;
}
