/* SPDX-License-Identifier: MIT */
/* Mutant number_zero: number 0 is given out. */

static word_t free_asid(word_t pool)
{
    word_t base = pool << ASID_POOL_BITS;

    for (word_t i = 0; i < BIT(ASID_POOL_BITS); i++)
        if (!*root_of(base + i))
            return base + i;
    return 0;
}
