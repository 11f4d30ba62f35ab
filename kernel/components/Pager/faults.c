/* SPDX-License-Identifier: MIT
 *
 * The pager's own thread: takes a fault, has the page made, lets the thread
 * go on.
 *
 *     fault --> which space? --> region? right? --> page --> reply
 *                  | none           | no             | no memory, file gone
 *                  v                v                v
 *               (dropped)      report to the process manager; no reply
 *
 * A thread that is not answered stays stopped: the next fault takes the reply
 * object, and with that the kernel makes it inactive. Faults of all spaces
 * come one by one, so a bundle that does nothing but fault keeps nobody else
 * waiting for longer than one of its faults.
 *
 * A fault on a page that is there is no contradiction: two threads of a space
 * may touch it at once, or somebody took the frame away. Mapping it once more
 * tells which.
 */
#include "faults.h"

#include <camkes.h>
#include <logger.h>
#include <memory.h>
#include <process.h>
#include <window.h>

#include "space.h"

seL4_CPtr faults_endpoint;
static seL4_CPtr reply;

/* Access fault codes of RISC-V, as they come in the message. */
enum { ACCESS_FETCH = 1, ACCESS_LOAD = 5, ACCESS_STORE = 7 };

/* -- start ----------------------------------------------------------------- */

static enum pager_error make_one(seL4_Word type, seL4_CPtr *object)
{
    uint32_t batch;

    return objects_take(MEMORY_OWN_ACCOUNT, type, 1, MEMORY_LONG, object,
                        &batch);
}

void pre_init(void)
{
    seL4_CPtr endpoint = seL4_CapNull;
    enum pager_error error = mapping_init();

    pages_clear(&common);
    if (error == PAGER_OK &&
        window_open(&slots, CAMKES_OWN_VSPACE, 1) != MEMORY_OK)
        error = PAGER_NO_MEMORY;
    if (error == PAGER_OK)
        error = make_one(seL4_ReplyObject, &reply);
    if (error == PAGER_OK)
        error = make_one(seL4_EndpointObject, &endpoint);
    if (error == PAGER_OK)
        faults_endpoint = endpoint;
}

/* -- one fault ------------------------------------------------------------- */

static uint8_t right_for(seL4_Word access)
{
    switch (access) {
    case ACCESS_FETCH:
        return PAGER_EXECUTE;
    case ACCESS_LOAD:
        return PAGER_READ;
    case ACCESS_STORE:
        return PAGER_WRITE;
    default:
        return 0;
    }
}

/* Has the page made. PAGER_BAD_RANGE: there is no region; PAGER_BAD_RIGHTS:
 * it must not be accessed like this; and errors of populate. */
static enum pager_error fault_in(struct space *space, uint64_t address,
                                 seL4_Word access)
{
    const struct region *region = regions_find(&space->regions, address);
    uint64_t start = address - address % REGION_PAGE;
    struct page *page;

    if (!region)
        return PAGER_BAD_RANGE;
    if (!(region->rights & right_for(access)))
        return PAGER_BAD_RIGHTS;
    page = pages_find(&space->pages, start);
    if (page)
        return mapping_make(space, page->slot, start, region->rights);
    return populate(space, region, start, 1);
}

/* Fills in what the message says; the registers that it has not are 0, and
 * the process manager, which has the thread, can read them. */
static struct process_fault describe(seL4_Fault_t fault)
{
    seL4_Word kind = seL4_Fault_get_seL4_FaultType(fault);
    struct process_fault report = { .cause = kind, .pc = fault.words[1] };

    switch (kind) {
    case seL4_Fault_VMFault:
        report.address = seL4_Fault_VMFault_get_Addr(fault);
        report.status = seL4_Fault_VMFault_get_FSR(fault);
        break;
    case seL4_Fault_UnknownSyscall:
        report.address = seL4_Fault_UnknownSyscall_get_Syscall(fault);
        report.sp = seL4_Fault_UnknownSyscall_get_SP(fault);
        report.ra = seL4_Fault_UnknownSyscall_get_RA(fault);
        break;
    case seL4_Fault_UserException:
        report.address = seL4_Fault_UserException_get_Number(fault);
        report.status = seL4_Fault_UserException_get_Code(fault);
        report.sp = seL4_Fault_UserException_get_SP(fault);
        break;
    default:
        report.address = fault.words[2];
    }
    return report;
}

/* A page fault that should have been answered, but could not be. */
static uint64_t cause_of(enum pager_error error)
{
    switch (error) {
    case PAGER_BAD_RANGE:
    case PAGER_BAD_RIGHTS:
        return seL4_Fault_VMFault;
    case PAGER_NO_FILE:
        return PROCESS_FILE_GONE;
    case PAGER_NO_SPACE:
        return PROCESS_MEMORY_GONE;
    default:
        return PROCESS_OUT_OF_MEMORY;
    }
}

/* Returns whether the thread may go on. */
static bool handle(uint32_t run, seL4_Fault_t fault)
{
    bool is_page = seL4_Fault_get_seL4_FaultType(fault) == seL4_Fault_VMFault;
    enum pager_error error = PAGER_BAD_RANGE;
    struct process_fault report;
    struct space *space;

    table_lock();
    space = space_find(run);
    if (space && is_page)
        error = fault_in(space, seL4_Fault_VMFault_get_Addr(fault),
                         seL4_Fault_VMFault_get_FSR(fault));
    table_unlock();
    if (!space || error == PAGER_OK)
        return space != NULL;
    report = describe(fault);
    if (is_page)
        report.cause = cause_of(error);
    log_debug("pager", "run %u: fault %lu at 0x%lx, pc 0x%lx", (unsigned)run,
              report.cause, report.address, report.pc);
    reports_faulted(run, report);
    return false;
}

/* -- the loop -------------------------------------------------------------- */

int run(void)
{
    bool answer = false;

    if (!faults_endpoint) {
        log_error("pager", "no memory to start with");
        return 1;
    }
    for (;;) {
        seL4_MessageInfo_t nothing = seL4_MessageInfo_new(0, 0, 0, 0), info;
        seL4_Word badge = 0;

        info = answer ? seL4_ReplyRecv(faults_endpoint, nothing, &badge, reply)
                      : seL4_Recv(faults_endpoint, &badge, reply);
        answer = handle((uint32_t)(badge - 1), seL4_getFault(info));
    }
}
