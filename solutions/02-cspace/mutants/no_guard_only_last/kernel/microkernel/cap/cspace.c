/* SPDX-License-Identifier: MIT */
/* Mutant no_guard_only_last: without a guard the address must end here. */

static bool guard_matches(struct cap cnode, word_t cptr, word_t n)
{
    word_t s = cnode.guard_size;

    if (s == 0)
        return n == cnode.size_bits;
    return s <= n && ((cptr >> (n - s)) & MASK(s)) == cnode.guard;
}
