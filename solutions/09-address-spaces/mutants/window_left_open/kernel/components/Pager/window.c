/* SPDX-License-Identifier: MIT */
/* Mutant window_left_open: the frame stays in the window. */

enum pager_error window_fill(seL4_CPtr frame, const void *bytes, size_t length)
{
    if (map(frame))
        return PAGER_NO_SPACE;
    memcpy((void *)WINDOW, bytes, length);
    return PAGER_OK;
}
