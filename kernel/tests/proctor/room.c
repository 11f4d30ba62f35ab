/* SPDX-License-Identifier: MIT */
/*
 * Opening and closing rooms. Every step has a number, which is what the report
 * shows when the kernel refuses one.
 *
 * Memory of the threads is part of proctor's image, so that a test needs no
 * mapping to get a stack: for each thread
 *
 *   guard page      unmapped, so that an overflow faults
 *   STACK_PAGES     stack
 *   one page        IPC buffer at offset 0, thread-local storage at 1024
 */
#include <start.h>
#include <string.h>

#include "devices.h"
#include "room.h"

#define PAGE        4096
#define STACK_PAGES 4
#define THREADS     (TEST_THREADS + 1)
#define ROOM_BITS   (TEST_UNTYPED_BITS + 1)
#define TLS_OFFSET  (1 << seL4_IPCBufferSizeBits)
#define SLICE       5000 /* microseconds, round robin */

struct area {
    char guard[PAGE];
    char stack[STACK_PAGES][PAGE];
    char buffer[PAGE];
};

static struct area areas[THREADS] __attribute__((aligned(PAGE)));
static struct test_thread threads[THREADS];
static unsigned threads_used;

/* Slots of proctor's own CNode. */
static struct {
    seL4_CPtr memory; /* untyped of all rooms, one after another */
    seL4_CPtr endpoint;
    seL4_CPtr fault;  /* the endpoint with BADGE_FAULT + 0 */
    seL4_CPtr report; /* the endpoint with BADGE_REPORT, send only */
    seL4_CPtr cnode;  /* of the room; these are empty between rooms */
    seL4_CPtr tcb;
    seL4_CPtr sc;
    seL4_CPtr scratch;
} own;

extern char __global_pointer$[];

/* -- Steps ----------------------------------------------------------------- */

static struct room_error failed;
static uint64_t step;

static void steps_begin(void)
{
    step = 0;
    failed = (struct room_error){ 0 };
}

/* Does one step unless an earlier one was refused. */
#define STEP(invocation)                                          \
    do {                                                          \
        step++;                                                   \
        if (!failed.step) {                                       \
            uint64_t step_error = (uint64_t)(invocation);         \
            if (step_error)                                       \
                failed = (struct room_error){ step, step_error }; \
        }                                                         \
    } while (0)

/* -- Threads --------------------------------------------------------------- */

struct test_thread *room_thread(unsigned index)
{
    return &threads[index];
}

unsigned room_threads(void)
{
    return threads_used;
}

unsigned room_index(const struct test_thread *thread)
{
    return (unsigned)(thread - threads);
}

struct test_thread *room_take_thread(void)
{
    unsigned index = __atomic_fetch_add(&threads_used, 1, __ATOMIC_RELAXED);

    if (index >= THREADS) {
        threads_used = THREADS;
        return NULL;
    }
    threads[index] = (struct test_thread){
        .faults = TEST_FAULTS + index,
        .buffer = (seL4_IPCBuffer *)areas[index].buffer,
    };
    return &threads[index];
}

static __thread struct test_thread *self;

struct test_thread *test_self(void)
{
    return self && room_index(self) ? self : NULL;
}

/* Where every thread of a room begins. */
static void thread_main(struct test_thread *thread, void *storage)
{
    start_thread_locals(storage, thread->buffer);
    self = thread;
    thread->run(thread->argument);
    thread->done = true;
    for (;;)
        seL4_TCB_Suspend(thread->tcb);
}

seL4_UserContext room_registers(struct test_thread *thread)
{
    struct area *area = &areas[room_index(thread)];

    return (seL4_UserContext){
        .pc = (seL4_Word)thread_main,
        .sp = (seL4_Word)area->buffer,
        .gp = (seL4_Word)__global_pointer$,
        .tp = (seL4_Word)area->buffer + TLS_OFFSET,
        .a0 = (seL4_Word)thread,
        .a1 = (seL4_Word)area->buffer + TLS_OFFSET,
    };
}

/* The capability of the image's frame that holds `address`. */
static seL4_CPtr image_frame(const void *address)
{
    return seL4_GetBootInfo()->userImageFrames.start +
           (seL4_Word)((const char *)address - __image_base) / PAGE;
}

/* -- Once ------------------------------------------------------------------ */

struct room_error room_init(struct objects *pool, seL4_CPtr endpoint)
{
    steps_begin();
    own.endpoint = endpoint;
    STEP(start_tls_size() > PAGE - TLS_OFFSET);
    STEP(objects_create(pool, seL4_UntypedObject, ROOM_BITS, &own.memory));
    STEP(objects_mint(pool, endpoint, seL4_AllRights, BADGE_FAULT, &own.fault));
    STEP(
        objects_mint(pool, endpoint, seL4_CanWrite, BADGE_REPORT, &own.report));
    STEP(objects_slot(pool, &own.cnode));
    STEP(objects_slot(pool, &own.tcb));
    STEP(objects_slot(pool, &own.sc));
    STEP(objects_slot(pool, &own.scratch));
    for (unsigned i = 0; i < THREADS; i++)
        STEP(seL4_RISCV_Page_Unmap(image_frame(areas[i].guard)));
    return failed;
}

/* -- Opening --------------------------------------------------------------- */

static seL4_Error make(seL4_Word type, seL4_Word bits, seL4_CPtr slot)
{
    return seL4_Untyped_Retype(own.memory, type, bits, seL4_CapInitThreadCNode,
                               0, 0, slot, 1);
}

/* Copies a capability of proctor's into the room's CNode. */
static seL4_Error give(seL4_CPtr cap, seL4_Word slot)
{
    return seL4_CNode_Copy(own.cnode, slot, TEST_CNODE_BITS,
                           seL4_CapInitThreadCNode, cap, 64, seL4_AllRights);
}

static seL4_Word guard_of_room(void)
{
    return seL4_CNode_CapData_new(0, 64 - TEST_CNODE_BITS).words[0];
}

static void make_objects(void)
{
    STEP(make(seL4_CapTableObject, TEST_CNODE_BITS, own.cnode));
    STEP(make(seL4_TCBObject, 0, own.tcb));
    STEP(make(seL4_SchedContextObject, seL4_MinSchedContextBits, own.sc));
    STEP(seL4_Untyped_Retype(own.memory, seL4_UntypedObject, TEST_UNTYPED_BITS,
                             own.cnode, 0, 0, TEST_UNTYPED, 1));
}

static void fill_cnode(void)
{
    STEP(seL4_CNode_Mint(own.cnode, TEST_CNODE, TEST_CNODE_BITS,
                         seL4_CapInitThreadCNode, own.cnode, 64, seL4_AllRights,
                         guard_of_room()));
    STEP(give(own.tcb, TEST_TCB));
    STEP(give(own.sc, TEST_SC));
    STEP(give(seL4_CapInitThreadVSpace, TEST_VSPACE));
    STEP(give(seL4_CapASIDControl, TEST_ASID_CONTROL));
    STEP(give(seL4_CapInitThreadASIDPool, TEST_ASID_POOL));
    STEP(give(seL4_CapDomain, TEST_DOMAIN));
    STEP(give(seL4_GetBootInfo()->schedcontrol.start, TEST_SCHED_CONTROL));
    STEP(give(devices_frame(TEST_UART), TEST_UART_FRAME));
    STEP(give(devices_frame(TEST_RTC), TEST_RTC_FRAME));
    STEP(give(own.report, TEST_REPORT));
    for (seL4_Word i = 0; i < THREADS; i++) {
        STEP(seL4_CNode_Mint(own.cnode, TEST_FAULTS + i, TEST_CNODE_BITS,
                             seL4_CapInitThreadCNode, own.endpoint, 64,
                             seL4_AllRights, BADGE_FAULT + i));
        STEP(give(image_frame(areas[i].buffer), TEST_BUFFERS + i));
    }
    STEP(seL4_CNode_Move(own.cnode, TEST_IRQ_CONTROL, TEST_CNODE_BITS,
                         seL4_CapInitThreadCNode, seL4_CapIRQControl, 64));
}

static void prepare_thread(void)
{
    STEP(seL4_TCB_Configure(
        own.tcb, own.cnode, guard_of_room(), seL4_CapInitThreadVSpace, 0,
        (seL4_Word)threads[0].buffer, image_frame(threads[0].buffer)));
    STEP(seL4_SchedControl_Configure(seL4_GetBootInfo()->schedcontrol.start,
                                     own.sc, SLICE, SLICE, 0, 0));
    STEP(seL4_TCB_SetSchedParams(own.tcb, seL4_CapInitThreadTCB,
                                 TEST_PRIORITY_MAX, TEST_PRIORITY, own.sc,
                                 own.fault));
}

__attribute__((weak)) seL4_Error room_furnish(seL4_CPtr cnode)
{
    (void)cnode;
    return seL4_NoError;
}

struct room_error room_open(void (*run)(void *), void *argument)
{
    struct test_thread *thread;

    steps_begin();
    threads_used = 0;
    thread = room_take_thread();
    thread->name = "test";
    thread->tcb = TEST_TCB;
    thread->sc = TEST_SC;
    thread->run = run;
    thread->argument = argument;
    make_objects();
    fill_cnode();
    prepare_thread();
    STEP(room_furnish(own.cnode));
    return failed;
}

struct room_error room_start(void)
{
    seL4_UserContext registers = room_registers(&threads[0]);

    STEP(seL4_TCB_WriteRegisters(own.tcb, true, 0, 32, &registers));
    return failed;
}

/* -- Looking and closing --------------------------------------------------- */

bool room_read(unsigned index, seL4_UserContext *registers)
{
    seL4_Error error =
        seL4_CNode_Copy(seL4_CapInitThreadCNode, own.scratch, 64, own.cnode,
                        threads[index].tcb, TEST_CNODE_BITS, seL4_AllRights);

    if (error)
        return false;
    error = seL4_TCB_ReadRegisters(own.scratch, false, 0, 32, registers);
    seL4_CNode_Delete(seL4_CapInitThreadCNode, own.scratch, 64);
    return error == seL4_NoError;
}

struct room_error room_close(void)
{
    steps_begin();
    STEP(seL4_TCB_Suspend(own.tcb));
    STEP(seL4_CNode_Move(seL4_CapInitThreadCNode, seL4_CapIRQControl, 64,
                         own.cnode, TEST_IRQ_CONTROL, TEST_CNODE_BITS));
    STEP(seL4_CNode_Revoke(seL4_CapInitThreadCNode, own.memory, 64));
    devices_reset();
    return failed;
}
