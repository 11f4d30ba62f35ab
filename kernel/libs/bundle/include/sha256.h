/* SPDX-License-Identifier: MIT
 *
 * SHA-256 (FIPS 180-4, section 6.2) of bytes that arrive in pieces.
 *
 * Life of a state: sha256_init, any number of sha256_update, sha256_final.
 * After that it is to be initialised anew.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { SHA256_BYTES = 32, SHA256_BLOCK = 64 };

struct sha256 {
    uint32_t hash[8];
    uint64_t length;             /* bytes so far */
    uint8_t block[SHA256_BLOCK]; /* its first length % 64 bytes wait here */
};

/** Begins a new digest. */
void sha256_init(struct sha256 *s);

/** Adds `length` bytes; any length, 0 included. */
void sha256_update(struct sha256 *s, const void *bytes, size_t length);

/** Ends the digest and writes it, in the byte order of the standard. */
void sha256_final(struct sha256 *s, uint8_t digest[SHA256_BYTES]);

/** The digest of one range of bytes. */
void sha256(const void *bytes, size_t length, uint8_t digest[SHA256_BYTES]);
