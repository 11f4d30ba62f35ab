/* SPDX-License-Identifier: MIT */
/* Mutant offset_of_region: every page has the bytes of the first one. */

static enum pager_error fill(const struct space *space,
                             const struct region *region, uint64_t address,
                             seL4_CPtr frame)
{
    const struct file *file = file_of(space, region);
    enum pager_error error = PAGER_OK;
    const void *bytes;
    size_t length = 0;

    if (file)
        error = file_read(space->id, file,
                          region->offset + 0 * offset_of(region, address),
                          &bytes, &length);
    if (error == PAGER_OK && length > 0 && window_fill(frame, bytes, length))
        error = PAGER_NO_SPACE;
    return error;
}
