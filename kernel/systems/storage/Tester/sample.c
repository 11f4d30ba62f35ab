/* SPDX-License-Identifier: MIT
 *
 * Making bundles: the format is that of bundle.h.
 */
#include "sample.h"

#include <bundle.h>
#include <stdio.h>
#include <string.h>

static void put(uint8_t *to, unsigned bytes, uint64_t value)
{
    for (unsigned i = 0; i < bytes; i++)
        to[i] = (uint8_t)(value >> 8 * i);
}

static void put_segment(uint8_t *row, uint32_t offset, uint32_t size,
                        const uint8_t *bytes)
{
    memset(row, 0, BUNDLE_SEGMENT_BYTES);
    put(row, 8, BUNDLE_VADDR_MIN);
    put(row + 8, 8, size);
    put(row + 16, 4, offset);
    put(row + 20, 4, size);
    put(row + 24, 4, BUNDLE_READ | BUNDLE_EXECUTE);
    sha256(bytes, size, row + 32);
}

static void put_header(uint8_t *to, uint32_t length, uint32_t manifest,
                       uint32_t manifest_length)
{
    struct sha256 s;

    memset(to, 0, BUNDLE_HEADER_BYTES);
    memcpy(to, bundle_magic, BUNDLE_MAGIC_BYTES);
    put(to + 8, 2, BUNDLE_VERSION);
    put(to + 10, 2, BUNDLE_HEADER_BYTES);
    put(to + 12, 4, length);
    put(to + 16, 4, manifest);
    put(to + 20, 4, manifest_length);
    put(to + 24, 4, 1);
    put(to + 32, 8, BUNDLE_VADDR_MIN);
    sha256(to + manifest, manifest_length, to + 40);
    sha256_init(&s);
    sha256_update(&s, to, BUNDLE_SIGNED_BYTES);
    sha256_update(&s, to + BUNDLE_HEADER_BYTES, BUNDLE_SEGMENT_BYTES);
    sha256_final(&s, to + BUNDLE_SIGNED_BYTES);
}

uint32_t sample_make(uint8_t *to, const char *id, uint32_t code)
{
    const uint32_t at = BUNDLE_HEADER_BYTES + BUNDLE_SEGMENT_BYTES;
    char *text = (char *)to + at;
    uint32_t length = (uint32_t)sprintf(
        text, "[bundle]\nid = %s\nversion = 1\n[memory]\nquota = 16 MiB\n", id);
    uint8_t *bytes = to + at + length;

    for (uint32_t i = 0; i < code; i++)
        bytes[i] = (uint8_t)(id[i % strlen(id)] * 31 + i + (i >> 9));
    put_segment(to + BUNDLE_HEADER_BYTES, at + length, code, bytes);
    put_header(to, at + length + code, at, length);
    return at + length + code;
}
