/* SPDX-License-Identifier: MIT */
/*
 * The boot archive's reader: against archives put together here, each
 * in a heap block of exactly its size.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "archive.h"

enum { FILE_MODE = 0100644, FOLDER_MODE = 040755 };

static char made[4096];
static size_t made_size;

static void pad(void)
{
    while (made_size % 4)
        made[made_size++] = 0;
}

static void add(const char *name, unsigned mode, const void *bytes,
                size_t length)
{
    made_size += (size_t)sprintf(made + made_size,
                                 "070701%08x%08x%08x%08x%08x%08x%08zX"
                                 "%08x%08x%08x%08x%08zx%08x",
                                 1, mode, 0, 0, 1, 0, length, 0, 0, 0, 0,
                                 strlen(name) + 1, 0);
    memcpy(made + made_size, name, strlen(name) + 1);
    made_size += strlen(name) + 1;
    pad();
    memcpy(made + made_size, bytes, length);
    made_size += length;
    pad();
}

static int sample(void **state)
{
    (void)state;
    memset(made, 0, sizeof made);
    made_size = 0;
    add("one.txt", FILE_MODE, "first", 5);
    add("folder", FOLDER_MODE, "", 0);
    add("folder/two", FILE_MODE, "", 0);
    add("three", FILE_MODE, "TRAILER!!!..", 12);
    add("TRAILER!!!", 0, "", 0);
    return 0;
}

/* A copy of the first `size` bytes, which nobody can read beyond. */
static struct archive copy(size_t size)
{
    char *bytes = malloc(size ? size : 1);

    memcpy(bytes, made, size);
    return (struct archive){ bytes, size };
}

static enum archive_error check(size_t size, unsigned *files)
{
    struct archive a = copy(size);
    enum archive_error error = archive_check(&a, files);

    free((char *)a.bytes);
    return error;
}

static void files_come_in_order_and_nothing_else(void **state)
{
    static const struct {
        const char *name;
        const char *text;
    } expected[] = { { "one.txt", "first" },
                     { "folder/two", "" },
                     { "three", "TRAILER!!!.." } };
    struct archive a = copy(made_size);
    struct archive_file file;
    size_t at = 0, n = 0;

    (void)state;
    while (archive_next(&a, &at, &file)) {
        assert_true(n < 3);
        assert_string_equal(file.name, expected[n].name);
        assert_int_equal(file.length, strlen(expected[n].text));
        assert_memory_equal(file.bytes, expected[n].text, file.length);
        assert_int_equal(((const char *)file.bytes - a.bytes) % 4, 0);
        n++;
    }
    assert_int_equal(n, 3);
    assert_false(archive_next(&a, &at, &file));
    free((char *)a.bytes);
}

static void a_file_is_found_by_its_name_alone(void **state)
{
    struct archive a = copy(made_size);
    struct archive_file file;

    (void)state;
    assert_true(archive_find(&a, "three", &file));
    assert_int_equal(file.length, 12);
    assert_true(archive_find(&a, "folder/two", &file));
    assert_false(archive_find(&a, "folder", &file));
    assert_false(archive_find(&a, "two", &file));
    assert_false(archive_find(&a, "TRAILER!!!", &file));
    assert_false(archive_find(&a, "", &file));
    free((char *)a.bytes);
}

static void memory_behind_the_trailer_does_not_matter(void **state)
{
    unsigned files;

    (void)state;
    memset(made + made_size, 0xa5, sizeof made - made_size);
    assert_int_equal(check(sizeof made, &files), ARCHIVE_OK);
    assert_int_equal(files, 3);
}

static void every_cut_is_noticed(void **state)
{
    size_t end;

    (void)state;
    for (end = made_size; made[end - 1] == 0; end--)
        ; /* padding and the NUL of the trailer's name */
    for (size_t cut = 0; cut <= end; cut++)
        assert_int_equal(check(cut, NULL), ARCHIVE_TRUNCATED);
    assert_int_equal(check(end + 1, NULL), ARCHIVE_OK);
}

static void each_defect_has_its_own_name(void **state)
{
    static const struct {
        size_t at;
        const char *bytes;
        enum archive_error error;
    } cases[] = {
        { 0, "070702", ARCHIVE_BAD_MAGIC },
        { 5, "7", ARCHIVE_BAD_MAGIC },
        { 6, "0000000g", ARCHIVE_BAD_NUMBER },
        { 102, "0000000 ", ARCHIVE_BAD_NUMBER },
        { 94, "00000000", ARCHIVE_BAD_NAME },
        { 94, "00000001", ARCHIVE_BAD_NAME },
        { 94, "00000007", ARCHIVE_BAD_NAME },
        { 94, "00000009", ARCHIVE_BAD_NAME },
        { 94, "00000101", ARCHIVE_BAD_NAME },
        { 94, "ffffffff", ARCHIVE_BAD_NAME },
        { 54, "ffffffff", ARCHIVE_TRUNCATED },
        { 54, "00000001", ARCHIVE_BAD_MAGIC },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sample(state);
        memcpy(made + cases[i].at, cases[i].bytes, strlen(cases[i].bytes));
        assert_string_equal(archive_error_text(check(made_size, NULL)),
                            archive_error_text(cases[i].error));
    }
}

static void files_before_a_bad_entry_can_be_used(void **state)
{
    struct archive a;
    struct archive_file file;

    (void)state;
    memcpy(made + 128, "XXXXXX", 6); /* one.txt takes 128 bytes */
    a = copy(made_size);
    assert_true(archive_find(&a, "one.txt", &file));
    assert_false(archive_find(&a, "three", &file));
    free((char *)a.bytes);
}

static void every_changed_bit_stays_inside(void **state)
{
    (void)state;
    for (size_t bit = 0; bit < made_size * 8; bit++) {
        made[bit / 8] ^= (char)(1 << bit % 8);
        assert_true(check(made_size, NULL) < ARCHIVE_ERRORS);
        made[bit / 8] ^= (char)(1 << bit % 8);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(files_come_in_order_and_nothing_else, sample),
        cmocka_unit_test_setup(a_file_is_found_by_its_name_alone, sample),
        cmocka_unit_test_setup(memory_behind_the_trailer_does_not_matter,
                               sample),
        cmocka_unit_test_setup(every_cut_is_noticed, sample),
        cmocka_unit_test(each_defect_has_its_own_name),
        cmocka_unit_test_setup(files_before_a_bad_entry_can_be_used, sample),
        cmocka_unit_test_setup(every_changed_bit_stays_inside, sample),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
