/* SPDX-License-Identifier: MIT
 *
 * Random requests: every parameter sometimes right, sometimes nearly, and
 * sometimes nonsense, while threads of the spaces touch random addresses and
 * accounts are closed. After each thousand requests of each interface
 * everything is detached, and all memory must be back; the line that is then
 * printed says how many there were so far. It goes on up to REQUESTS.
 */
#include <application.h>
#include <camkes.h>
#include <memory.h>
#include <pager.h>
#include <stdio.h>
#include <string.h>

#include "tests.h"
#include "verdict.h"
#include "workers.h"

#define PAGE 4096ul

enum { REQUESTS = 100000, ROUND = 1000, SPACES = 4, RUNS = 24 };

static struct space spaces[SPACES];
static struct worker workers[SPACES];
static bool closed[SPACES];
static uint64_t state = 0x9e3779b97f4a7c15;
static uint64_t known[SPACES][4]; /* where there is or was something */
static unsigned done[PAGER_ERRORS], reported, touched;

static uint64_t draw(uint64_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (state * 0x2545f4914f6cdd1d >> 16) % below;
}

static bool one_in(uint64_t n)
{
    return draw(n) == 0;
}

/* -- parameters ------------------------------------------------------------ */

static uint32_t some_run(unsigned space)
{
    return (uint32_t)(one_in(30) ? draw(1ul << 32) : space + 1);
}

static uint64_t some_address(unsigned space)
{
    static const uint64_t edges[] = { 0,
                                      APPLICATION_HEAP,
                                      APPLICATION_MAPPINGS,
                                      APPLICATION_MAPPINGS_END - PAGE,
                                      APPLICATION_MAPPINGS_END,
                                      0x3ffffff000,
                                      0xfffffffffffff000 };

    if (one_in(30))
        return draw(UINT64_MAX);
    if (one_in(8))
        return edges[draw(7)] + draw(40) * PAGE;
    return known[space][draw(4)] + (one_in(2) ? 0 : draw(8) * PAGE) +
           one_in(20);
}

static void remember(unsigned space, uint64_t address)
{
    known[space][draw(4)] = address;
}

static uint64_t some_length(void)
{
    static const uint64_t odd[] = { 0, 1, 4095, 1ul << 30, -PAGE, 1ul << 63 };

    return one_in(12) ? odd[draw(6)] : (1 + draw(one_in(2) ? 2 : 12)) * PAGE;
}

static uint32_t some_rights(void)
{
    static const uint32_t rights[] = { 1, 1, 3, 3, 3, 5, 4, 0, 2, 7, 8, ~0u };

    return rights[draw(one_in(6) ? 12 : 6)];
}

static uint32_t some_flags(void)
{
    return (uint32_t)(one_in(20) ? draw(1ul << 32) : draw(4));
}

static const char *some_file(void)
{
    static char endless[200];
    const char *names[] = { "",          "",          "archive:long.txt",
                            "package:",  "key:motto", "archive:short.txt",
                            "archive:",  "key:",      "key:gone",
                            "package:x", "nothing",   endless };

    memset(endless, 'k', sizeof endless - 1);
    memcpy(endless, "key:", 4);
    return names[draw(12)];
}

static seL4_CPtr some_root(void)
{
    if (one_in(6))
        return draw(300);
    return space_root(&spaces[draw(SPACES)]);
}

/* -- requests -------------------------------------------------------------- */

static void count(int said)
{
    need(said > PAGER_NO_ANSWER && said < PAGER_ERRORS);
    done[said]++;
}

static void request_attach(void)
{
    seL4_CPtr fault;
    uint32_t account = spaces[draw(SPACES)].account;
    uint32_t run = (uint32_t)(SPACES + 1 + draw(RUNS));

    if (one_in(8))
        account = (uint32_t)draw(1ul << 32);
    count(spaces_attach(run, one_in(9) ? "" : "org.one", account, some_root(),
                        &fault));
}

static void request_space(void)
{
    unsigned space = (unsigned)draw(SPACES);
    uint64_t at = APPLICATION_HEAP + draw(200) * PAGE;
    int said;

    switch (draw(8)) {
    case 0:
        request_attach();
        break;
    case 1:
        if (one_in(150))
            count(spaces_detach(some_run(space)));
        else
            count(spaces_detach((uint32_t)(SPACES + 1 + draw(RUNS))));
        break;
    default:
        if (one_in(4))
            at = some_address(space);
        said = spaces_add(some_run(space), at, some_length(), some_rights(),
                          some_flags());
        count(said);
        if (said == PAGER_OK)
            remember(space, at);
    }
}

static void request_mapping(void)
{
    unsigned space = (unsigned)draw(SPACES);
    uint64_t at = 0;

    if (one_in(3)) {
        count(mappings_unmap(some_run(space), some_address(space),
                             some_length()));
        return;
    }
    count(mappings_map(some_run(space), some_length(), some_rights(),
                       some_flags(), some_file(),
                       (one_in(3) ? draw(9) : 0) * PAGE, &at));
    if (at)
        remember(space, at);
}

/* A thread whose space is gone says nothing any more. */
static void touch(void)
{
    unsigned i = (unsigned)draw(SPACES);

    if (spaces_add(spaces[i].run, 0, 0, 0, 0) == PAGER_NO_SPACE)
        return;
    touched++;
    reported += worker_do(&workers[i], one_in(2) ? ORDER_STORE : ORDER_LOAD,
                          some_address(i) & -8ul, 1)
                    .reported;
}

/* -- rounds ---------------------------------------------------------------- */

static void begin(void)
{
    for (uint32_t i = 0; i < SPACES; i++) {
        need(space_make(&spaces[i], i + 1, "org.one",
                        (16 + draw(100)) * PAGE) == PAGER_OK);
        worker_make(&workers[i], &spaces[i]);
        closed[i] = false;
    }
}

static void end(void)
{
    for (uint32_t run = 1; run <= RUNS + SPACES; run++)
        spaces_detach(run);
    for (uint32_t i = 0; i < SPACES; i++) {
        worker_end(&workers[i]);
        space_end(&spaces[i]);
    }
}

/* Spaces that a request has detached are made again by nobody: their threads
 * have lost their fault endpoint and are left alone. */
static void round_of(unsigned requests)
{
    begin();
    for (unsigned i = 0; i < requests; i++) {
        unsigned victim = (unsigned)draw(SPACES);

        request_space();
        request_mapping();
        if (one_in(3))
            touch();
        if (one_in(800) && !closed[victim]) {
            closed[victim] = true;
            check(memory_close(spaces[victim].account) == MEMORY_OK);
        }
    }
    end();
}

_Noreturn void fuzz(void)
{
    struct memory_stats before = { 0 }, after = { 0 };

    need(memory_stats_all(&before) == MEMORY_OK);
    for (unsigned n = ROUND; n <= REQUESTS; n += ROUND) {
        round_of(ROUND);
        need(memory_stats_all(&after) == MEMORY_OK);
        need(after.objects == before.objects &&
             after.batches == before.batches &&
             after.allocated == before.allocated);
        printf("tester: fuzz: %u done, %u touches, %u reported\n",
               done[PAGER_OK], touched, reported);
        printf("tester: fuzz: %u requests\n", n);
    }
    for (;;)
        held_wait();
}
