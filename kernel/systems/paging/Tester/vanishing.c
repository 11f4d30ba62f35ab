/* SPDX-License-Identifier: MIT
 *
 * Spaces that come to their end at a bad moment.
 */
#include <application.h>
#include <camkes.h>
#include <memory.h>
#include <pager.h>

#include "tests.h"
#include "verdict.h"
#include "workers.h"

#define PAGE 4096ul

enum { RW = PAGER_READ | PAGER_WRITE, RUN = 1 };

static struct space space;
static struct worker worker;

static void begin(const char *id)
{
    pair_make(&space, &worker, RUN, id, 1 << 20);
}

static void end(void)
{
    pair_end(&space, &worker);
}

static uint64_t map(uint64_t pages, uint32_t flags, const char *file)
{
    uint64_t at = 0;

    check(mappings_map(RUN, pages * PAGE, RW, flags, file, 0, &at) == PAGER_OK);
    return at;
}

static bool is_gone(enum order order, uint64_t address)
{
    struct result r = worker_do(&worker, order, address, 1);

    return r.reported && r.fault.cause == PROCESS_MEMORY_GONE &&
           r.fault.address == address;
}

/* The account is closed while nothing happens; what the pager still knows is
 * not true any more. */
void test_closed_account(void)
{
    uint64_t at, there, shared;

    begin("org.one");
    there = map(4, PAGER_LINEAR, "");
    at = map(4, PAGER_LAZY, "");
    check(mappings_map(RUN, PAGE, PAGER_READ, PAGER_SHARED | PAGER_LINEAR,
                       "archive:short.txt", 0, &shared) == PAGER_OK);
    check(!worker_do(&worker, ORDER_STORE, at, 1).reported);
    check(memory_close(space.account) == MEMORY_OK);
    check(is_gone(ORDER_LOAD, there));
    check(is_gone(ORDER_STORE, at));
    check(is_gone(ORDER_LOAD, at + PAGE));
    check(is_gone(ORDER_LOAD, shared)); /* for want of page tables */
    check(mappings_unmap(RUN, there, PAGE) == PAGER_OK);
    check(mappings_map(RUN, PAGE, RW, PAGER_LINEAR, "", 0, &there) ==
          PAGER_NO_SPACE);
    check(mappings_map(RUN, PAGE, PAGER_READ, PAGER_LINEAR | PAGER_SHARED,
                       "archive:short.txt", 0, &there) == PAGER_NO_SPACE);
    check(mappings_map(RUN, PAGE, RW, PAGER_LAZY, "", 0, &there) == PAGER_OK);
    end();
}

/* A thread that still has the fault endpoint of a life that is over: its
 * fault reaches nobody, although there is a space of the same name again. The
 * witness is less urgent, so it has happened when the witness has run. */
void test_old_endpoint_is_dead(void)
{
    struct memory_stats before, after;
    struct worker witness;
    uint64_t at;

    begin("org.one");
    worker_do(&worker, ORDER_TOUCH, 0, 0);
    check(spaces_detach(RUN) == PAGER_OK);
    check(space_attach(&space, "org.one") == PAGER_OK);
    worker_make(&witness, &space);
    worker_lower(&witness);
    map(1, PAGER_LINEAR, "");
    at = map(1, PAGER_LAZY, "");
    need(memory_stats(space.account, &before) == MEMORY_OK);
    worker_order(&worker, ORDER_LOAD, at, 0);
    worker_do(&witness, ORDER_TOUCH, 0, 0);
    need(memory_stats(space.account, &after) == MEMORY_OK);
    check(after.objects == before.objects);
    check(!worker_do(&witness, ORDER_LOAD, at, 0).reported);
    worker_end(&witness);
    end();
}

/* The pager waits for the file; meanwhile the account is closed. */
void test_closed_during_a_fault(void)
{
    struct result r;
    uint64_t at;

    begin("org.slow");
    map(1, PAGER_LINEAR, "");
    at = map(1, PAGER_LAZY, "package:");
    worker_order(&worker, ORDER_LOAD, at, 0);
    held_wait();
    check(memory_close(space.account) == MEMORY_OK);
    release_emit();
    r = worker_result(&worker);
    check(r.reported && r.fault.cause == PROCESS_MEMORY_GONE &&
          r.fault.address == at);
    end();
}

/* The pager waits for the file, somebody else waits to detach the space. */
void test_detached_during_a_fault(void)
{
    uint64_t at;

    begin("org.slow");
    at = map(1, PAGER_LAZY, "package:");
    worker_order(&worker, ORDER_LOAD, at, 0);
    held_wait();
    errand_emit();
    check(!done_poll()); /* it has to wait for the end of the fault */
    release_emit();
    done_wait();
    check(spaces_detach(RUN) == PAGER_NO_SPACE);
    end();
}

/* The second thread's fault is taken when its page is there already. */
void test_two_threads_one_page(void)
{
    struct worker second;
    seL4_Word value;
    uint64_t at;

    begin("org.slow");
    worker_make(&second, &space);
    at = map(1, PAGER_LAZY, "package:");
    worker_do(&second, ORDER_TOUCH, 0, 0);
    worker_order(&worker, ORDER_LOAD, at + 8, 0);
    held_wait();
    worker_order(&second, ORDER_LOAD, at + 8, 0);
    release_emit();
    value = worker_result(&worker).value;
    check(value == 0x0f0e0d0c0b0a0908);
    check(worker_result(&second).value == value);
    worker_end(&second);
    end();
}

/* All threads of several spaces fault as fast as they can. */
void test_storm(void)
{
    enum { SPACES = 3, WORKERS = 9, PAGES = 25 };
    static struct space spaces[SPACES];
    static struct worker workers[WORKERS];
    uint64_t at[SPACES];

    for (uint32_t i = 0; i < SPACES; i++) {
        need(space_make(&spaces[i], i + 1, "org.one", 1 << 20) == PAGER_OK);
        check(mappings_map(i + 1, 3 * PAGES * PAGE, RW, i ? PAGER_LAZY : 0,
                           i == 2 ? "package:" : "", 0, &at[i]) == PAGER_OK);
    }
    for (unsigned i = 0; i < WORKERS; i++)
        worker_make(&workers[i], &spaces[i % SPACES]);
    for (unsigned i = 0; i < WORKERS; i++)
        worker_order(&workers[i], ORDER_TOUCH,
                     at[i % SPACES] + i / SPACES * PAGES * PAGE, PAGES);
    for (unsigned i = 0; i < WORKERS; i++)
        check(!worker_result(&workers[i]).reported);
    for (unsigned i = 0; i < WORKERS; i++)
        worker_end(&workers[i]);
    for (unsigned i = 0; i < SPACES; i++)
        space_end(&spaces[i]);
}

/* As many spaces, one after the other, as use up any slot that gets lost. */
void test_many_lives(void)
{
    enum { LIVES = 300 };

    for (unsigned i = 0; i < LIVES; i++) {
        uint64_t at;

        begin("org.one");
        at = map(20, i % 3 ? PAGER_LAZY : PAGER_LINEAR,
                 i % 4 ? "" : "archive:long.txt");
        if (i % 5)
            check(!worker_do(&worker, ORDER_TOUCH, at, i % 7).reported);
        if (i % 2)
            check(memory_close(space.account) == MEMORY_OK);
        if (i % 11 == 0)
            mappings_unmap(RUN, at + 2 * PAGE, 3 * PAGE);
        end();
    }
}
