/* SPDX-License-Identifier: MIT */
/*
 * SipHash-2-4 as its paper gives it: four words of state, two rounds for each
 * word of input, four at the end.
 */
#include <string.h>

#include "siphash.h"

static uint64_t rotate(uint64_t x, int by)
{
    return x << by | x >> (64 - by);
}

static void rounds(uint64_t v[4], int count)
{
    while (count-- > 0) {
        v[0] += v[1];
        v[2] += v[3];
        v[1] = rotate(v[1], 13) ^ v[0];
        v[3] = rotate(v[3], 16) ^ v[2];
        v[0] = rotate(v[0], 32);
        v[2] += v[1];
        v[0] += v[3];
        v[1] = rotate(v[1], 17) ^ v[2];
        v[3] = rotate(v[3], 21) ^ v[0];
        v[2] = rotate(v[2], 32);
    }
}

static void absorb(uint64_t v[4], uint64_t word)
{
    v[3] ^= word;
    rounds(v, 2);
    v[0] ^= word;
}

uint64_t siphash(uint64_t k0, uint64_t k1, const void *data, size_t length)
{
    uint64_t v[4] = {
        k0 ^ 0x736f6d6570736575,
        k1 ^ 0x646f72616e646f6d,
        k0 ^ 0x6c7967656e657261,
        k1 ^ 0x7465646279746573,
    };
    const char *bytes = data;
    uint64_t word;
    size_t at;

    for (at = 0; at + 8 <= length; at += 8) {
        memcpy(&word, bytes + at, 8);
        absorb(v, word);
    }
    word = 0;
    memcpy(&word, bytes + at, length - at);
    absorb(v, word | (uint64_t)length << 56);
    v[2] ^= 0xff;
    rounds(v, 4);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}
