/* SPDX-License-Identifier: MIT */
/* Mutant end_not_zeroed: a whole page is copied, whatever the file has. */

seL4_Error window_fill(seL4_CPtr frame, const void *bytes, size_t length)
{
    seL4_Error error = window_map(frame, 0, seL4_ReadWrite);

    if (error)
        return error;
    memcpy(window_page(0), bytes, WINDOW_PAGE);
    (void)length;
    return seL4_RISCV_Page_Unmap(frame);
}
