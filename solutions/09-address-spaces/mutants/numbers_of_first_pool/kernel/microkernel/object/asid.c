/* SPDX-License-Identifier: MIT */
/* Mutant numbers_of_first_pool: every pool gives out the numbers of pool 0. */

static word_t free_asid(word_t pool)
{
    word_t base = pool << ASID_POOL_BITS;

    for (word_t i = 0; i < BIT(ASID_POOL_BITS); i++)
        if (base + i != 0 && !*root_of(base + i))
            return i + (base == 0 ? 0 : 1);
    return 0;
}
