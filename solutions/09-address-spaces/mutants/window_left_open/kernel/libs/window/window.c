/* SPDX-License-Identifier: MIT */
/* Mutant window_left_open: the frame stays in the window. */

seL4_Error window_fill(seL4_CPtr frame, const void *bytes, size_t length)
{
    seL4_Error error = window_map(frame, 0, seL4_ReadWrite);

    if (error)
        return error;
    memcpy(window_page(0), bytes, length);
    return seL4_NoError;
}
