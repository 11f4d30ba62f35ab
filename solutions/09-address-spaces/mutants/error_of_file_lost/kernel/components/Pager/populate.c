/* SPDX-License-Identifier: MIT */
/* Mutant error_of_file_lost: a file that cannot be read is one of zeros. */

static enum pager_error fill(const struct space *space,
                             const struct region *region, uint64_t address,
                             seL4_CPtr frame)
{
    const struct file *file = file_of(space, region);
    enum pager_error error = PAGER_OK;
    const void *bytes;
    size_t length = 0;

    if (file)
        error = file_read(space->id, file, offset_of(region, address), &bytes,
                          &length);
    if (error == PAGER_OK && length > 0 && window_fill(frame, bytes, length))
        return PAGER_NO_SPACE;
    return PAGER_OK;
}
