/* SPDX-License-Identifier: MIT */
/*
 * What a test makes: capabilities, objects, threads; and how it waits for
 * them. The functions run in the threads of the test, on its own CNode.
 *
 * Slots are given out in ascending order and not taken back before the test
 * ends; closing the room empties them all.
 */
#include "body.h"
#include "proctor.h"
#include "room.h"

#define SLICE        5000 /* microseconds, round robin */
#define TICKS_PER_US 10
#define WINDOW       0x30000000 /* where tests map devices */
#define DEPTH        64

static seL4_CPtr next_slot;

void test_begin_objects(void)
{
    next_slot = TEST_FIRST_FREE;
}

/* -- Capabilities ---------------------------------------------------------- */

seL4_CPtr test_slots(seL4_Word count)
{
    seL4_CPtr first = next_slot;

    CHECK_MSG(first + count <= 1ul << TEST_CNODE_BITS,
              "the test has used all %lu slots", 1ul << TEST_CNODE_BITS);
    next_slot += count;
    return first;
}

seL4_CPtr test_slot(void)
{
    return test_slots(1);
}

seL4_CPtr test_object(seL4_Word type, seL4_Word size_bits)
{
    seL4_CPtr slot = test_slot();
    seL4_Error error = seL4_Untyped_Retype(TEST_UNTYPED, type, size_bits,
                                           TEST_CNODE, 0, 0, slot, 1);

    CHECK_MSG(!error, "Untyped_Retype of type %lu: error %d", type, error);
    return slot;
}

seL4_CPtr test_mint(seL4_CPtr cap, seL4_CapRights_t rights, seL4_Word badge)
{
    seL4_CPtr slot = test_slot();
    seL4_Error error = seL4_CNode_Mint(TEST_CNODE, slot, DEPTH, TEST_CNODE, cap,
                                       DEPTH, rights, badge);

    CHECK_MSG(!error, "CNode_Mint of slot %lu: error %d", cap, error);
    return slot;
}

seL4_CPtr test_copy(seL4_CPtr cap, seL4_CapRights_t rights)
{
    seL4_CPtr slot = test_slot();
    seL4_Error error = seL4_CNode_Copy(TEST_CNODE, slot, DEPTH, TEST_CNODE, cap,
                                       DEPTH, rights);

    CHECK_MSG(!error, "CNode_Copy of slot %lu: error %d", cap, error);
    return slot;
}

void test_delete(seL4_CPtr cap)
{
    seL4_Error error = seL4_CNode_Delete(TEST_CNODE, cap, DEPTH);

    CHECK_MSG(!error, "CNode_Delete of slot %lu: error %d", cap, error);
}

void test_revoke(seL4_CPtr cap)
{
    seL4_Error error = seL4_CNode_Revoke(TEST_CNODE, cap, DEPTH);

    CHECK_MSG(!error, "CNode_Revoke of slot %lu: error %d", cap, error);
}

seL4_CPtr test_sched_context(seL4_Time budget, seL4_Time period)
{
    seL4_CPtr sc =
        test_object(seL4_SchedContextObject, seL4_MinSchedContextBits);

    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, sc, budget, period,
                                         0, 0));
    return sc;
}

/* -- Threads --------------------------------------------------------------- */

struct test_thread *test_thread(const char *name, seL4_Word priority,
                                void (*run)(void *), void *argument)
{
    struct test_thread *thread = room_take_thread();

    CHECK_MSG(thread, "more than %d helper threads", TEST_THREADS);
    thread->name = name;
    thread->run = run;
    thread->argument = argument;
    thread->sc = test_sched_context(SLICE, SLICE);
    thread->tcb = test_object(seL4_TCBObject, 0);
    CHECK_OK(seL4_TCB_Configure(thread->tcb, TEST_CNODE, 0, TEST_VSPACE, 0,
                                (seL4_Word)thread->buffer,
                                TEST_BUFFERS + room_index(thread)));
    CHECK_OK(seL4_TCB_SetSchedParams(thread->tcb, TEST_TCB, TEST_PRIORITY_MAX,
                                     priority, thread->sc, thread->faults));
    return thread;
}

void test_start(struct test_thread *thread)
{
    seL4_UserContext registers = room_registers(thread);

    CHECK_OK(seL4_TCB_WriteRegisters(thread->tcb, true, 0, 32, &registers));
}

struct test_thread *test_spawn(const char *name, seL4_Word priority,
                               void (*run)(void *), void *argument)
{
    struct test_thread *thread = test_thread(name, priority, run, argument);

    test_start(thread);
    return thread;
}

void test_let_run(void)
{
    CHECK_OK(seL4_TCB_SetPriority(TEST_TCB, TEST_TCB, 0));
    CHECK_OK(seL4_TCB_SetPriority(TEST_TCB, TEST_TCB, TEST_PRIORITY));
}

void test_join_at(struct test_thread *thread, const char *file, int line)
{
    if (!thread->done)
        test_let_run();
    if (!thread->done)
        test_fail(file, line, "thread '%s' has not finished", thread->name);
}

/* -- Waiting, time, devices ------------------------------------------------ */

bool test_poll(seL4_CPtr ntfn, seL4_Word *word, uint64_t microseconds)
{
    uint64_t deadline = test_time() + microseconds * TICKS_PER_US;
    seL4_Word got;

    do {
        got = 0;
        seL4_Poll(ntfn, &got);
        if (got) {
            *word = got;
            return true;
        }
    } while (test_time() < deadline);
    return false;
}

void test_spin(uint64_t microseconds)
{
    uint64_t deadline = test_time() + microseconds * TICKS_PER_US;

    while (test_time() < deadline)
        ;
}

volatile void *test_map_device(enum test_device device)
{
    seL4_CPtr frame = device == TEST_UART ? TEST_UART_FRAME : TEST_RTC_FRAME;
    seL4_Word at = WINDOW + device * 0x1000;
    seL4_Error error;

    while ((error = seL4_RISCV_Page_Map(frame, TEST_VSPACE, at, seL4_ReadWrite,
                                        seL4_RISCV_ExecuteNever)) ==
           seL4_FailedLookup)
        CHECK_OK(seL4_RISCV_PageTable_Map(
            test_object(seL4_RISCV_PageTableObject, 0), TEST_VSPACE, at,
            seL4_RISCV_Default_VMAttributes));
    CHECK_OK(error);
    return (volatile void *)at;
}

seL4_CPtr test_irq_handler(seL4_Word irq)
{
    seL4_CPtr slot = test_slot();

    CHECK_OK(
        seL4_IRQControl_Get(TEST_IRQ_CONTROL, irq, TEST_CNODE, slot, DEPTH));
    return slot;
}
