/* SPDX-License-Identifier: MIT */
/* Mutant unwrapped_kept: the bits of unwrapped capabilities arrive as they
   were sent. */

static inline bool is_short(word_t info)
{
    return (info & MASK(9)) <= MSG_REGISTERS;
}
