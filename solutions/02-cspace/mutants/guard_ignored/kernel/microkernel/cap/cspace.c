/* SPDX-License-Identifier: MIT */
/* Mutant guard_ignored: a guard that differs is accepted. */

static bool guard_matches(struct cap cnode, word_t cptr, word_t n)
{
    word_t s = cnode.guard_size;

    (void)cptr;
    return s <= n;
}
