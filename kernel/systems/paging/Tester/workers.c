/* SPDX-License-Identifier: MIT
 *
 * Spaces and workers: see workers.h. Their objects lie in consecutive
 * slots of the tester's CNode, in the order of the enums below.
 */
#include "workers.h"

#include <camkes.h>
#include <memory.h>
#include <slots.h>
#include <window.h>

#include "verdict.h"

enum { SPACE_ROOT, SPACE_TABLE, SPACE_LEAF, SPACE_CODE, SPACE_SLOTS };
enum {
    WORKER_TCB,
    WORKER_CONTEXT,
    WORKER_CNODE,
    WORKER_ENDPOINT,
    WORKER_REPLY,
    WORKER_SLOTS
};
enum { CNODE_BITS = 4, CONTEXT_BITS = 8, PRIORITY = 50, CALL = 1 };
enum { BADGE_WORKER = 1, BADGE_REPORT = 2 };

SLOTS_OF_COMPONENT(slots);

static seL4_CPtr bell;        /* bound to the control thread */
static seL4_CPtr bell_button; /* with BADGE_REPORT, for the reports thread */

/* The last report of each run. */
enum { RUNS = 64 };
static struct {
    bool there;
    struct process_fault fault;
} reports[RUNS];

/* -- the program ----------------------------------------------------------- */

/* Calls slot 1 with a2 and a3: result and instructions of the last order; the
 * answer is a2: order, a3: address, a4: value. */
__asm__(".pushsection .rodata\n"
        ".option push\n"
        ".option norelax\n"
        ".balign 8\n"
        ".globl program_begin, program_end\n"
        "program_begin:\n"
        "    li s0, 0\n"
        "    li s1, 0\n"
        "1:  li a0, 1\n"
        "    li a1, 2\n"
        "    mv a2, s0\n"
        "    mv a3, s1\n"
        "    li a7, -1\n"
        "    ecall\n"
        "    li s0, 0\n"
        "    beqz a2, 2f\n"
        "    addi a2, a2, -1\n"
        "    beqz a2, 3f\n"
        "    addi a2, a2, -1\n"
        "    beqz a2, 4f\n"
        "    addi a2, a2, -1\n"
        "    beqz a2, 5f\n"
        "    addi a2, a2, -1\n"
        "    beqz a2, 6f\n"
        "    j 7f\n"
        /* load */
        "2:  rdinstret s1\n"
        "    ld s0, 0(a3)\n"
        "    rdinstret t0\n"
        "    sub s1, t0, s1\n"
        "    j 1b\n"
        /* store */
        "3:  rdinstret s1\n"
        "    sd a4, 0(a3)\n"
        "    rdinstret t0\n"
        "    sub s1, t0, s1\n"
        "    j 1b\n"
        /* call */
        "4:  jalr a3\n"
        "    mv s0, a0\n"
        "    j 1b\n"
        /* system call */
        "5:  mv a7, a4\n"
        "    mv a0, a3\n"
        "    li ra, 0x77\n"
        "    ecall\n"
        "    j 1b\n"
        /* breakpoint */
        "6:  ebreak\n"
        "    j 1b\n"
        /* touch */
        "7:  li t1, 4096\n"
        "8:  beqz a4, 1b\n"
        "    ld t0, 0(a3)\n"
        "    add s0, s0, t0\n"
        "    add a3, a3, t1\n"
        "    addi a4, a4, -1\n"
        "    j 8b\n"
        "program_end:\n"
        ".option pop\n"
        ".popsection\n");
extern const char program_begin[], program_end[];

/* -- objects --------------------------------------------------------------- */

static uint32_t make(uint32_t account, const struct memory_object *objects,
                     size_t count)
{
    uint32_t batch = 0;

    need(memory_alloc(account, count, objects, MEMORY_BRIEF, CAMKES_OWN_CNODE,
                      &batch) == MEMORY_OK);
    return batch;
}

void workers_prepare(void)
{
    struct memory_object object = { seL4_NotificationObject, 0, 1, 0 };

    bell = slots_take(&slots);
    object.slot = (uint32_t)bell;
    make(MEMORY_OWN_ACCOUNT, &object, 1);
    bell_button = slots_copy(&slots, bell, seL4_CanWrite, BADGE_REPORT);
    need(bell_button != 0);
    need(!seL4_TCB_BindNotification(CAMKES_OWN_TCB, bell));
    need(window_open(&slots, CAMKES_OWN_VSPACE, 1) == MEMORY_OK);
}

/* -- spaces ---------------------------------------------------------------- */

static void load_program(seL4_CPtr frame)
{
    need(!window_fill(frame, program_begin,
                      (size_t)(program_end - program_begin)));
    __asm__ volatile(".option push\n"
                     ".option arch, +zifencei\n"
                     "fence.i\n"
                     ".option pop" ::
                         : "memory");
}

seL4_CPtr space_root(const struct space *space)
{
    return space->first + SPACE_ROOT;
}

int space_attach(struct space *space, const char *id)
{
    seL4_CPtr given = 0;
    int said =
        spaces_attach(space->run, id, space->account, space->first, &given);

    slots_drop(&slots, space->fault);
    space->fault = given ? slots_keep(&slots, given) : 0;
    return said;
}

/* Three page tables and the frame of the program. */
static void make_space(struct space *space)
{
    seL4_CPtr first = slots_take_row(&slots, SPACE_SLOTS);
    struct memory_object objects[] = {
        { seL4_RISCV_PageTableObject, 0, 3, (uint32_t)first },
        { seL4_RISCV_4K_Page, 0, 1, (uint32_t)first + SPACE_CODE },
    };

    space->first = first;
    space->batch = make(MEMORY_OWN_ACCOUNT, objects, 2);
    need(!seL4_RISCV_ASIDPool_Assign(CAMKES_ASID_POOL, first + SPACE_ROOT));
    load_program(first + SPACE_CODE);
    need(!seL4_RISCV_PageTable_Map(first + SPACE_TABLE, first, PROGRAM, 0));
    need(!seL4_RISCV_PageTable_Map(first + SPACE_LEAF, first, PROGRAM, 0));
    need(!seL4_RISCV_Page_Map(first + SPACE_CODE, first, PROGRAM, seL4_CanRead,
                              0));
}

int space_make(struct space *space, uint32_t run, const char *id,
               uint64_t quota)
{
    *space = (struct space){ .run = run };
    need(memory_open(quota, &space->account) == MEMORY_OK);
    make_space(space);
    if (run < RUNS)
        reports[run].there = false;
    return space_attach(space, id);
}

void space_end(struct space *space)
{
    spaces_detach(space->run);
    memory_close(space->account);
    memory_free(MEMORY_OWN_ACCOUNT, space->batch);
    slots_drop(&slots, space->fault);
    slots_drop_row(&slots, space->first, SPACE_SLOTS);
    *space = (struct space){ 0 };
}

/* -- workers --------------------------------------------------------------- */

static void give_time(seL4_CPtr context)
{
    need(!seL4_SchedControl_ConfigureFlags(CAMKES_SCHED_CONTROL, context, 10000,
                                           10000, 0, 0, 0));
}

void worker_make(struct worker *worker, const struct space *space)
{
    seL4_CPtr first = slots_take_row(&slots, WORKER_SLOTS);
    uint32_t slot = (uint32_t)first;
    struct memory_object objects[] = {
        { seL4_TCBObject, 0, 1, slot + WORKER_TCB },
        { seL4_SchedContextObject, CONTEXT_BITS, 1, slot + WORKER_CONTEXT },
        { seL4_CapTableObject, CNODE_BITS, 1, slot + WORKER_CNODE },
        { seL4_EndpointObject, 0, 1, slot + WORKER_ENDPOINT },
        { seL4_ReplyObject, 0, 1, slot + WORKER_REPLY },
    };

    *worker = (struct worker){ .space = space, .first = first };
    worker->batch =
        make(MEMORY_OWN_ACCOUNT, objects, sizeof objects / sizeof *objects);
    give_time(first + WORKER_CONTEXT);
    need(!seL4_CNode_Mint(first + WORKER_CNODE, CALL, CNODE_BITS,
                          CAMKES_OWN_CNODE, first + WORKER_ENDPOINT,
                          seL4_WordBits, seL4_CapRights_new(1, 0, 0, 1),
                          BADGE_WORKER));
    need(
        !seL4_TCB_Configure(first + WORKER_TCB, first + WORKER_CNODE,
                            seL4_CNode_CapData_new(0, 64 - CNODE_BITS).words[0],
                            space_root(space), 0, 0, 0));
    need(!seL4_TCB_SetSchedParams(first + WORKER_TCB, CAMKES_OWN_TCB, 0,
                                  PRIORITY, first + WORKER_CONTEXT,
                                  space->fault));
}

void worker_lower(struct worker *worker)
{
    need(!seL4_TCB_SetPriority(worker->first + WORKER_TCB, CAMKES_OWN_TCB,
                               PRIORITY - 1));
}

void worker_end(struct worker *worker)
{
    memory_free(MEMORY_OWN_ACCOUNT, worker->batch);
    slots_drop_row(&slots, worker->first, WORKER_SLOTS);
    *worker = (struct worker){ 0 };
}

void pair_make(struct space *space, struct worker *worker, uint32_t run,
               const char *id, uint64_t quota)
{
    need(space_make(space, run, id, quota) == PAGER_OK);
    worker_make(worker, space);
}

void pair_end(struct space *space, struct worker *worker)
{
    worker_end(worker);
    space_end(space);
}

/* Lets it run from the beginning, up to its call for an order. */
static void start(struct worker *worker)
{
    seL4_UserContext registers = { .pc = PROGRAM, .sp = 0x5555 };

    need(!seL4_TCB_WriteRegisters(worker->first + WORKER_TCB, 1, 0,
                                  sizeof registers / sizeof(seL4_Word),
                                  &registers));
    worker_result(worker);
}

void worker_order(struct worker *worker, enum order order, uint64_t address,
                  seL4_Word value)
{
    if (!worker->waits)
        start(worker);
    worker->waits = false;
    seL4_SetMR(0, order);
    seL4_SetMR(1, address);
    seL4_SetMR(2, value);
    seL4_Send(worker->first + WORKER_REPLY, seL4_MessageInfo_new(0, 0, 0, 3));
}

struct result worker_result(struct worker *worker)
{
    uint32_t run = worker->space->run;
    struct result result = { 0 };
    seL4_Word badge = 0;

    /* A bell that rings for another run is not this worker's business. */
    do
        seL4_Recv(worker->first + WORKER_ENDPOINT, &badge,
                  worker->first + WORKER_REPLY);
    while (badge == BADGE_REPORT && !(run < RUNS && reports[run].there));
    result.reported = badge == BADGE_REPORT;
    worker->waits = !result.reported;
    if (result.reported) {
        reports[run].there = false;
        result.fault = reports[run].fault;
        return result;
    }
    result.value = seL4_GetMR(0);
    result.instructions = seL4_GetMR(1);
    return result;
}

struct result worker_do(struct worker *worker, enum order order,
                        uint64_t address, seL4_Word value)
{
    worker_order(worker, order, address, value);
    return worker_result(worker);
}

/* -- what the pager reports ------------------------------------------------ */

int reports_faulted(uint32_t run, struct process_fault fault)
{
    if (run >= RUNS)
        return PROCESS_UNKNOWN_ERROR;
    reports[run].fault = fault;
    reports[run].there = true;
    seL4_Signal(bell_button);
    return PROCESS_SUCCESS;
}

int reports_exited(uint32_t run, int code)
{
    (void)run, (void)code;
    return PROCESS_UNKNOWN_ERROR;
}
