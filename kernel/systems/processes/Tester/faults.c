/* SPDX-License-Identifier: MIT
 *
 * How bundles fault, and what they cannot reach: each deed of the prober that
 * ends in a fault, with cause and address; then those it lives to tell.
 */
#include <interfaces/application.h>

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

/* Quota 256 KiB: besides image and stack, less than 64 pages are left. */
void quotas_tested(void)
{
    struct process_status status = { 0 };
    int pages;

    snapshot();
    group_begin("quotas");
    prober_shall("pages");
    expect("start", (uint64_t)start_and_wait("prober", &status),
           PROCESS_SUCCESS);
    pages = status.code;
    expect("exits", status.state, PROCESS_EXITED);
    expect("some", pages > 30, true);
    expect("no more than its quota", pages < 64, true);
    expect("start", (uint64_t)start_and_wait("prober", &status),
           PROCESS_SUCCESS);
    expect("the same again", (uint64_t)status.code, (uint64_t)pages);
    expect("hog", (uint64_t)start_and_wait("hog", &status), PROCESS_SUCCESS);
    expect("exits", status.state, PROCESS_EXITED);
    expect("content", (uint64_t)status.code, 0);
    expect_as_before("all that");
    group_end();
}
