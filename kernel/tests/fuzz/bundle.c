/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: the verifier of bundles (kernel/libs/bundle).
 *
 * An input is a bundle. Because a change to one rarely leaves its digests
 * right, it is verified twice: as it is, and with header and digests made to
 * agree where the fields let find what they are about. Nothing is read
 * outside of it, and what is accepted keeps the rules that a loader counts on.
 */
#include <string.h>

#include "bundle.h"
#include "fuzz_target.h"

static volatile uint64_t sink;

static uint32_t get32(const uint8_t *p)
{
    return p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24;
}

static void put32(uint8_t *p, size_t value)
{
    for (unsigned i = 0; i < 4; i++)
        p[i] = (uint8_t)(value >> 8 * i);
}

/* The digest of a range that the bundle names, if it is inside. */
static void repair(uint8_t *b, size_t size, uint32_t offset, uint32_t length,
                   uint8_t *digest)
{
    if (offset <= size && length <= size - offset)
        sha256(b + offset, length, digest);
}

static void repair_all(uint8_t *b, size_t size)
{
    uint32_t segments;
    struct sha256 s;

    if (size < BUNDLE_HEADER_BYTES)
        return;
    put32(b + 12, size);
    segments = get32(b + 24);
    if (segments > (size - BUNDLE_HEADER_BYTES) / BUNDLE_SEGMENT_BYTES)
        return;
    repair(b, size, get32(b + 16), get32(b + 20), b + 40);
    for (uint32_t i = 0; i < segments; i++) {
        uint8_t *row = b + BUNDLE_HEADER_BYTES + i * BUNDLE_SEGMENT_BYTES;

        repair(b, size, get32(row + 16), get32(row + 20), row + 32);
    }
    sha256_init(&s);
    sha256_update(&s, b, BUNDLE_SIGNED_BYTES);
    sha256_update(&s, b + BUNDLE_HEADER_BYTES, segments * BUNDLE_SEGMENT_BYTES);
    sha256_final(&s, b + BUNDLE_SIGNED_BYTES);
}

static void use_segment(const struct bundle *b, unsigned i)
{
    const struct bundle_segment *s = &b->segment[i];
    uint64_t end = s->vaddr + s->memory_size;

    PROMISED(s->vaddr % BUNDLE_PAGE == 0 && s->vaddr >= BUNDLE_VADDR_MIN);
    PROMISED(end > s->vaddr && end <= BUNDLE_VADDR_END);
    PROMISED(s->size <= s->memory_size);
    PROMISED(s->rights == 1 || s->rights == 3 || s->rights == 5);
    PROMISED(i == 0 || s->vaddr / BUNDLE_PAGE >
                           (s[-1].vaddr + s[-1].memory_size - 1) / BUNDLE_PAGE);
    for (uint32_t n = 0; n < s->size; n++)
        sink += s->bytes[n];
}

static void use(const struct bundle *b)
{
    const struct bundle_manifest *m = &b->manifest;
    bool entry = false;

    PROMISED(b->segments >= 1 && b->segments <= BUNDLE_SEGMENTS_MAX);
    for (unsigned i = 0; i < b->segments; i++) {
        const struct bundle_segment *s = &b->segment[i];

        use_segment(b, i);
        entry = entry || (s->rights == 5 && b->entry >= s->vaddr &&
                          b->entry < s->vaddr + s->size);
    }
    PROMISED(entry);
    PROMISED(bundle_id_valid(m->id, strlen(m->id)));
    PROMISED(strlen(m->version) >= 1);
    PROMISED(m->priority <= 254 && m->budget >= 20 && m->period >= m->budget);
    PROMISED(m->stack >= BUNDLE_PAGE && m->stack + m->heap <= m->quota);
}

static void verify(const uint8_t *data, size_t size)
{
    struct bundle b;
    unsigned where;
    enum bundle_error error = bundle_verify(data, size, &b, &where);

    if (error == BUNDLE_OK)
        use(&b);
    PROMISED(strlen(bundle_error_text(error)) > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);

    verify(data, size);
    memcpy(copy, data, size);
    repair_all(copy, size);
    verify(copy, size);
    free(copy);
    return 0;
}
