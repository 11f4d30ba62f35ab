/* SPDX-License-Identifier: MIT
 *
 * Reports and the janitor: see ends.h.
 */
#include "ends.h"

#include <camkes.h>
#include <logger.h>
#include <string.h>

#include "attempts.h"
#include "bundles.h"
#include "layout.h"
#include "reports.h"
#include "run.h"

static struct reports queue; /* guarded by the lock `table` */

bool ends_expect(uint32_t run)
{
    bool room;

    table_lock();
    room = reports_expect(&queue, run);
    table_unlock();
    return room;
}

void ends_forget(uint32_t run)
{
    table_lock();
    reports_forget(&queue, run);
    table_unlock();
}

/* -- the procedure --------------------------------------------------------- */

static int take(const struct report *report)
{
    bool kept;

    table_lock();
    kept = reports_put(&queue, report);
    table_unlock();
    if (kept)
        reported_post();
    return PROCESS_SUCCESS;
}

int reports_exited(uint32_t run, int code)
{
    const struct report report = { .run = run, .code = code };

    return take(&report);
}

int reports_faulted(uint32_t run, struct process_fault fault)
{
    const struct report report = { .run = run,
                                   .faulted = true,
                                   .fault = fault };

    return take(&report);
}

/* -- the janitor ----------------------------------------------------------- */

static bool next_report(struct report *report)
{
    bool there;

    table_lock();
    there = reports_take(&queue, report);
    table_unlock();
    return there;
}

/* Registers that the message of a fault does not have. The thread is still
 * where it stopped. */
static void add_registers(const struct run *r, struct process_fault *fault)
{
    seL4_UserContext registers;

    if (seL4_TCB_ReadRegisters(r->first + LAYOUT_TCB, seL4_False, 0, 3,
                               &registers))
        return;
    fault->ra = registers.ra;
    fault->sp = registers.sp;
}

static const char *cause_name(uint64_t cause)
{
    switch (cause) {
    case seL4_Fault_CapFault:
        return "capability fault";
    case seL4_Fault_UnknownSyscall:
        return "unknown system call";
    case seL4_Fault_UserException:
        return "exception";
    case seL4_Fault_VMFault:
        return "page fault";
    case PROCESS_OUT_OF_MEMORY:
        return "page fault, and no memory is left for the page";
    default:
        return "page fault, and what was mapped is gone";
    }
}

static void tell(const char *id, const struct report *report)
{
    if (report->faulted)
        log_info("janitor", "%s faulted: %s, 0x%lx, at pc 0x%lx", id,
                 cause_name(report->fault.cause), report->fault.address,
                 report->fault.pc);
    else
        log_debug("janitor", "%s exited with %d", id, (int)report->code);
}

/* A suspended one may have asked to end before it was suspended. */
static void put_away(const struct report *report)
{
    struct table_cause cause = {
        .event = report->faulted ? TABLE_FAULT : TABLE_EXIT,
        .code = report->code,
        .fault = report->fault,
    };
    struct run *r = run_find(report->run);
    char id[PROCESS_ID_MAX + 1];

    if (!r)
        return;
    memcpy(id, r->id, sizeof id);
    if (report->faulted)
        add_registers(r, &cause.fault);
    ends_forget(report->run);
    attempts_begin();
    if (!run_end(r))
        log_error("janitor", "%s: its memory did not come back", id);
    tell(id, report);
    bundles_change(id, &cause);
}

void ends_put_away(void)
{
    struct report report;

    while (next_report(&report))
        put_away(&report);
}

int run(void)
{
    for (;;) {
        reported_wait();
        work_lock();
        ends_put_away();
        work_unlock();
    }
}
