/* SPDX-License-Identifier: MIT */
/* Mutant end_not_zeroed: a whole page is copied, whatever the file has. */

enum pager_error window_fill(seL4_CPtr frame, const void *bytes, size_t length)
{
    if (map(frame))
        return PAGER_NO_SPACE;
    memcpy((void *)WINDOW, bytes, 4096);
    (void)length;
    if (seL4_RISCV_Page_Unmap(frame))
        return PAGER_NO_SPACE;
    return PAGER_OK;
}
