/* SPDX-License-Identifier: MIT
 *
 * Faults that the pager does not answer: what it reports of them.
 */
#include <application.h>
#include <camkes.h>
#include <memory.h>
#include <pager.h>

#include "tests.h"
#include "verdict.h"
#include "workers.h"

#define PAGE 4096ul

enum { R = PAGER_READ, RW = PAGER_READ | PAGER_WRITE, RUN = 7 };
enum { FETCH = 1, LOAD = 5, STORE = 7 };

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

/* Whether the order ends in a page fault of this kind. */
static bool page_fault(enum order order, uint64_t address, uint64_t access)
{
    struct result r = worker_do(&worker, order, address, 0);

    return r.reported && r.fault.cause == seL4_Fault_VMFault &&
           r.fault.address == address && r.fault.status == access &&
           (access == FETCH
                ? r.fault.pc == address
                : r.fault.pc > PROGRAM && r.fault.pc < PROGRAM + PAGE);
}

void test_rights_are_kept(void)
{
    uint64_t at;

    begin(1 << 20);
    check(mappings_map(RUN, 2 * PAGE, R, PAGER_LAZY, "", 0, &at) == PAGER_OK);
    check(page_fault(ORDER_STORE, at, STORE)); /* before the page is there */
    check(worker_do(&worker, ORDER_LOAD, at, 0).value == 0);
    check(page_fault(ORDER_STORE, at, STORE)); /* and after */
    check(page_fault(ORDER_CALL, at, FETCH));
    check(mappings_map(RUN, PAGE, PAGER_EXECUTE, PAGER_LINEAR, "package:", 0,
                       &at) == PAGER_OK);
    check(worker_do(&worker, ORDER_CALL, at, 0).value == 42);
    check(page_fault(ORDER_LOAD, at, LOAD));
    check(page_fault(ORDER_STORE, 0, STORE));
    check(page_fault(ORDER_LOAD, PROGRAM + PAGE, LOAD));
    check(page_fault(ORDER_STORE, PROGRAM, STORE));
    check(page_fault(ORDER_LOAD, APPLICATION_HEAP, LOAD));
    check(page_fault(ORDER_LOAD, 0x4000000000, LOAD)); /* no user address */
    end();
}

void test_other_faults_are_reported(void)
{
    struct result r;

    begin(1 << 20);
    r = worker_do(&worker, ORDER_SYSCALL, 0, 4711);
    check(r.reported && r.fault.cause == seL4_Fault_UnknownSyscall &&
          r.fault.address == 4711 && r.fault.ra == 0x77 &&
          r.fault.sp == 0x5555 && r.fault.pc > PROGRAM);
    r = worker_do(&worker, ORDER_BREAKPOINT, 0, 0);
    check(r.reported && r.fault.cause == seL4_Fault_UserException &&
          r.fault.address == 3 && r.fault.sp == 0x5555);
    r = worker_do(&worker, ORDER_SYSCALL, 1ul << 40, (seL4_Word)-1); /* call */
    check(r.reported && r.fault.cause == seL4_Fault_CapFault &&
          r.fault.address == 1ul << 40);
    check(!worker_do(&worker, ORDER_SYSCALL, 0, (seL4_Word)-11).reported);
    end();
}

void test_quota_is_reported(void)
{
    uint64_t at, touched = 0;
    struct result r;

    begin(32 * PAGE);
    check(mappings_map(RUN, 64 * PAGE, RW, PAGER_LAZY, "", 0, &at) == PAGER_OK);
    for (;;) {
        r = worker_do(&worker, ORDER_STORE, at + touched * PAGE, 9);
        if (r.reported)
            break;
        touched++;
    }
    check(touched > 16 && touched < 32);
    check(r.fault.cause == PROCESS_OUT_OF_MEMORY &&
          r.fault.address == at + touched * PAGE && r.fault.status == STORE);
    check(worker_do(&worker, ORDER_TOUCH, at, touched).value == 9 * touched);
    check(mappings_unmap(RUN, at, PAGE) == PAGER_OK);
    check(!worker_do(&worker, ORDER_STORE, at + touched * PAGE, 9).reported);
    end();
}
