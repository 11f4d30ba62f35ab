/* SPDX-License-Identifier: MIT */
/*
 * The verifier of bundles.
 *
 * Four passes, each relying on those before it:
 *
 *   header    magic, version, lengths: afterwards header, table and manifest
 *             lie inside the range
 *   table     each segment by itself and against the one before; afterwards
 *             all stored bytes lie inside the range, end to end up to its
 *             end, and the pages in memory are disjoint; then the entry
 *   digests   header and table, manifest, segments
 *   manifest  its text, then its quota against the image
 *
 * A defect in a field is thus named by what is wrong with it; a change that
 * leaves a field plausible is found by a digest. Nothing is used before all
 * passes are through.
 */
#include <string.h>

#include "bundle.h"

_Static_assert(BUNDLE_HEADER_BYTES == BUNDLE_SIGNED_BYTES + SHA256_BYTES,
               "the header ends with its digest");

const uint8_t bundle_magic[BUNDLE_MAGIC_BYTES] = { 0x8f, 'T',  'S',  'R',
                                                   '\r', '\n', 0x1a, '\n' };

/* A segment's entry in the table. */
struct row {
    uint64_t vaddr, memory_size;
    uint32_t offset, size, rights, reserved;
    const uint8_t *digest;
};

static uint64_t load(const uint8_t *p, unsigned bytes)
{
    uint64_t value = 0;

    while (bytes-- > 0)
        value = value << 8 | p[bytes];
    return value;
}

static uint32_t load32(const uint8_t *p)
{
    return (uint32_t)load(p, 4);
}

static uint64_t page_up(uint64_t address)
{
    return (address + BUNDLE_PAGE - 1) & -(uint64_t)BUNDLE_PAGE;
}

static struct row read_row(const uint8_t *bytes, unsigned i)
{
    const uint8_t *p = bytes + BUNDLE_HEADER_BYTES + i * BUNDLE_SEGMENT_BYTES;

    return (struct row){ load(p, 8),     load(p + 8, 8), load32(p + 16),
                         load32(p + 20), load32(p + 24), load32(p + 28),
                         p + 32 };
}

static enum bundle_error check_header(const uint8_t *p, size_t length,
                                      struct bundle *b)
{
    uint32_t table_end;

    if (length < BUNDLE_HEADER_BYTES)
        return BUNDLE_TRUNCATED;
    if (memcmp(p, bundle_magic, BUNDLE_MAGIC_BYTES) != 0)
        return BUNDLE_BAD_MAGIC;
    if (load(p + 8, 2) != BUNDLE_VERSION)
        return BUNDLE_BAD_VERSION;
    if (load(p + 10, 2) != BUNDLE_HEADER_BYTES)
        return BUNDLE_BAD_HEADER_LENGTH;
    if (load32(p + 12) != length || length > BUNDLE_BYTES_MAX)
        return BUNDLE_BAD_LENGTH;
    b->segments = load32(p + 24);
    if (b->segments < 1 || b->segments > BUNDLE_SEGMENTS_MAX)
        return BUNDLE_BAD_SEGMENT_COUNT;
    table_end = BUNDLE_HEADER_BYTES + b->segments * BUNDLE_SEGMENT_BYTES;
    if (table_end > length)
        return BUNDLE_TRUNCATED;
    if (load32(p + 16) != table_end)
        return BUNDLE_BAD_MANIFEST_OFFSET;
    b->manifest_length = load32(p + 20);
    if (b->manifest_length < 1 || b->manifest_length > BUNDLE_MANIFEST_MAX ||
        b->manifest_length > length - table_end)
        return BUNDLE_BAD_MANIFEST_LENGTH;
    if (load32(p + 28) != 0)
        return BUNDLE_BAD_RESERVED;
    b->manifest_text = (const char *)p + table_end;
    b->entry = load(p + 32, 8);
    memcpy(b->digest, p + BUNDLE_SIGNED_BYTES, SHA256_BYTES);
    return BUNDLE_OK;
}

/* A segment by itself. */
static enum bundle_error check_row(const struct row *row)
{
    if (row->reserved != 0)
        return BUNDLE_BAD_RESERVED;
    if (row->vaddr % BUNDLE_PAGE != 0)
        return BUNDLE_SEGMENT_MISALIGNED;
    if (row->memory_size == 0)
        return BUNDLE_SEGMENT_EMPTY;
    if (row->size > row->memory_size)
        return BUNDLE_SEGMENT_SIZE;
    if (row->vaddr < BUNDLE_VADDR_MIN || row->vaddr > BUNDLE_VADDR_END ||
        row->memory_size > BUNDLE_VADDR_END - row->vaddr)
        return BUNDLE_SEGMENT_RANGE;
    if ((row->rights & BUNDLE_WRITE) && (row->rights & BUNDLE_EXECUTE))
        return BUNDLE_WRITABLE_EXECUTABLE;
    if (!(row->rights & BUNDLE_READ) || row->rights >= (BUNDLE_EXECUTE << 1))
        return BUNDLE_SEGMENT_RIGHTS;
    return BUNDLE_OK;
}

/*
 * A segment against what is before it: another one, or nothing; its stored
 * bytes begin at `data`.
 */
static enum bundle_error check_place(const struct row *row, uint32_t data,
                                     size_t length,
                                     const struct bundle_segment *before)
{
    if (before && row->vaddr < before->vaddr)
        return BUNDLE_SEGMENT_ORDER;
    if (before && row->vaddr < page_up(before->vaddr + before->memory_size))
        return BUNDLE_SEGMENT_OVERLAP;
    if (row->offset < data)
        return BUNDLE_DATA_OVERLAP;
    if (row->offset > data)
        return BUNDLE_DATA_GAP;
    if (row->size > length - data)
        return BUNDLE_DATA_END;
    return BUNDLE_OK;
}

static enum bundle_error check_table(const uint8_t *p, size_t length,
                                     struct bundle *b, unsigned *where)
{
    uint32_t data = BUNDLE_HEADER_BYTES + b->segments * BUNDLE_SEGMENT_BYTES +
                    b->manifest_length;
    enum bundle_error error;

    for (unsigned i = 0; i < b->segments; i++) {
        struct row row = read_row(p, i);
        struct bundle_segment *segment = &b->segment[i];

        *where = i;
        error = check_row(&row);
        if (error == BUNDLE_OK)
            error = check_place(&row, data, length, i ? segment - 1 : NULL);
        if (error != BUNDLE_OK)
            return error;
        *segment = (struct bundle_segment){ row.vaddr, row.memory_size,
                                            p + data, row.size, row.rights };
        data += row.size;
    }
    if (data != length)
        return BUNDLE_DATA_END;
    *where = 0;
    return BUNDLE_OK;
}

/* Instructions begin at even addresses. */
static enum bundle_error check_entry(const struct bundle *b)
{
    for (unsigned i = 0; i < b->segments; i++) {
        const struct bundle_segment *s = &b->segment[i];

        if ((s->rights & BUNDLE_EXECUTE) && b->entry >= s->vaddr &&
            b->entry - s->vaddr < s->size && b->entry % 2 == 0)
            return BUNDLE_OK;
    }
    return BUNDLE_BAD_ENTRY;
}

static bool digest_is(const void *bytes, size_t length, const uint8_t *expected)
{
    uint8_t digest[SHA256_BYTES];

    sha256(bytes, length, digest);
    return memcmp(digest, expected, SHA256_BYTES) == 0;
}

static enum bundle_error check_digests(const uint8_t *p, const struct bundle *b,
                                       unsigned *where)
{
    uint8_t digest[SHA256_BYTES];
    struct sha256 s;

    sha256_init(&s);
    sha256_update(&s, p, BUNDLE_SIGNED_BYTES);
    sha256_update(&s, p + BUNDLE_HEADER_BYTES,
                  b->segments * BUNDLE_SEGMENT_BYTES);
    sha256_final(&s, digest);
    if (memcmp(digest, b->digest, SHA256_BYTES) != 0)
        return BUNDLE_HEADER_DIGEST;
    if (!digest_is(b->manifest_text, b->manifest_length, p + 40))
        return BUNDLE_MANIFEST_DIGEST;
    for (*where = 0; *where < b->segments; ++*where) {
        const struct bundle_segment *segment = &b->segment[*where];

        if (!digest_is(segment->bytes, segment->size,
                       read_row(p, *where).digest))
            return BUNDLE_SEGMENT_DIGEST;
    }
    *where = 0;
    return BUNDLE_OK;
}

/* Sizes are bounded by the checks before: the sum does not overflow. */
static enum bundle_error check_quota(const struct bundle *b)
{
    uint64_t need = b->manifest.stack + b->manifest.heap;

    for (unsigned i = 0; i < b->segments; i++)
        need += page_up(b->segment[i].memory_size);
    return need <= b->manifest.quota ? BUNDLE_OK : BUNDLE_MANIFEST_QUOTA;
}

enum bundle_error bundle_verify(const void *bytes, size_t length,
                                struct bundle *bundle, unsigned *where)
{
    enum bundle_error error;

    *where = 0;
    error = check_header(bytes, length, bundle);
    if (error == BUNDLE_OK)
        error = check_table(bytes, length, bundle, where);
    if (error == BUNDLE_OK)
        error = check_entry(bundle);
    if (error == BUNDLE_OK)
        error = check_digests(bytes, bundle, where);
    if (error == BUNDLE_OK)
        error =
            bundle_manifest_read(bundle->manifest_text, bundle->manifest_length,
                                 &bundle->manifest, where);
    return error == BUNDLE_OK ? check_quota(bundle) : error;
}
