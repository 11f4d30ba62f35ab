/* SPDX-License-Identifier: MIT */
/* Mutant guard_length_unchecked: a guard longer than what is left. */

static bool guard_matches(struct cap cnode, word_t cptr, word_t n)
{
    word_t s = cnode.guard_size;

    if (s == 0)
        return true;
    return ((cptr >> ((n - s) & 63)) & MASK(s)) == cnode.guard;
}
