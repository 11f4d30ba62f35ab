/* SPDX-License-Identifier: MIT */
/*
 * Lab 09, visible tests: memory that the pager finds and brings.
 */
#include <application.h>
#include <camkes.h>
#include <pager.h>

#include "visitor.h"

enum { RW = PAGER_READ | PAGER_WRITE };

/* A page costs memory when it is touched, once, and no other page with it. */
TEST(lazy_touch_counts_frames)
{
    uint64_t page = PAGE * test_pick("page", 3, 200);
    uint64_t before;

    begin(&first, 1 << 20);
    before = objects_of(&first);
    CHECK_EQ(spaces_add(1, APPLICATION_HEAP, 256 * PAGE, RW, PAGER_LAZY),
             PAGER_OK);
    record_value("untouched", objects_of(&first) - before);
    test_step("the first touch, in the middle of a page");
    do_store(&first, APPLICATION_HEAP + page + 8, test_word("word"));
    record_value("one page", objects_of(&first) - before);
    record_value("word", do_load(&first, APPLICATION_HEAP + page + 8));
    record_value("beside it", do_load(&first, APPLICATION_HEAP + page));
    record_value("the same page", objects_of(&first) - before);
    test_step("three more pages");
    record_value("their sum", do_touch(&first, APPLICATION_HEAP, 3));
    record_value("four pages", objects_of(&first) - before);
    test_step("outside of the region");
    check_reported(&first, ORDER_STORE, APPLICATION_HEAP + 256 * PAGE);
    check_reported(&first, ORDER_LOAD, APPLICATION_HEAP - 8);
    record_value("in the end", objects_of(&first) - before);
    end(&first);
}

/* Linear memory is there before it is touched: no fault, no further frame. */
TEST(linear_maps_eagerly)
{
    uint64_t pages = test_pick("pages", 18, 60);
    uint64_t before, at;

    begin(&first, 1 << 20);
    before = objects_of(&first);
    at = map(&first, pages, RW, PAGER_LINEAR, "", 0);
    record_value("mapped", objects_of(&first) - before);
    test_step("each page is a page of its own");
    for (uint64_t i = 0; i < pages; i++) {
        struct result r =
            worker_do(&first.worker, ORDER_STORE, at + i * PAGE, 1 + i);

        CHECK_MSG(!r.reported && r.instructions < 10,
                  "page %lu of a linear mapping is not there", i);
    }
    record_value("sum", do_touch(&first, at, pages));
    record_value("touched", objects_of(&first) - before);
    end(&first);
}

/* Ranges overlap nobody, and the lowest hole that is large enough is used. */
TEST(mmap_free_va_no_overlap)
{
    enum { COUNT = 16 };
    uint64_t start[COUNT], length[COUNT];
    unsigned hole = (unsigned)test_pick("hole", 2, COUNT - 3);

    begin(&first, 1 << 20);
    for (unsigned i = 0; i < COUNT; i++) {
        length[i] = (2 + i * 7 % 5) * PAGE;
        start[i] = map(&first, length[i] / PAGE, RW, PAGER_LAZY, "", 0);
        CHECK(start[i] >= APPLICATION_MAPPINGS + PAGE);
        for (unsigned j = 0; j < i; j++)
            CHECK_MSG(start[i] >= start[j] + length[j] + PAGE ||
                          start[j] >= start[i] + length[i] + PAGE,
                      "%#lx to %#lx and %#lx to %#lx, without a page between",
                      start[i], start[i] + length[i], start[j],
                      start[j] + length[j]);
    }
    test_step("a hole");
    CHECK_EQ(mappings_unmap(1, start[hole], length[hole]), PAGER_OK);
    CHECK(map(&first, length[hole] / PAGE + 1, RW, 0, "", 0) >
          start[COUNT - 1]);
    CHECK_EQ(map(&first, length[hole] / PAGE, RW, 0, "", 0), start[hole]);
    test_step("no hole at all");
    record_value("two GiB",
                 (uint64_t)mappings_map(1, 1ul << 31, RW, 0, "", 0, start));
    end(&first);
}

/* Who runs over the end of a mapping, or its beginning, faults. */
TEST(guard_page)
{
    uint64_t lazy, linear;

    begin(&first, 1 << 20);
    lazy = map(&first, 2, RW, PAGER_LAZY, "", 0);
    linear = map(&first, 2, RW, PAGER_LINEAR, "", 0);
    check_reported(&first, ORDER_LOAD, lazy - 8);
    check_reported(&first, ORDER_STORE, lazy + 2 * PAGE);
    check_reported(&first, ORDER_STORE, linear - 8);
    check_reported(&first, ORDER_LOAD, linear + 2 * PAGE);
    do_store(&first, lazy + 2 * PAGE - 8, 1);
    do_store(&first, linear, 1);
    end(&first);
}
