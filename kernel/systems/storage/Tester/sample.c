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

static void put_segment(uint8_t *row, uint32_t offset, uint32_t size)
{
    memset(row, 0, BUNDLE_SEGMENT_BYTES);
    put(row, 8, BUNDLE_VADDR_MIN);
    put(row + 8, 8, size);
    put(row + 16, 4, offset);
    put(row + 20, 4, size);
    put(row + 24, 4, BUNDLE_READ | BUNDLE_EXECUTE);
}

static uint32_t get(const uint8_t *from)
{
    return from[0] | from[1] << 8 | from[2] << 16 | (uint32_t)from[3] << 24;
}

static void digest(uint8_t *bundle, uint32_t length, const uint8_t *range,
                   uint8_t *to)
{
    uint32_t offset = get(range), size = get(range + 4);

    if (offset <= length && size <= length - offset)
        sha256(bundle + offset, size, to);
}

void sample_sign(uint8_t *bundle, uint32_t length)
{
    uint32_t rows = get(bundle + 24);
    struct sha256 s;

    if (rows > (length - BUNDLE_HEADER_BYTES) / BUNDLE_SEGMENT_BYTES)
        return;
    digest(bundle, length, bundle + 16, bundle + 40);
    for (uint32_t i = 0; i < rows; i++) {
        uint8_t *row = bundle + BUNDLE_HEADER_BYTES + i * BUNDLE_SEGMENT_BYTES;

        digest(bundle, length, row + 16, row + 32);
    }
    sha256_init(&s);
    sha256_update(&s, bundle, BUNDLE_SIGNED_BYTES);
    sha256_update(&s, bundle + BUNDLE_HEADER_BYTES,
                  rows * BUNDLE_SEGMENT_BYTES);
    sha256_final(&s, bundle + BUNDLE_SIGNED_BYTES);
}

static void put_header(uint8_t *to, uint32_t length, uint32_t manifest,
                       uint32_t manifest_length)
{
    memset(to, 0, BUNDLE_HEADER_BYTES);
    memcpy(to, bundle_magic, BUNDLE_MAGIC_BYTES);
    put(to + 8, 2, BUNDLE_VERSION);
    put(to + 10, 2, BUNDLE_HEADER_BYTES);
    put(to + 12, 4, length);
    put(to + 16, 4, manifest);
    put(to + 20, 4, manifest_length);
    put(to + 24, 4, 1);
    put(to + 32, 8, BUNDLE_VADDR_MIN);
}

/* A manifest with a comment of so many bytes; its length. */
static uint32_t put_manifest(char *text, const char *id, uint32_t comment)
{
    uint32_t length = (uint32_t)sprintf(
        text, "[bundle]\nid = %s\nversion = 1\n[memory]\nquota = 16 MiB\n", id);

    if (comment == 0)
        return length;
    memset(text + length, '#', comment);
    text[length + comment - 1] = '\n';
    return length + comment;
}

uint32_t sample_make_with(uint8_t *to, const char *id, uint32_t code,
                          uint32_t comment)
{
    const uint32_t at = BUNDLE_HEADER_BYTES + BUNDLE_SEGMENT_BYTES;
    uint32_t length = put_manifest((char *)to + at, id, comment);
    uint8_t *bytes = to + at + length, seed = 0;

    for (const char *c = id; *c; c++)
        seed = (uint8_t)(seed * 31 + *c);

    for (uint32_t i = 0; i < code; i++)
        bytes[i] = (uint8_t)(seed + i + (i >> 9));
    put_segment(to + BUNDLE_HEADER_BYTES, at + length, code);
    put_header(to, at + length + code, at, length);
    sample_sign(to, at + length + code);
    return at + length + code;
}

uint32_t sample_make(uint8_t *to, const char *id, uint32_t code)
{
    return sample_make_with(to, id, code, 0);
}
