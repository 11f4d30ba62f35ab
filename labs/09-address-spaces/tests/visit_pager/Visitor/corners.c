/* SPDX-License-Identifier: MIT */
/*
 * Lab 09, hidden tests: when memory runs out, and when it comes back.
 */
#include <camkes.h>
#include <memory.h>
#include <pager.h>
#include <process.h>

#include "visitor.h"

enum { R = PAGER_READ, RW = PAGER_READ | PAGER_WRITE };

/* All pages or none; and the space goes on with what it has. */
TEST(quota_undoes_all)
{
    uint64_t before, at = 1, lazy;
    struct result r;

    begin(&first, 40 * PAGE);
    lazy = map(&first, 64, RW, PAGER_LAZY, "", 0);
    do_store(&first, lazy, 7); /* and the page tables */
    before = objects_of(&first);
    record_value("too many", (uint64_t)mappings_map(1, 100 * PAGE, RW,
                                                    PAGER_LINEAR, "", 0, &at));
    record_value("objects more", objects_of(&first) - before);
    test_step("touch more than there is");
    r = worker_do(&first.worker, ORDER_TOUCH, lazy, 64);
    CHECK(r.reported);
    record_value("cause", r.fault.cause);
    record_value("still there", do_load(&first, lazy));
    end(&first);
}

/* What is unmapped is paid back, page by page; in the end as at the
   beginning. */
TEST(memory_comes_back)
{
    uint64_t before, at;

    begin(&first, 60 * PAGE);
    do_load(&first, map(&first, 1, R, PAGER_LAZY, "", 0));
    before = objects_of(&first);
    for (unsigned round = 0; round < 12; round++) {
        uint32_t flags = round % 2 ? PAGER_LINEAR : PAGER_LAZY;

        at = map(&first, 20, RW, flags, round % 3 ? "" : "package:", 0);
        do_touch(&first, at, 20);
        CHECK_EQ(objects_of(&first), before + 20);
        test_step("the first page goes, the others stay");
        do_store(&first, at + PAGE, round + 1);
        CHECK_EQ(mappings_unmap(1, at, PAGE), PAGER_OK);
        CHECK_EQ(do_load(&first, at + PAGE), round + 1);
        test_step("all the others go");
        CHECK_EQ(mappings_unmap(1, at + PAGE, 19 * PAGE), PAGER_OK);
        CHECK_EQ(objects_of(&first), before);
        check_reported(&first, ORDER_LOAD, at);
    }
    end(&first);
}

/* Pages of a file that is gone when they are touched. */
TEST(file_gone_is_reported)
{
    struct result r;
    uint64_t at;

    begin(&first, 1 << 20);
    at = map(&first, 1, R, PAGER_LAZY, "key:gone", 0);
    r = worker_do(&first.worker, ORDER_LOAD, at, 0);
    CHECK(r.reported);
    record_value("cause", r.fault.cause);
    end(&first);
}
