/* SPDX-License-Identifier: MIT */
/* Mutant bit_by_bit: guards are compared one bit after the other. */

static bool guard_matches(struct cap cnode, word_t cptr, word_t n)
{
    word_t s = cnode.guard_size;

    if (s == 0)
        return true;
    if (s > n)
        return false;
    for (word_t i = 0; i < s; i++)
        if (((cptr >> (n - 1 - i)) & 1) != ((cnode.guard >> (s - 1 - i)) & 1))
            return false;
    return true;
}
