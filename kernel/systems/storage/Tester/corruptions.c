/* SPDX-License-Identifier: MIT
 *
 * A bundle with one thing wrong, in every way: each bit of a byte and each
 * field changed, with digests that fit and that do not, each length that is not
 * its own. What is wrong, the library says that verifies bundles (its own tests
 * show that it is right); here it must be the coordinator's answer, and neither
 * package nor key may come of it.
 */
#include "tester.h"

#include <bundle.h>
#include <camkes.h>
#include <security.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"

static uint8_t good[PARCEL_PAGE];
static uint32_t length;

static struct {
    unsigned refused, accepted, other;
    uint64_t errors; /* bits of enum bundle_error */
} counts;

/* What the package in `small` is answered with, and what it should be. */
static void try(uint32_t size)
{
    static struct bundle b;
    unsigned where;
    enum bundle_error right = bundle_verify(small.bytes, size, &b, &where);
    char *id = NULL;
    int error = security_install(small.cnode, small.bits, size, &id);

    if (right != BUNDLE_OK && error == SECURITY_BUNDLE + (int)right) {
        counts.refused++;
        counts.errors |= 1ull << right;
    } else if (right == BUNDLE_OK && error == SECURITY_OK) {
        counts.accepted++;
        security_uninstall(id);
    } else {
        counts.other++;
        printf("tester: %d, not %d\n", error, SECURITY_BUNDLE + (int)right);
    }
    free(id);
}

static void begin(const char *id)
{
    length = sample_make(good, id, 40);
    memcpy(small.bytes, good, length);
    memset(&counts, 0, sizeof counts);
}

static void end(const char *what)
{
    printf("tester: %s: %u refused in %d ways, %u accepted, %u wrong\n", what,
           counts.refused, __builtin_popcountll(counts.errors), counts.accepted,
           counts.other);
}

static void each_byte(void)
{
    begin("org.test.bytes");
    for (uint32_t at = 0; at < length; at += SPARSE) {
        small.bytes[at] ^= (uint8_t)(1u << at % 8);
        try(length);
        small.bytes[at] = good[at];
    }
    end("bytes");
}

static void each_length(void)
{
    begin("org.test.lengths");
    for (uint32_t size = 1; size <= length + 8; size += SPARSE)
        if (size != length)
            try(size);
    end("lengths");
}

/* As many bytes as the field has: little-endian. */
static void change(uint32_t at, uint32_t bytes, uint64_t value)
{
    memcpy(small.bytes, good, length);
    memcpy(small.bytes + at, &value, bytes);
    if (memcmp(small.bytes, good, length) == 0)
        return;
    try(length);
    sample_sign(small.bytes, length);
    try(length);
}

static void each_field(void)
{
    static const struct {
        uint32_t at, bytes;
    } fields[] = {
        { 0, 8 },   { 8, 2 },   { 10, 2 },  { 12, 4 },  { 16, 4 },
        { 20, 4 },  { 24, 4 },  { 28, 4 },  { 32, 8 },  { 104, 8 },
        { 112, 8 }, { 120, 4 }, { 124, 4 }, { 128, 4 }, { 132, 4 },
    };

    begin("org.test.fields");
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        uint64_t value = 0;

        memcpy(&value, good + fields[i].at, fields[i].bytes);
        for (unsigned bit = 0; bit < 8 * fields[i].bytes; bit += SPARSE)
            change(fields[i].at, fields[i].bytes, value ^ 1ull << bit);
        change(fields[i].at, fields[i].bytes, value + 1);
        change(fields[i].at, fields[i].bytes, value - 1);
        change(fields[i].at, fields[i].bytes, 0);
        change(fields[i].at, fields[i].bytes, UINT64_MAX);
    }
    end("fields");
}

/* Each character of the manifest another one, with digests that fit. */
static void each_character(void)
{
    begin("org.test.text");
    for (uint32_t at = BUNDLE_HEADER_BYTES + BUNDLE_SEGMENT_BYTES; at < length;
         at += SPARSE)
        change(at, 1, '=');
    end("text");
}

static void limits(void)
{
    static const uint32_t sizes[] = { 0, (8 << 20) + 1, UINT32_MAX };

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char *id = NULL;

        printf("tester: length %u is answered with %d\n", (unsigned)sizes[i],
               security_install(small.cnode, small.bits, sizes[i], &id));
        free(id);
    }
}

void test_corruptions(void)
{
    uint32_t before = everything();

    each_byte();
    each_length();
    each_field();
    each_character();
    limits();
    printf("tester: packages are %s\n",
           everything() == before ? "as before" : "others");
}
