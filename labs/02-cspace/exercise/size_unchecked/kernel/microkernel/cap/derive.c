/* SPDX-License-Identifier: MIT */
/* Exercise mutant size_unchecked: guard and radix may be more than 64 bits together. */

static struct cap apply_guard(struct cap cap, word_t data)
{
    word_t size = data & MASK(6);

    cap.guard_size = size;
    cap.guard = (data >> 6) & MASK(size);
    return cap;
}
