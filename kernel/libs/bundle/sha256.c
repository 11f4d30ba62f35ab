/* SPDX-License-Identifier: MIT */
/*
 * SHA-256, as FIPS 180-4 gives it; names as there.
 *
 * Bytes gather in a block of 64; a full one is mixed into the eight words of
 * the hash. The message ends with a bit 1, zeros, and its length in bits as
 * 64 bits, so that it fills whole blocks.
 */
#include <string.h>

#include "sha256.h"

enum { ROUNDS = 64, LENGTH_AT = SHA256_BLOCK - 8 };

/* Fractional parts of the cube roots of the first 64 primes (4.2.2). */
static const uint32_t K[ROUNDS] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
};

/* Fractional parts of the square roots of the first 8 primes (5.3.3). */
static const uint32_t H0[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
};

static uint32_t rotr(uint32_t x, unsigned n)
{
    return x >> n | x << (32 - n);
}

static uint32_t load_be32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 |
           p[3];
}

/* The message schedule W (6.2.2, step 1). */
static void schedule(const uint8_t *block, uint32_t *w)
{
    for (unsigned t = 0; t < 16; t++)
        w[t] = load_be32(block + 4 * t);
    for (unsigned t = 16; t < ROUNDS; t++) {
        uint32_t a = w[t - 15], b = w[t - 2];
        uint32_t s0 = rotr(a, 7) ^ rotr(a, 18) ^ a >> 3;
        uint32_t s1 = rotr(b, 17) ^ rotr(b, 19) ^ b >> 10;

        w[t] = s1 + w[t - 7] + s0 + w[t - 16];
    }
}

/* Mixes one block into the hash; v are the working variables a to h. */
static void compress(uint32_t *hash, const uint8_t *block)
{
    uint32_t w[ROUNDS], v[8];

    schedule(block, w);
    memcpy(v, hash, sizeof v);
    for (unsigned t = 0; t < ROUNDS; t++) {
        uint32_t S1 = rotr(v[4], 6) ^ rotr(v[4], 11) ^ rotr(v[4], 25);
        uint32_t ch = (v[4] & v[5]) ^ (~v[4] & v[6]);
        uint32_t t1 = v[7] + S1 + ch + K[t] + w[t];
        uint32_t S0 = rotr(v[0], 2) ^ rotr(v[0], 13) ^ rotr(v[0], 22);
        uint32_t maj = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);

        memmove(v + 1, v, 7 * sizeof *v);
        v[4] += t1;
        v[0] = t1 + S0 + maj;
    }
    for (unsigned i = 0; i < 8; i++)
        hash[i] += v[i];
}

void sha256_init(struct sha256 *s)
{
    memcpy(s->hash, H0, sizeof s->hash);
    s->length = 0;
}

void sha256_update(struct sha256 *s, const void *bytes, size_t length)
{
    const uint8_t *p = bytes;

    while (length > 0) {
        size_t waiting = s->length % SHA256_BLOCK;
        size_t n = SHA256_BLOCK - waiting;

        if (n > length)
            n = length;
        memcpy(s->block + waiting, p, n);
        s->length += n;
        if (waiting + n == SHA256_BLOCK)
            compress(s->hash, s->block);
        p += n;
        length -= n;
    }
}

void sha256_final(struct sha256 *s, uint8_t digest[SHA256_BYTES])
{
    static const uint8_t padding[SHA256_BLOCK] = { 0x80 };
    uint64_t bits = s->length * 8;
    size_t waiting = s->length % SHA256_BLOCK;
    uint8_t length[8];

    for (unsigned i = 0; i < 8; i++)
        length[i] = (uint8_t)(bits >> (56 - 8 * i));
    sha256_update(s, padding,
                  waiting < LENGTH_AT ? LENGTH_AT - waiting
                                      : LENGTH_AT + SHA256_BLOCK - waiting);
    sha256_update(s, length, sizeof length);
    for (unsigned i = 0; i < SHA256_BYTES; i++)
        digest[i] = (uint8_t)(s->hash[i / 4] >> (24 - 8 * (i % 4)));
}

void sha256(const void *bytes, size_t length, uint8_t digest[SHA256_BYTES])
{
    struct sha256 s;

    sha256_init(&s);
    sha256_update(&s, bytes, length);
    sha256_final(&s, digest);
}
