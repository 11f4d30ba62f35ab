/* SPDX-License-Identifier: MIT
 *
 * Random requests: every parameter sometimes right, sometimes nearly, and
 * sometimes nonsense, and one request in four spoilt on its way, while threads
 * of the spaces touch random addresses and accounts are closed. After each
 * thousand requests of each interface everything is detached, and all memory
 * must be back; the line that is then printed says how many there were so far.
 * It goes on up to REQUESTS.
 */
#include <application.h>
#include <camkes.h>
#include <memory.h>
#include <pager.h>
#include <stdio.h>
#include <string.h>

#include "fuzzing.h"
#include "tests.h"
#include "verdict.h"
#include "workers.h"

#define PAGE 4096ul

enum { ATTACH }; /* method of Spaces */
enum { REQUESTS = 100000, ROUND = 1000, SPACES = 4, RUNS = 24 };

static struct space spaces[SPACES];
static struct worker workers[SPACES];
static bool closed[SPACES];
static bool deserted[SPACES];     /* attached anew, without its thread */
static uint64_t known[SPACES][4]; /* where there is or was something */
static unsigned reported, touched;
static struct fuzz_tally tally_spaces = { .name = "spaces" };
static struct fuzz_tally tally_mappings = { .name = "mappings" };

/* -- parameters ------------------------------------------------------------ */

static uint32_t some_run(unsigned space)
{
    return (uint32_t)(fuzz_one_in(30) ? (uint32_t)fuzz_word() : space + 1);
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

    if (fuzz_one_in(30))
        return fuzz_word();
    if (fuzz_one_in(8))
        return edges[fuzz_below(7)] + fuzz_below(40) * PAGE;
    return known[space][fuzz_below(4)] +
           (fuzz_one_in(2) ? 0 : fuzz_below(8) * PAGE) + fuzz_one_in(20);
}

static void remember(unsigned space, uint64_t address)
{
    known[space][fuzz_below(4)] = address;
}

static uint64_t some_length(void)
{
    static const uint64_t odd[] = { 0, 1, 4095, 1ul << 30, -PAGE, 1ul << 63 };

    return fuzz_one_in(12) ? odd[fuzz_below(6)]
                           : (1 + fuzz_below(fuzz_one_in(2) ? 2 : 12)) * PAGE;
}

static uint32_t some_rights(void)
{
    static const uint32_t rights[] = { 1, 1, 3, 3, 3, 5, 4, 0, 2, 7, 8, ~0u };

    return rights[fuzz_below(fuzz_one_in(6) ? 12 : 6)];
}

static uint32_t some_flags(void)
{
    return (uint32_t)(fuzz_one_in(20) ? (uint32_t)fuzz_word() : fuzz_below(4));
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
    return names[fuzz_below(12)];
}

static seL4_CPtr some_root(void)
{
    if (fuzz_one_in(6))
        return fuzz_below(300);
    return space_root(&spaces[fuzz_below(SPACES)]);
}

/* -- requests -------------------------------------------------------------- */

/* Every request begins with its run: one that nobody would detach afterwards is
   not sent. */
static bool allows(const struct fuzz_request *r)
{
    uint32_t run;

    memcpy(&run, r->bytes, sizeof run);
    return run <= SPACES + RUNS;
}

/* What is attached once more was detached before. */
static void look_at_attach(const struct fuzz_request *r,
                           const struct fuzz_answer *a)
{
    struct component_message m = fuzz_results(a);
    int answer = 0;
    uint32_t run;

    memcpy(&run, r->bytes, sizeof run);
    component_get(&m, &answer, sizeof answer);
    if (a->status == COMPONENT_OK && answer == PAGER_OK && run > 0 &&
        run <= SPACES)
        deserted[run - 1] = true;
}

static void told(const struct fuzz_request *r, const struct fuzz_answer *a)
{
    if (strcmp(r->client->interface, "spaces") == 0 && r->method == ATTACH)
        look_at_attach(r, a);
    if (strcmp(r->client->interface, "spaces") == 0)
        fuzz_count(&tally_spaces, r, a);
    else if (strcmp(r->client->interface, "mappings") == 0)
        fuzz_count(&tally_mappings, r, a);
}

static const struct fuzz_judge judge = { allows, told };

/* Now and then one of the four, whose thread is left behind. */
static void request_attach(void)
{
    seL4_CPtr fault;
    uint32_t account = spaces[fuzz_below(SPACES)].account;
    uint32_t run = (uint32_t)(SPACES + 1 + fuzz_below(RUNS));

    if (fuzz_one_in(80)) {
        run = 1 + fuzz_below(SPACES);
        spaces_detach(run);
    }
    if (fuzz_one_in(8))
        account = (uint32_t)fuzz_word();
    spaces_attach(run, fuzz_one_in(9) ? "" : "org.one", account, some_root(),
                  &fault);
}

static void request_space(void)
{
    unsigned space = (unsigned)fuzz_below(SPACES);
    uint64_t at = APPLICATION_HEAP + fuzz_below(200) * PAGE;
    int said;

    switch (fuzz_below(8)) {
    case 0:
        request_attach();
        break;
    case 1:
        if (fuzz_one_in(150))
            spaces_detach(some_run(space));
        else
            spaces_detach((uint32_t)(SPACES + 1 + fuzz_below(RUNS)));
        break;
    default:
        if (fuzz_one_in(4))
            at = some_address(space);
        said = spaces_add(some_run(space), at, some_length(), some_rights(),
                          some_flags());
        if (said == PAGER_OK)
            remember(space, at);
    }
}

static void request_mapping(void)
{
    unsigned space = (unsigned)fuzz_below(SPACES);
    uint64_t at = 0;

    if (fuzz_one_in(3)) {
        mappings_unmap(some_run(space), some_address(space), some_length());
        return;
    }
    mappings_map(some_run(space), some_length(), some_rights(), some_flags(),
                 some_file(), (fuzz_one_in(3) ? fuzz_below(9) : 0) * PAGE, &at);
    if (at)
        remember(space, at);
}

static void ask(void)
{
    request_space();
    request_mapping();
}

/* A thread whose space was detached has lost its fault endpoint and says
 * nothing any more, also when a request has attached the space anew. */
static void touch(void)
{
    unsigned i = (unsigned)fuzz_below(SPACES);

    if (deserted[i] || spaces_add(spaces[i].run, 0, 0, 0, 0) == PAGER_NO_SPACE)
        return;
    touched++;
    reported +=
        worker_do(&workers[i], fuzz_one_in(2) ? ORDER_STORE : ORDER_LOAD,
                  some_address(i) & -8ul, 1)
            .reported;
}

/* -- rounds ---------------------------------------------------------------- */

static void begin(void)
{
    for (uint32_t i = 0; i < SPACES; i++) {
        need(space_make(&spaces[i], i + 1, "org.one",
                        (16 + fuzz_below(100)) * PAGE) == PAGER_OK);
        worker_make(&workers[i], &spaces[i]);
        closed[i] = deserted[i] = false;
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

static void round_of(unsigned requests)
{
    begin();
    for (unsigned i = 0; i < requests; i++) {
        unsigned victim = (unsigned)fuzz_below(SPACES);

        fuzz_turn(&judge, ask, 1);
        if (fuzz_one_in(3))
            touch();
        if (fuzz_one_in(800) && !closed[victim]) {
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
        printf("tester: fuzz: %u touches, %u reported\n", touched, reported);
        printf("fuzzer: %s\n", fuzz_report(&tally_spaces));
        printf("fuzzer: %s\n", fuzz_report(&tally_mappings));
        printf("fuzzer: %u requests\n", n);
    }
    for (;;)
        held_wait();
}
