/* SPDX-License-Identifier: MIT */
/*
 * SHA-256, as FIPS 180-4 gives it; names as there.
 *
 * Bytes gather in a block of 64, unless a whole one is there to be read where
 * it is; a full one is mixed into the eight words of the hash. The message ends
 * with a bit 1, zeros, and its length in bits as 64 bits, so that it fills
 * whole blocks.
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

/* The word twice, side by side. Shifted right, it is the word rotated right in
 * its lower half: three rotations of a word then cost three shifts, where the
 * processor has no instruction for them. */
static uint64_t twice(uint32_t x)
{
    return (uint64_t)x << 32 | x;
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
        uint64_t a = twice(w[t - 15]), b = twice(w[t - 2]);
        uint32_t s0 = (uint32_t)(a >> 7 ^ a >> 18) ^ w[t - 15] >> 3;
        uint32_t s1 = (uint32_t)(b >> 17 ^ b >> 19) ^ w[t - 2] >> 10;

        w[t] = s1 + w[t - 7] + s0 + w[t - 16];
    }
}

/* One round (6.2.2, step 3), of `kw` = K[t] + W[t]. It changes d and h; in
 * the next round each variable has the name of the one before it. Ch and Maj
 * are as in 4.1.2, with an operation less. */
static inline void mix(uint32_t a, uint32_t b, uint32_t c, uint32_t *d,
                       uint32_t e, uint32_t f, uint32_t g, uint32_t *h,
                       uint32_t kw)
{
    uint64_t aa = twice(a), ee = twice(e);
    uint32_t S0 = (uint32_t)(aa >> 2 ^ aa >> 13 ^ aa >> 22);
    uint32_t S1 = (uint32_t)(ee >> 6 ^ ee >> 11 ^ ee >> 25);
    uint32_t t1 = *h + S1 + (g ^ (e & (f ^ g))) + kw;

    *d += t1;
    *h = t1 + S0 + ((a & b) ^ (c & (a ^ b)));
}

/* Mixes one block into the hash, by the working variables a to h; after eight
 * rounds each has its own name again. */
static void compress(uint32_t *hash, const uint8_t *block)
{
    uint32_t a = hash[0], b = hash[1], c = hash[2], d = hash[3];
    uint32_t e = hash[4], f = hash[5], g = hash[6], h = hash[7];
    uint32_t w[ROUNDS];

    schedule(block, w);
    for (unsigned t = 0; t < ROUNDS; t += 8) {
        mix(a, b, c, &d, e, f, g, &h, K[t] + w[t]);
        mix(h, a, b, &c, d, e, f, &g, K[t + 1] + w[t + 1]);
        mix(g, h, a, &b, c, d, e, &f, K[t + 2] + w[t + 2]);
        mix(f, g, h, &a, b, c, d, &e, K[t + 3] + w[t + 3]);
        mix(e, f, g, &h, a, b, c, &d, K[t + 4] + w[t + 4]);
        mix(d, e, f, &g, h, a, b, &c, K[t + 5] + w[t + 5]);
        mix(c, d, e, &f, g, h, a, &b, K[t + 6] + w[t + 6]);
        mix(b, c, d, &e, f, g, h, &a, K[t + 7] + w[t + 7]);
    }
    hash[0] += a, hash[1] += b, hash[2] += c, hash[3] += d;
    hash[4] += e, hash[5] += f, hash[6] += g, hash[7] += h;
}

void sha256_init(struct sha256 *s)
{
    memcpy(s->hash, H0, sizeof s->hash);
    s->length = 0;
}

/* Takes up to a block; returns how many bytes. */
static size_t take(struct sha256 *s, const uint8_t *p, size_t length)
{
    size_t waiting = s->length % SHA256_BLOCK;
    size_t n = SHA256_BLOCK - waiting;

    if (n == SHA256_BLOCK && length >= n) {
        compress(s->hash, p);
        return n;
    }
    if (n > length)
        n = length;
    memcpy(s->block + waiting, p, n);
    if (waiting + n == SHA256_BLOCK)
        compress(s->hash, s->block);
    return n;
}

void sha256_update(struct sha256 *s, const void *bytes, size_t length)
{
    const uint8_t *p = bytes;

    while (length > 0) {
        size_t n = take(s, p, length);

        s->length += n;
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
