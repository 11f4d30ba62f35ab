/* SPDX-License-Identifier: MIT
 *
 * Mapped files: their bytes, and who sees whose.
 */
#include <camkes.h>
#include <memory.h>
#include <pager.h>
#include <stdio.h>
#include <string.h>

#include "tests.h"
#include "verdict.h"
#include "workers.h"

#define PAGE 4096ul

enum {
    R = PAGER_READ,
    RW = PAGER_READ | PAGER_WRITE,
    LONG_BYTES = 12408, /* of archive/long.txt, as it lies there */
    LINE_BYTES = 33,
    PACKAGE_BYTES = 3 * 4096 + 10, /* as the shelf has it */
};

/* Two bundles, one thread each. */
static struct space a_space, b_space;
static struct worker a, b;

static void begin(void)
{
    need(space_make(&a_space, 1, "org.one", 1 << 20) == PAGER_OK);
    need(space_make(&b_space, 2, "org.two", 1 << 20) == PAGER_OK);
    worker_make(&a, &a_space);
    worker_make(&b, &b_space);
}

static void end(void)
{
    worker_end(&a);
    worker_end(&b);
    space_end(&a_space);
    space_end(&b_space);
}

static uint64_t map(const struct worker *worker, uint64_t pages,
                    uint32_t rights, uint32_t flags, const char *file,
                    uint64_t offset)
{
    uint64_t at = 0;

    check(mappings_map(worker->space->run, pages * PAGE, rights, flags, file,
                       offset, &at) == PAGER_OK);
    return at;
}

static seL4_Word load(struct worker *worker, uint64_t address)
{
    struct result r = worker_do(worker, ORDER_LOAD, address, 0);

    check(!r.reported);
    return r.value;
}

static void store(struct worker *worker, uint64_t address, seL4_Word value)
{
    check(!worker_do(worker, ORDER_STORE, address, value).reported);
}

/* Each line of the text says at which byte it begins. */
static char text_at(uint64_t n)
{
    char made[LINE_BYTES + 1];

    if (n >= LONG_BYTES)
        return 0;
    snprintf(made, sizeof made, "line at byte %06u of this text\n",
             (unsigned)(n - n % LINE_BYTES));
    return made[n % LINE_BYTES];
}

static char package_at(uint64_t n)
{
    static const uint8_t code[] = { 0x13, 5, 0xa0, 2, 0x67, 0x80, 0, 0 };

    if (n >= PACKAGE_BYTES)
        return 0;
    return (char)(n < sizeof code ? code[n] : n / 4096 * 7 + n);
}

/* Whether words here and there, and all around the end, are the file's. */
static bool is_file(struct worker *worker, uint64_t at, uint64_t pages,
                    uint64_t offset, char (*byte)(uint64_t))
{
    for (uint64_t n = 0; n < pages * PAGE; n += n % PAGE < 256 ? 8 : 120) {
        seL4_Word word = load(worker, at + n);
        char wanted[8];

        for (unsigned i = 0; i < 8; i++)
            wanted[i] = byte(offset + n + i);
        if (memcmp(&word, wanted, 8))
            return false;
    }
    return true;
}

void test_mmap_file_bytes(void)
{
    const char *text = "archive:long.txt";

    begin();
    check(is_file(&a, map(&a, 5, R, PAGER_LAZY, text, 0), 5, 0, text_at));
    check(is_file(&a, map(&a, 2, RW, PAGER_LINEAR, text, PAGE), 2, PAGE,
                  text_at));
    check(is_file(&b, map(&b, 4, R, PAGER_SHARED, text, 3 * PAGE), 4, 3 * PAGE,
                  text_at));
    check(is_file(&a, map(&a, 4, R, PAGER_LAZY, "package:", 0), 4, 0,
                  package_at));
    check(is_file(&b,
                  map(&b, 5, RW, PAGER_LINEAR | PAGER_SHARED, "package:", PAGE),
                  3, PAGE, package_at));
    check(load(&a, map(&a, 1, R, PAGER_LAZY, "key:motto", 0)) ==
          0x20616e6974736566ul); /* "festina " */
    end();
}

void test_mmap_private_vs_shared(void)
{
    const char *text = "archive:long.txt";
    uint64_t mine, again, theirs, shared;
    seL4_Word was;

    begin();
    mine = map(&a, 2, RW, PAGER_PRIVATE, text, 0);
    again = map(&a, 2, RW, PAGER_PRIVATE, text, 0);
    theirs = map(&b, 2, RW, PAGER_PRIVATE, text, 0);
    shared = map(&b, 2, R, PAGER_SHARED, text, 0);
    was = load(&a, mine + PAGE);
    store(&a, mine + PAGE, 1234);
    check(load(&a, mine + PAGE) == 1234);
    check(load(&a, again + PAGE) == was);
    check(load(&b, theirs + PAGE) == was);
    check(load(&b, shared + PAGE) == was);
    check(worker_do(&b, ORDER_STORE, shared, 1).reported);
    check(is_file(&a, map(&a, 2, R, PAGER_SHARED, text, 0), 2, 0, text_at));
    end();
}

static uint64_t all_objects(void)
{
    struct memory_stats stats = { 0 };

    need(memory_stats_all(&stats) == MEMORY_OK);
    return stats.objects;
}

void test_one_frame_for_all(void)
{
    const char *text = "archive:long.txt";
    uint64_t before, at[6];

    begin();
    map(&a, 1, R, PAGER_LINEAR, "", 0); /* the page tables */
    map(&b, 1, R, PAGER_LINEAR, "", 0);
    before = all_objects();
    for (unsigned i = 0; i < 6; i++) {
        struct worker *worker = i % 2 ? &a : &b;

        at[i] = map(worker, 3, R, PAGER_SHARED, text, i / 2 * PAGE);
        check(!worker_do(worker, ORDER_TOUCH, at[i], 3).reported);
    }
    /* pages 0 to 3 of the text once each; page 4 is behind its end, and each
       has zeros of its own */
    check(all_objects() == before + 4 + 2);
    for (unsigned i = 0; i < 4; i++)
        check(mappings_unmap(i % 2 ? 1 : 2, at[i], 3 * PAGE) == PAGER_OK);
    check(all_objects() == before + 2 + 2);
    check(is_file(&a, at[5], 3, 2 * PAGE, text_at));
    check(spaces_detach(2) == PAGER_OK);
    check(is_file(&a, at[5], 3, 2 * PAGE, text_at));
    check(all_objects() == before + 2 + 2); /* its zeros go with its account */
    end();
}

void test_shared_within_a_bundle(void)
{
    uint64_t one, other, theirs, apart, anonymous;

    begin();
    one = map(&a, 3, RW, PAGER_SHARED, "package:", 0);
    other = map(&a, 2, RW, PAGER_SHARED | PAGER_LINEAR, "package:", PAGE);
    theirs = map(&b, 3, RW, PAGER_SHARED, "package:", 0);
    apart = map(&a, 3, RW, PAGER_PRIVATE, "package:", 0);
    store(&a, one + PAGE + 8, 77);
    check(load(&a, other + 8) == 77);
    store(&a, other + PAGE, 78);
    check(load(&a, one + 2 * PAGE) == 78);
    check(load(&a, apart + PAGE + 8) != 77);
    check(load(&b, theirs + PAGE + 8) != 77);
    check(mappings_unmap(1, one, 3 * PAGE) == PAGER_OK);
    check(load(&a, other + 8) == 77);
    check(mappings_unmap(1, other, 2 * PAGE) == PAGER_OK);
    check(is_file(&a, map(&a, 2, R, PAGER_SHARED, "package:", PAGE), 2, PAGE,
                  package_at));
    anonymous = map(&a, 1, RW, PAGER_SHARED, "", 0);
    store(&a, anonymous, 5);
    check(load(&b, map(&b, 1, RW, PAGER_SHARED, "", 0)) == 0);
    end();
}

void test_package_is_executable(void)
{
    uint64_t code, data;
    struct result r;

    begin();
    code = map(&a, 1, R | PAGER_EXECUTE, PAGER_LAZY, "package:", 0);
    data = map(&a, 1, R, PAGER_LAZY, "package:", 0);
    check(worker_do(&a, ORDER_CALL, code, 0).value == 42);
    r = worker_do(&a, ORDER_CALL, data, 0);
    check(r.reported && r.fault.cause == seL4_Fault_VMFault &&
          r.fault.pc == data && r.fault.address == data && r.fault.status == 1);
    end();
}

void test_lost_file_is_reported(void)
{
    uint64_t at, before;
    struct result r;

    begin();
    map(&a, 1, R, PAGER_LINEAR, "", 0);
    before = all_objects();
    at = map(&a, 1, R, PAGER_LAZY, "key:gone", 0);
    r = worker_do(&a, ORDER_LOAD, at, 0);
    check(r.reported && r.fault.cause == PROCESS_FILE_GONE &&
          r.fault.address == at);
    check(mappings_map(1, PAGE, R, PAGER_LINEAR, "key:gone", 0, &at) ==
          PAGER_NO_FILE);
    check(all_objects() == before);
    end();
}
