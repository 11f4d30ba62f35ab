/* SPDX-License-Identifier: MIT */
/*
 * Bundles: SHA-256 against published vectors, and the verifier against a good
 * bundle with one thing wrong at a time. Offsets are written out here, as the
 * table in bundle.h has them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bundle.h"

enum { ROW0 = 104, ROW1 = 168, ROW2 = 232, MANIFEST = 296, DATA = 400 };

static const char good_manifest[] = "; a comment\n[bundle]\nid = org.sample\n"
                                    "version=1.2\n[memory]\r\nstack = 8 KiB\n"
                                    "[services]\nuse = log, keys\n";
static uint8_t image[1024];
static size_t length;

static void put(size_t at, uint64_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        image[at + i] = (uint8_t)(value >> 8 * i);
}

static uint32_t get32(size_t at)
{
    return image[at] | image[at + 1] << 8 | image[at + 2] << 16 |
           (uint32_t)image[at + 3] << 24;
}

static void sign(void)
{
    struct sha256 s;

    sha256_init(&s);
    sha256_update(&s, image, 72);
    sha256_update(&s, image + ROW0, 3 * 64);
    sha256_final(&s, image + 72);
}

static void row(size_t at, uint64_t vaddr, uint64_t memory, uint32_t offset,
                uint32_t size, uint32_t rights)
{
    put(at, vaddr, 8);
    put(at + 8, memory, 8);
    put(at + 16, offset, 4);
    put(at + 20, size, 4);
    put(at + 24, rights, 4);
    sha256(image + offset, size, image + at + 32);
}

/* r 16 bytes, rx 32 bytes, rw 8 bytes and zeros behind them. */
static void build(const char *manifest)
{
    uint32_t text = (uint32_t)strlen(manifest), data = MANIFEST + text;

    memset(image, 0, sizeof image);
    length = data + 16 + 32 + 8;
    memcpy(image, "\x8fTSR\r\n\x1a\n", 8);
    put(8, 1, 2);
    put(10, 104, 2);
    put(12, length, 4);
    put(16, MANIFEST, 4);
    put(20, text, 4);
    put(24, 3, 4);
    put(32, 0x11004, 8);
    memcpy(image + MANIFEST, manifest, text);
    sha256(manifest, text, image + 40);
    for (size_t i = data; i < length; i++)
        image[i] = (uint8_t)(i * 7);
    row(ROW0, 0x10000, 16, data, 16, 1);
    row(ROW1, 0x11000, 32, data + 16, 32, 5);
    row(ROW2, 0x13000, 0x1801, data + 48, 8, 3);
    sign();
}

static int good(void **state)
{
    (void)state;
    build(good_manifest);
    return 0;
}

/* In a heap block of exactly that size: a read beyond it is found. */
static enum bundle_error verify(size_t size, unsigned *where)
{
    struct bundle *b = calloc(1, sizeof *b);
    uint8_t *copy = malloc(size ? size : 1);
    enum bundle_error error;

    memcpy(copy, image, size);
    error = bundle_verify(copy, size, b, where);
    free(copy);
    free(b);
    return error;
}

static void assert_refused(enum bundle_error expected, unsigned at)
{
    unsigned where = 99;

    assert_string_equal(bundle_error_text(verify(length, &where)),
                        bundle_error_text(expected));
    assert_int_equal(where, at);
}

static void sha256_gives_the_published_digests(void **state)
{
    static const struct {
        const char *text;
        size_t times;
        const char *digest;
    } vectors[] = {
        { "", 1,
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
        { "abc", 1,
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
        { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
        { "a", 1000000,
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
    };
    uint8_t digest[32];
    char hex[65];

    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        struct sha256 s;

        sha256_init(&s);
        for (size_t n = 0; n < vectors[i].times; n++)
            sha256_update(&s, vectors[i].text, strlen(vectors[i].text));
        sha256_final(&s, digest);
        for (unsigned d = 0; d < 32; d++)
            snprintf(hex + 2 * d, 3, "%02x", digest[d]);
        assert_string_equal(hex, vectors[i].digest);
    }
}

static void sha256_does_not_depend_on_the_pieces(void **state)
{
    uint8_t whole[32], pieces[32];

    (void)state;
    for (size_t size = 0; size < 200; size++) {
        for (size_t cut = 0; cut <= size; cut += 13) {
            struct sha256 s;

            sha256(image, size, whole);
            sha256_init(&s);
            sha256_update(&s, image, cut);
            sha256_update(&s, image + cut, size - cut);
            sha256_final(&s, pieces);
            assert_memory_equal(whole, pieces, 32);
        }
    }
}

static void a_good_bundle_says_what_is_in_it(void **state)
{
    struct bundle b;
    unsigned where;

    (void)state;
    assert_int_equal(bundle_verify(image, length, &b, &where), BUNDLE_OK);
    assert_int_equal(b.segments, 3);
    assert_int_equal(b.entry, 0x11004);
    assert_int_equal(b.segment[2].vaddr, 0x13000);
    assert_int_equal(b.segment[2].memory_size, 0x1801);
    assert_int_equal(b.segment[2].size, 8);
    assert_int_equal(b.segment[2].rights, BUNDLE_READ | BUNDLE_WRITE);
    assert_ptr_equal(b.segment[2].bytes, image + length - 8);
    assert_string_equal(b.manifest.id, "org.sample");
    assert_string_equal(b.manifest.version, "1.2");
    assert_int_equal(b.manifest.stack, 8192);
    assert_int_equal(b.manifest.quota, 1 << 20);
    assert_int_equal(b.manifest.period, b.manifest.budget);
    assert_int_equal(b.manifest.services, BUNDLE_USES_LOG | BUNDLE_USES_KEYS);
    assert_memory_equal(b.digest, image + 72, 32);
}

static void each_field_is_refused_by_its_own_name(void **state)
{
    static const struct {
        size_t at;
        unsigned bytes;
        uint64_t value;
        enum bundle_error error;
        unsigned where;
    } cases[] = {
        { 0, 1, 0x8e, BUNDLE_BAD_MAGIC, 0 },
        { 7, 1, 13, BUNDLE_BAD_MAGIC, 0 },
        { 8, 2, 2, BUNDLE_BAD_VERSION, 0 },
        { 8, 2, 0x101, BUNDLE_BAD_VERSION, 0 },
        { 10, 2, 103, BUNDLE_BAD_HEADER_LENGTH, 0 },
        { 12, 4, 0xffffffff, BUNDLE_BAD_LENGTH, 0 },
        { 16, 4, MANIFEST - 1, BUNDLE_BAD_MANIFEST_OFFSET, 0 },
        { 20, 4, 0, BUNDLE_BAD_MANIFEST_LENGTH, 0 },
        { 20, 4, 4097, BUNDLE_BAD_MANIFEST_LENGTH, 0 },
        { 20, 4, 700, BUNDLE_BAD_MANIFEST_LENGTH, 0 },
        { 24, 4, 0, BUNDLE_BAD_SEGMENT_COUNT, 0 },
        { 24, 4, 17, BUNDLE_BAD_SEGMENT_COUNT, 0 },
        { 24, 4, 16, BUNDLE_TRUNCATED, 0 },
        { 28, 4, 1 << 31, BUNDLE_BAD_RESERVED, 0 },
        { 32, 8, 0x11005, BUNDLE_BAD_ENTRY, 0 },
        { 32, 8, 0x11020, BUNDLE_BAD_ENTRY, 0 },
        { 32, 8, 0x10ffe, BUNDLE_BAD_ENTRY, 0 },
        { 32, 8, 0x10004, BUNDLE_BAD_ENTRY, 0 },
        { ROW1, 8, 0x11008, BUNDLE_SEGMENT_MISALIGNED, 1 },
        { ROW1 + 8, 8, 0, BUNDLE_SEGMENT_EMPTY, 1 },
        { ROW1 + 8, 8, 31, BUNDLE_SEGMENT_SIZE, 1 },
        { ROW0, 8, 0, BUNDLE_SEGMENT_RANGE, 0 },
        { ROW2, 8, 0x3ffff000, BUNDLE_SEGMENT_RANGE, 2 },
        { ROW2, 8, 0xfffffffffffff000, BUNDLE_SEGMENT_RANGE, 2 },
        { ROW2 + 8, 8, ~0ull, BUNDLE_SEGMENT_RANGE, 2 },
        { ROW2, 8, 0xf000, BUNDLE_SEGMENT_ORDER, 2 },
        { ROW2, 8, 0x11000, BUNDLE_SEGMENT_OVERLAP, 2 },
        { ROW1 + 8, 8, 0x2001, BUNDLE_SEGMENT_OVERLAP, 2 },
        { ROW0, 8, 0x11000, BUNDLE_SEGMENT_OVERLAP, 1 },
        { ROW1 + 24, 4, 7, BUNDLE_WRITABLE_EXECUTABLE, 1 },
        { ROW1 + 24, 4, 6, BUNDLE_WRITABLE_EXECUTABLE, 1 },
        { ROW1 + 24, 4, 0, BUNDLE_SEGMENT_RIGHTS, 1 },
        { ROW1 + 24, 4, 2, BUNDLE_SEGMENT_RIGHTS, 1 },
        { ROW1 + 24, 4, 9, BUNDLE_SEGMENT_RIGHTS, 1 },
        { ROW1 + 24, 4, 3, BUNDLE_BAD_ENTRY, 0 },
        { ROW1 + 28, 4, 1, BUNDLE_BAD_RESERVED, 1 },
        { ROW0 + 20, 4, 15, BUNDLE_DATA_GAP, 1 },
        { ROW1 + 20, 4, 0xffff, BUNDLE_SEGMENT_SIZE, 1 },
        { ROW2 + 20, 4, 9, BUNDLE_DATA_END, 2 },
        { ROW2 + 20, 4, 7, BUNDLE_DATA_END, 2 },
        { 40, 1, 0, BUNDLE_MANIFEST_DIGEST, 0 },
        { ROW0 + 32, 1, 0, BUNDLE_SEGMENT_DIGEST, 0 },
        { ROW2 + 63, 1, 0, BUNDLE_SEGMENT_DIGEST, 2 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        good(state);
        put(cases[i].at, cases[i].value, cases[i].bytes);
        sign();
        assert_refused(cases[i].error, cases[i].where);
    }
}

static void stored_bytes_stand_end_to_end(void **state)
{
    (void)state;
    put(ROW1 + 16, get32(ROW1 + 16) - 1, 4);
    assert_refused(BUNDLE_DATA_OVERLAP, 1);
    put(ROW1 + 16, get32(ROW1 + 16) + 2, 4);
    assert_refused(BUNDLE_DATA_GAP, 1);
}

static void every_changed_bit_is_refused(void **state)
{
    unsigned where;

    (void)state;
    for (size_t bit = 0; bit < length * 8; bit++) {
        image[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_int_not_equal(verify(length, &where), BUNDLE_OK);
        image[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    assert_int_equal(verify(length, &where), BUNDLE_OK);
}

static void every_length_but_its_own_is_refused(void **state)
{
    unsigned where;

    (void)state;
    for (size_t cut = 0; cut < length; cut++)
        assert_int_equal(verify(cut, &where),
                         cut < 104 ? BUNDLE_TRUNCATED : BUNDLE_BAD_LENGTH);
    assert_int_equal(verify(length + 1, &where), BUNDLE_BAD_LENGTH);
    /* a length that says so does not help */
    for (size_t cut = 104; cut < length; cut++) {
        enum bundle_error error;

        put(12, cut, 4);
        sign();
        error = verify(cut, &where);
        assert_true(cut < MANIFEST ? error == BUNDLE_TRUNCATED
                                   : error == BUNDLE_BAD_MANIFEST_LENGTH ||
                                         error == BUNDLE_DATA_END);
    }
}

static void wrong_digests_are_told_apart(void **state)
{
    (void)state;
    image[72] ^= 1;
    assert_refused(BUNDLE_HEADER_DIGEST, 0);
    good(state);
    image[ROW2 + 8] ^= 2; /* still plausible */
    assert_refused(BUNDLE_HEADER_DIGEST, 0);
    good(state);
    image[MANIFEST + 3] ^= 1;
    assert_refused(BUNDLE_MANIFEST_DIGEST, 0);
    good(state);
    image[length - 20] ^= 0x80;
    assert_refused(BUNDLE_SEGMENT_DIGEST, 1);
}

#define HEAD "[bundle]\nid=a\nversion=1\n"

static void each_defect_of_a_manifest_has_its_own_name(void **state)
{
    static const struct {
        const char *text;
        enum bundle_error error;
        unsigned line;
    } cases[] = {
        { HEAD, BUNDLE_OK, 0 },
        { HEAD "[services]\nuse= mmap timers\n", BUNDLE_OK, 0 },
        { HEAD "[memory]\nheap = 0x1000", BUNDLE_OK, 0 },
        { HEAD "[memory]\nquota = 28KiB\n", BUNDLE_MANIFEST_QUOTA, 0 },
        { HEAD "[memory]\nquota = 32KiB\n", BUNDLE_OK, 0 },
        { "[bundle]\nid=a\n", BUNDLE_MANIFEST_MISSING, 0 },
        { "[bundle]\nversion=1\n", BUNDLE_MANIFEST_MISSING, 0 },
        { "id=a\n", BUNDLE_MANIFEST_KEY, 1 },
        { "[bundle]\n\nid\n", BUNDLE_MANIFEST_SYNTAX, 3 },
        { "[bundle\n", BUNDLE_MANIFEST_SYNTAX, 1 },
        { "[bundles]\n", BUNDLE_MANIFEST_SECTION, 1 },
        { "[bundle]\nID=a\n", BUNDLE_MANIFEST_KEY, 2 },
        { HEAD "stack = 4096\n", BUNDLE_MANIFEST_KEY, 4 },
        { HEAD "id=b\n", BUNDLE_MANIFEST_TWICE, 4 },
        { "[bundle]\nid=\n", BUNDLE_MANIFEST_TEXT, 2 },
        { "[bundle]\nid=A\n", BUNDLE_MANIFEST_TEXT, 2 },
        { "[bundle]\nid=a/b\n", BUNDLE_MANIFEST_TEXT, 2 },
        { "[bundle]\nversion=1 2\n", BUNDLE_MANIFEST_TEXT, 2 },
        { "[bundle]\nversion=000000000011111111112222222222333\n",
          BUNDLE_MANIFEST_TEXT, 2 },
        { HEAD "[memory]\nstack = big\n", BUNDLE_MANIFEST_NUMBER, 5 },
        { HEAD "[memory]\nstack = KiB\n", BUNDLE_MANIFEST_NUMBER, 5 },
        { HEAD "[memory]\nstack = 0x\n", BUNDLE_MANIFEST_NUMBER, 5 },
        { HEAD "[memory]\nstack = -4096\n", BUNDLE_MANIFEST_NUMBER, 5 },
        { HEAD "[memory]\nstack = 0\n", BUNDLE_MANIFEST_RANGE, 5 },
        { HEAD "[memory]\nstack = 17 MiB\n", BUNDLE_MANIFEST_RANGE, 5 },
        { HEAD "[memory]\nstack = 18446744073709555712\n",
          BUNDLE_MANIFEST_RANGE, 5 },
        { HEAD "[memory]\nstack = 4097\n", BUNDLE_MANIFEST_PAGES, 5 },
        { HEAD "[thread]\npriority = 255\n", BUNDLE_MANIFEST_RANGE, 5 },
        { HEAD "[thread]\nbudget = 1 KiB\n", BUNDLE_MANIFEST_NUMBER, 5 },
        { HEAD "[thread]\nbudget = 19\n", BUNDLE_MANIFEST_RANGE, 5 },
        { HEAD "[thread]\nperiod = 999\n", BUNDLE_MANIFEST_PERIOD, 0 },
        { HEAD "[services]\nuse = root\n", BUNDLE_MANIFEST_SERVICE, 5 },
        { HEAD "[services]\nuse = log log\n", BUNDLE_MANIFEST_SERVICE, 5 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        build(cases[i].text);
        assert_refused(cases[i].error, cases[i].line);
    }
}

static void ids_are_at_most_64_bytes(void **state)
{
    char id[66];

    (void)state;
    memset(id, 'x', sizeof id);
    assert_true(bundle_id_valid(id, 64));
    assert_false(bundle_id_valid(id, 65));
    assert_false(bundle_id_valid("1a", 2));
    assert_false(bundle_id_valid("a\0b", 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_gives_the_published_digests),
        cmocka_unit_test(sha256_does_not_depend_on_the_pieces),
        cmocka_unit_test_setup(a_good_bundle_says_what_is_in_it, good),
        cmocka_unit_test(each_field_is_refused_by_its_own_name),
        cmocka_unit_test_setup(stored_bytes_stand_end_to_end, good),
        cmocka_unit_test_setup(every_changed_bit_is_refused, good),
        cmocka_unit_test_setup(every_length_but_its_own_is_refused, good),
        cmocka_unit_test_setup(wrong_digests_are_told_apart, good),
        cmocka_unit_test(each_defect_of_a_manifest_has_its_own_name),
        cmocka_unit_test(ids_are_at_most_64_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
