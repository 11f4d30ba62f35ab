/* SPDX-License-Identifier: MIT */
/* Exercise mutant guard_bits_kept: bits of the guard above its size stay in it. */

static struct cap apply_guard(struct cap cap, word_t data)
{
    word_t size = data & MASK(6);

    if (size + cap.size_bits > WORD_BITS)
        return cap_null();
    cap.guard_size = size;
    cap.guard = data >> 6;
    return cap;
}
