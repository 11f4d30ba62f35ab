/* SPDX-License-Identifier: MIT */
/* Mutant long_taken: a message of any length goes the short way. */

static inline bool is_short(word_t info)
{
    return (info & MASK(12)) <= MSG_MAX_LENGTH;
}
