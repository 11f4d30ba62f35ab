/* SPDX-License-Identifier: MIT */
/* Mutant frame_write_only: a frame can be writable and not readable. */

static word_t mask_frame_rights(word_t old, word_t mask)
{
    word_t both = old & mask & (RIGHT_READ | RIGHT_WRITE);

    return both & RIGHT_WRITE ? RIGHT_READ | RIGHT_WRITE : both;
}
