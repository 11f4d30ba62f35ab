/* SPDX-License-Identifier: MIT
 *
 * Numbers and texts from a fixed seed: see fuzzing.h.
 */
#include <string.h>

#include "fuzzing.h"

static uint64_t state = 0x7e55e4a;

void fuzz_seed(uint64_t seed)
{
    state = (seed + 1) * 0x9e3779b97f4a7c15;
}

uint64_t fuzz_word(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

uint32_t fuzz_below(uint32_t limit)
{
    return (uint32_t)((fuzz_word() >> 20) % limit);
}

bool fuzz_one_in(uint32_t n)
{
    return fuzz_below(n) == 0;
}

uint64_t fuzz_odd(void)
{
    static const uint64_t numbers[] = {
        0,          1,          7,          8,          9,          64,
        65,         127,        128,        256,        257,        511,
        512,        1023,       1024,       1025,       4087,       4088,
        4095,       4096,       4097,       1 << 20,    8 << 20,    0x7fffffff,
        0x80000000, 0xfffffff0, 0xffffffff, 1ull << 32, 1ull << 60, 1ull << 61,
        1ull << 62, 1ull << 63, -8ull,      -1ull,
    };

    return fuzz_below(4) ? fuzz_below(64)
                         : numbers[fuzz_below(sizeof numbers / 8)];
}

const char *fuzz_text(uint32_t size)
{
    static char text[2][256];
    static unsigned turn;
    uint32_t length = fuzz_below(size < 256 ? size : 256);
    char *to = text[turn++ % 2];

    for (uint32_t i = 0; i < length; i++)
        to[i] = (char)(1 + fuzz_below(255));
    to[length] = '\0';
    return to;
}

const char *fuzz_letters(char letter, uint32_t count)
{
    static char text[201];

    memset(text, letter, count);
    text[count] = '\0';
    return text;
}
