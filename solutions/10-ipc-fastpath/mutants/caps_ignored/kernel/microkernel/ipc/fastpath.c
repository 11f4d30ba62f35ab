/* SPDX-License-Identifier: MIT */
/* Mutant caps_ignored: a message with capabilities is taken as one without.
   */

static inline bool is_short(word_t info)
{
    return (info & MASK(7)) <= MSG_REGISTERS;
}
