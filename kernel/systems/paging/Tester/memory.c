/* SPDX-License-Identifier: MIT
 *
 * Anonymous memory: when it comes, where it lies, when it goes.
 */
#include <application.h>
#include <camkes.h>
#include <memory.h>
#include <pager.h>

#include "tests.h"
#include "verdict.h"
#include "workers.h"

#define PAGE 4096ul

enum { RW = PAGER_READ | PAGER_WRITE, RUN = 1, TABLES = 2 };

static struct space space;
static struct worker worker;

static void begin(uint64_t quota)
{
    pair_make(&space, &worker, RUN, "org.one", quota);
}

static void end(void)
{
    pair_end(&space, &worker);
}

static uint64_t objects(void)
{
    struct memory_stats stats = { 0 };

    need(memory_stats(space.account, &stats) == MEMORY_OK);
    return stats.objects;
}

static uint64_t map(uint64_t pages, uint32_t flags)
{
    uint64_t at = 0;

    check(mappings_map(RUN, pages * PAGE, RW, flags, "", 0, &at) == PAGER_OK);
    return at;
}

static bool faults(enum order order, uint64_t address)
{
    struct result r = worker_do(&worker, order, address, 0);

    return r.reported && r.fault.cause == seL4_Fault_VMFault &&
           r.fault.address == address;
}

void test_lazy_touch_counts_frames(void)
{
    uint64_t before, at;

    begin(1 << 20);
    before = objects();
    check(spaces_add(RUN, APPLICATION_HEAP, 256 * PAGE, RW, PAGER_LAZY) ==
          PAGER_OK);
    at = map(1000, PAGER_LAZY);
    check(objects() == before);
    check(!worker_do(&worker, ORDER_STORE, APPLICATION_HEAP + 8, 1).reported);
    check(objects() == before + TABLES + 1);
    check(!worker_do(&worker, ORDER_LOAD, APPLICATION_HEAP, 0).reported);
    check(objects() == before + TABLES + 1);
    check(!worker_do(&worker, ORDER_LOAD, APPLICATION_HEAP + PAGE, 0).reported);
    check(objects() == before + TABLES + 2);
    check(worker_do(&worker, ORDER_TOUCH, at, 3).value == 0);
    check(objects() == before + 2 * TABLES + 5);
    end();
}

void test_linear_maps_eagerly(void)
{
    struct result r;
    uint64_t before, at;

    begin(1 << 20);
    before = objects();
    at = map(37, PAGER_LINEAR);
    check(objects() == before + TABLES + 37);
    r = worker_do(&worker, ORDER_STORE, at + 36 * PAGE, 5);
    check(!r.reported && r.instructions < 10);
    check(worker_do(&worker, ORDER_TOUCH, at, 37).value == 5);
    check(objects() == before + TABLES + 37);
    end();
}

void test_linear_is_all_or_nothing(void)
{
    uint64_t before, at = 1;

    begin(40 * PAGE);
    check(map(1, PAGER_LINEAR) != 0); /* the page tables stay */
    before = objects();
    check(mappings_map(RUN, 100 * PAGE, RW, PAGER_LINEAR, "", 0, &at) ==
          PAGER_NO_MEMORY);
    check(at == 0 && objects() == before);
    check(faults(ORDER_LOAD, APPLICATION_MAPPINGS + 3 * PAGE));
    check(mappings_map(RUN, 1025 * PAGE, RW, PAGER_LINEAR, "", 0, &at) ==
          PAGER_NO_MEMORY);
    check(map(8, PAGER_LINEAR) != 0);
    end();
}

void test_mmap_free_va_no_overlap(void)
{
    enum { COUNT = 20 };
    uint64_t start[COUNT], length[COUNT];

    begin(1 << 20);
    for (unsigned i = 0; i < COUNT; i++) {
        length[i] = (1 + i * 7 % 5) * PAGE;
        start[i] = map(length[i] / PAGE, 0);
        check(start[i] >= APPLICATION_MAPPINGS &&
              start[i] + length[i] <= APPLICATION_MAPPINGS_END);
        for (unsigned j = 0; j < i; j++)
            check(start[i] + length[i] + PAGE <= start[j] ||
                  start[j] + length[j] + PAGE <= start[i]);
    }
    check(mappings_unmap(RUN, start[3], length[3]) == PAGER_OK);
    check(map(length[3] / PAGE, 0) == start[3]); /* the hole is found */
    end();
}

void test_guard_page(void)
{
    uint64_t first, second;

    begin(1 << 20);
    first = map(2, PAGER_LAZY);
    second = map(2, PAGER_LINEAR);
    check(faults(ORDER_LOAD, first - 8));
    check(faults(ORDER_STORE, first + 2 * PAGE));
    check(faults(ORDER_STORE, second - 8));
    check(faults(ORDER_LOAD, second + 2 * PAGE));
    check(!worker_do(&worker, ORDER_STORE, first, 1).reported);
    check(!worker_do(&worker, ORDER_STORE, second + 2 * PAGE - 8, 1).reported);
    end();
}

void test_unmap_in_the_middle(void)
{
    uint64_t at;

    begin(1 << 20);
    at = map(5, PAGER_LINEAR);
    for (unsigned i = 0; i < 5; i++)
        worker_do(&worker, ORDER_STORE, at + i * PAGE, 100 + i);
    check(mappings_unmap(RUN, at + 2 * PAGE, PAGE) == PAGER_OK);
    check(mappings_unmap(RUN, at + 2 * PAGE, PAGE) == PAGER_NO_SPACE);
    check(mappings_unmap(RUN, at + PAGE, 3 * PAGE) == PAGER_NO_SPACE);
    check(mappings_unmap(RUN, at, 0) == PAGER_BAD_RANGE);
    check(mappings_unmap(RUN, at + 8, PAGE) == PAGER_BAD_RANGE);
    check(mappings_unmap(RUN, at, -PAGE) == PAGER_BAD_RANGE);
    check(faults(ORDER_LOAD, at + 2 * PAGE));
    check(worker_do(&worker, ORDER_TOUCH, at, 2).value == 201);
    check(worker_do(&worker, ORDER_TOUCH, at + 3 * PAGE, 2).value == 207);
    end();
}

void test_memory_is_zeroed(void)
{
    uint64_t at;

    begin(1 << 20);
    for (unsigned round = 0; round < 3; round++) {
        at = map(4, round % 2 ? PAGER_LINEAR : PAGER_LAZY);
        check(worker_do(&worker, ORDER_TOUCH, at + 8 * round, 4).value == 0);
        for (unsigned i = 0; i < 4; i++)
            for (unsigned word = 0; word < 3; word++)
                worker_do(&worker, ORDER_STORE, at + i * PAGE + 8 * word, 7);
        check(mappings_unmap(RUN, at, 4 * PAGE) == PAGER_OK);
    }
    end();
}

void test_memory_comes_back(void)
{
    uint64_t before, at;

    begin(24 * PAGE); /* far less than what is touched in all */
    at = map(1, PAGER_LINEAR);
    before = objects();
    for (unsigned round = 0; round < 20; round++) {
        uint64_t next = map(8, PAGER_LAZY);

        check(!worker_do(&worker, ORDER_TOUCH, next, 8).reported);
        check(objects() == before + 8);
        check(mappings_unmap(RUN, next, 3 * PAGE) == PAGER_OK);
        check(objects() == before + 5);
        check(mappings_unmap(RUN, next + 3 * PAGE, 5 * PAGE) == PAGER_OK);
        check(objects() == before);
    }
    check(mappings_unmap(RUN, at, PAGE) == PAGER_OK);
    end();
}
