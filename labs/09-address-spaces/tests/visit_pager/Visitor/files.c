/* SPDX-License-Identifier: MIT */
/*
 * Lab 09, visible tests: memory that is a file's.
 */
#include <camkes.h>
#include <pager.h>
#include <stdio.h>
#include <string.h>

#include "visitor.h"

#define TEXT "archive:long.txt"

enum { R = PAGER_READ, RW = PAGER_READ | PAGER_WRITE };

/* Eight bytes of the file; zeros behind its end. */
static uint64_t text_at(uint64_t n)
{
    char line[LINE_BYTES + 1];
    uint64_t word = 0;

    for (unsigned i = 0; i < 8 && n + i < TEXT_BYTES; i++) {
        uint64_t at = n + i;

        snprintf(line, sizeof line, "line at byte %06u of this text\n",
                 (unsigned)(at - at % LINE_BYTES));
        word |= (uint64_t)(uint8_t)line[at % LINE_BYTES] << 8 * i;
    }
    return word;
}

/* Compares words all over a mapping, and each one around the file's end. */
static void check_text(struct app *app, uint64_t at, uint64_t pages,
                       uint64_t offset)
{
    for (uint64_t n = 0; n < pages * PAGE;) {
        uint64_t wanted = text_at(offset + n), got = do_load(app, at + n);
        bool is_end =
            offset + n + 200 > TEXT_BYTES && offset + n < TEXT_BYTES + 400;

        CHECK_MSG(got == wanted,
                  "byte %lu of the file: %#lx is mapped, it has %#lx",
                  offset + n, got, wanted);
        n += is_end ? 8 : 488;
    }
}

/* Bytes, lazy and linear, from the beginning and from further on, and zeros
   behind the end of the file. */
TEST(mmap_file_bytes)
{
    begin(&first, 1 << 20);
    test_step("lazy");
    check_text(&first, map(&first, 5, R, PAGER_LAZY, TEXT, 0), 5, 0);
    test_step("linear, from the second page on");
    check_text(&first, map(&first, 4, RW, PAGER_LINEAR, TEXT, PAGE), 4, PAGE);
    test_step("a package");
    record_value(
        "its second page",
        do_load(&first, map(&first, 4, R, PAGER_LAZY, "package:", 0) + PAGE));
    end(&first);
}

/* What is written to a private copy nobody else sees; what all share nobody
   may write. */
TEST(mmap_private_vs_shared)
{
    uint64_t mine, again, theirs, shared, one, other;

    begin(&first, 1 << 20);
    begin(&second, 1 << 20);
    mine = map(&first, 2, RW, PAGER_PRIVATE, TEXT, 0);
    again = map(&first, 2, R, PAGER_PRIVATE, TEXT, 0);
    theirs = map(&second, 2, RW, PAGER_PRIVATE, TEXT, 0);
    shared = map(&second, 2, R, PAGER_SHARED, TEXT, 0);
    do_store(&first, mine + PAGE, test_word("mine"));
    record_value("mine", do_load(&first, mine + PAGE));
    record_value("mine, next word", do_load(&first, mine + PAGE + 8));
    record_value("again", do_load(&first, again + PAGE));
    record_value("theirs", do_load(&second, theirs + PAGE));
    record_value("shared", do_load(&second, shared + PAGE));
    test_step("stores to what is read only");
    check_reported(&first, ORDER_STORE, again + PAGE);
    check_reported(&first, ORDER_STORE, again);
    check_reported(&second, ORDER_STORE, shared + PAGE);
    test_step("shared within a bundle: one page at two places");
    one = map(&first, 2, RW, PAGER_SHARED, "package:", 0);
    other = map(&first, 1, RW, PAGER_SHARED, "package:", PAGE);
    do_store(&first, one + PAGE + 16, test_word("one"));
    record_value("other", do_load(&first, other + 16));
    end(&second);
    end(&first);
}
