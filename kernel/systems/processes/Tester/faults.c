/* SPDX-License-Identifier: MIT
 *
 * How bundles fault, and what they cannot reach: each deed of the prober that
 * ends in a fault, with cause and address; then those it lives to tell.
 */
#include <bundle.h>
#include <interfaces/application.h>
#include <stdio.h>

#include "archive.h"
#include "tester.h"

enum { PAGE = 4096, FETCH = 1, LOAD = 5, STORE = 7 };

/* What is known of the fault before it happens. */
static const struct expected {
    const char *word;
    uint64_t cause;
    uint64_t low, high; /* the address lies between them */
    uint64_t status;
} expected[] = {
    { "null", seL4_Fault_VMFault, 0, 0, STORE },
    { "code", seL4_Fault_VMFault, PAGE, APPLICATION_HEAP, STORE },
    { "beside", seL4_Fault_VMFault, APPLICATION_PAGE + PAGE,
      APPLICATION_PAGE + PAGE, LOAD },
    { "kernel", seL4_Fault_VMFault, 0xffffffff80200000, 0xffffffff80200000,
      LOAD },
    { "stack", seL4_Fault_VMFault, APPLICATION_STACK_END - 4 * PAGE,
      APPLICATION_STACK_END, FETCH },
    { "illegal", seL4_Fault_UserException, 2, 2, 0 },
    { "break", seL4_Fault_UserException, 3, 3, 0 },
    { "syscall", seL4_Fault_UnknownSyscall, 4711, 4711, 0 },
    { "capability", seL4_Fault_CapFault, 1 << 20, 1 << 20, 0 },
    { "overflow", seL4_Fault_VMFault, APPLICATION_STACK_END - 5 * PAGE,
      APPLICATION_STACK_END - 4 * PAGE - 1, STORE },
    { "above", seL4_Fault_VMFault, APPLICATION_HEAP + (64 << 10),
      APPLICATION_HEAP + (64 << 10), LOAD },
    { "receive", seL4_Fault_CapFault, APPLICATION_REQUESTS,
      APPLICATION_REQUESTS, 0 },
};

static void fault(const struct expected *e)
{
    struct process_status status = { 0 };
    const struct process_fault *f = &status.fault;

    prober_shall(e->word);
    expect(e->word, (uint64_t)start_and_wait("prober", &status),
           PROCESS_SUCCESS);
    expect("state", status.state, PROCESS_FAULTED);
    expect("cause", f->cause, e->cause);
    expect("address", f->address >= e->low && f->address <= e->high, true);
    expect("status", f->status, e->status);
    expect("pc",
           e->status == FETCH ? f->pc == f->address
                              : f->pc >= PAGE && f->pc < APPLICATION_HEAP,
           true);
    expect("sp",
           f->sp > APPLICATION_STACK_END - 6 * PAGE &&
               f->sp <= APPLICATION_STACK_END,
           true);
    expect("code", (uint64_t)status.code, 0);
}

static void told(const char *word, int code)
{
    struct process_status status = { 0 };

    prober_shall(word);
    expect(word, (uint64_t)start_and_wait("prober", &status), PROCESS_SUCCESS);
    expect("state", status.state, PROCESS_EXITED);
    expect(word, (uint64_t)status.code, (uint64_t)code);
}

void faults_tested(void)
{
    snapshot();
    group_begin("faults");
    for (unsigned i = 0; i < sizeof expected / sizeof *expected; i++)
        fault(&expected[i]);
    told("heap", 0);
    told("count", 1);
    told("steal", 1);
    expect_as_before("all that");
    group_end();
}

/* -- quotas ---------------------------------------------------------------- */

/* How many pages of a prober's quota its image and stack leave, and the two
 * page tables of what it maps; the heap is not touched. */
static uint64_t pages_left(const char *file_name)
{
    const struct archive a = { (const char *)archive, archive_get_size() };
    struct archive_file file;
    static struct bundle b;
    unsigned where;
    uint64_t pages;

    if (!archive_find(&a, file_name, &file) ||
        bundle_verify(file.bytes, file.length, &b, &where) != BUNDLE_OK)
        return 0;
    pages = (b.manifest.quota - b.manifest.stack) / PAGE - 2;
    for (uint32_t i = 0; i < b.segments; i++)
        pages -= (b.segment[i].memory_size + PAGE - 1) / PAGE;
    return pages;
}

/* What the memory manager and the process manager round up for it is less than
 * what they have on top of the quota. */
void quotas_tested(void)
{
    struct process_status status = { 0 };
    uint64_t pages, left = pages_left("prober.tsr");

    snapshot();
    group_begin("quotas");
    prober_shall("pages");
    expect("start", (uint64_t)start_and_wait("prober", &status),
           PROCESS_SUCCESS);
    pages = (uint64_t)status.code;
    expect("exits", status.state, PROCESS_EXITED);
    expect("all that is left", pages >= left, true);
    expect("no more than its quota", pages <= left + 8, true);
    printf("tester: %lu pages were left, and %lu could be had\n", left, pages);
    expect("start", (uint64_t)start_and_wait("prober", &status),
           PROCESS_SUCCESS);
    expect("the same again", (uint64_t)status.code, pages);
    expect("hog", (uint64_t)start_and_wait("hog", &status), PROCESS_SUCCESS);
    expect("exits", status.state, PROCESS_EXITED);
    expect("content", (uint64_t)status.code, 0);
    expect_as_before("all that");
    group_end();
}

/* -- hoards ---------------------------------------------------------------- */

enum { HOARDERS = 8, TOO_MANY_PAGES = 480, TURNS_MAX = 100 };

static const char *hoarder(unsigned i)
{
    static char id[] = "hoarder.a";

    id[sizeof id - 2] = (char)('a' + i);
    return id;
}

static void hoard(unsigned i, uint64_t pages)
{
    char words[32];

    snprintf(words, sizeof words, "hoard %lu", pages);
    prober_shall(words);
    expect("start", (uint64_t)processes_start(hoarder(i)), PROCESS_SUCCESS);
}

static uint64_t bytes_in_use(void)
{
    struct memory_stats stats;

    memory_stats_all(&stats);
    return stats.allocated;
}

/* While the application `timer` sleeps the less urgent ones run. */
static void wait_until_used(uint64_t bytes)
{
    struct process_status status;

    for (unsigned i = 0; i < TURNS_MAX && bytes_in_use() < bytes; i++)
        start_and_wait("timer", &status);
}

/* Each takes all that its quota has, page by page as it touches them, and keeps
 * it. The last one wants more, and has had as many when it is refused. */
void hoards_tested(void)
{
    const uint64_t left = pages_left("hoarder.a.tsr");
    struct process_status status = { 0 };
    uint64_t pages, before;

    snapshot();
    before = bytes_in_use();
    group_begin("hoards");
    for (unsigned i = 0; i + 1 < HOARDERS; i++) {
        hoard(i, left);
        wait_until_used(before + (i + 1) * left * PAGE);
        processes_get_bundle_state(hoarder(i), &status);
        expect("it has what it wants, and waits", status.state,
               PROCESS_RUNNING);
    }
    expect("all at the same time",
           bytes_in_use() >= before + (HOARDERS - 1) * left * PAGE, true);
    hoard(HOARDERS - 1, TOO_MANY_PAGES);
    wait_end(hoarder(HOARDERS - 1), &status);
    pages = (status.fault.address - APPLICATION_MAPPINGS) / PAGE - 1;
    expect("the last one has faulted", status.state, PROCESS_FAULTED);
    expect("at its quota", status.fault.cause, PROCESS_OUT_OF_MEMORY);
    expect("all that is left", pages >= left, true);
    expect("no more than its quota", pages <= left + 8, true);
    printf("tester: %lu pages were left to each of %d, and %lu could be had\n",
           left, HOARDERS, pages);
    for (unsigned i = 0; i + 1 < HOARDERS; i++)
        expect("stop", (uint64_t)processes_stop(hoarder(i)), PROCESS_SUCCESS);
    expect_as_before("all that");
    group_end();
}
