/* SPDX-License-Identifier: MIT */
/* Mutant guard_not_shifted: the guard is compared with the low bits. */

static bool guard_matches(struct cap cnode, word_t cptr, word_t n)
{
    word_t s = cnode.guard_size;

    if (s == 0)
        return true;
    return s <= n &&
           (n == WORD_BITS ? cptr >> (n - s) : cptr & MASK(s)) == cnode.guard;
}
