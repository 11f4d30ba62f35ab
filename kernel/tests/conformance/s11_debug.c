/* SPDX-License-Identifier: MIT */
/*
 * Section 11: the debug system calls. What they print is free; that they
 * change nothing but what they say, and never fault, is not.
 */
#include <string.h>

#include "conformance.h"

static seL4_CPtr copy(seL4_CPtr cap)
{
    return test_copy(cap, seL4_AllRights);
}

TEST(s11_0_cap_identify_names_types)
{
    const struct {
        const char *what;
        seL4_CPtr cap;
        uint64_t number;
    } rows[] = {
        { "empty slot", test_slot(), 0 },
        { "frame", make_frame(), 1 },
        { "untyped", TEST_UNTYPED, 2 },
        { "page table", make_page_table(), 3 },
        { "VSpace", TEST_VSPACE, 3 },
        { "endpoint", make_endpoint(), 4 },
        { "badged endpoint", test_mint(make_endpoint(), seL4_CanRead, 5), 4 },
        { "notification", make_notification(), 6 },
        { "reply", make_reply(), 8 },
        { "CNode", make_cnode(3), 10 },
        { "ASID control", TEST_ASID_CONTROL, 11 },
        { "TCB", make_tcb(), 12 },
        { "ASID pool", TEST_ASID_POOL, 13 },
        { "IRQ control", TEST_IRQ_CONTROL, 14 },
        { "IRQ handler", test_irq_handler(TEST_RTC_IRQ), 16 },
        { "domain", TEST_DOMAIN, 20 },
        { "SC", make_sched_context(), 22 },
        { "SchedControl", TEST_SCHED_CONTROL, 24 },
        { "copy", copy(TEST_TCB), 12 },
        { "wrong guard", 1ul << 40, 0 },
        { "all ones", ~0ul, 0 },
    };

    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct trap trap =
            trap_of(DEBUG_CAP_IDENTIFY, rows[i].cap, REGISTER_CANARY(X_A1), 0);

        trap_now(&trap);
        ROW_EQ(rows[i].what, trap.registers.x[X_A0], rows[i].number);
    }
}

/* All registers but those of `result` are as before. */
static void changes_only(const char *row, struct trap *trap, unsigned result)
{
    struct registers before = trap->registers;

    trap_now(trap);
    for (unsigned i = 1; i < 32; i++) {
        if (i != result && i != X_SP)
            ROW_EQ(row, trap->registers.x[i], before.x[i]);
        ROW_EQ(row, trap->registers.f[i], before.f[i]);
    }
    ROW_EQ(row, trap->registers.fcsr, before.fcsr);
}

TEST(s11_0_debug_calls_keep_registers)
{
    struct trap trap = trap_of(DEBUG_PUT_CHAR, '.', REGISTER_CANARY(1), 0);

    changes_only("DebugPutChar", &trap, 0);
    trap = trap_of(DEBUG_CAP_IDENTIFY, TEST_TCB, REGISTER_CANARY(1), 0);
    changes_only("DebugCapIdentify", &trap, X_A0);
    trap = trap_of(DEBUG_DUMP_SCHEDULER, 1, 2, 3);
    changes_only("DebugDumpScheduler", &trap, 0);
    trap = trap_of(DEBUG_SNAPSHOT, 1, 2, 3);
    changes_only("DebugSnapshot", &trap, 0);
    strcpy((char *)seL4_GetIPCBuffer()->msg, "conformance");
    trap = trap_of(DEBUG_NAME_THREAD, TEST_TCB, REGISTER_CANARY(1), 0);
    changes_only("DebugNameThread", &trap, 0);
}

/* The low byte alone is printed. */
TEST(s11_0_put_char_takes_the_low_byte)
{
    struct trap trap = trap_of(DEBUG_PUT_CHAR, 0xffffffffffffff00ul | 'x',
                               REGISTER_CANARY(1), 0);

    changes_only("DebugPutChar", &trap, 0);
}

TEST(s11_0_longest_name)
{
    char *name = (char *)seL4_GetIPCBuffer()->msg;
    struct trap trap =
        trap_of(DEBUG_NAME_THREAD, copy(TEST_TCB), REGISTER_CANARY(1), 0);

    memset(name, 'n', 959);
    name[959] = '\0';
    changes_only("959 characters", &trap, 0);
    name[0] = '\0';
    changes_only("none", &trap, 0);
}

TEST(s11_0_name_of_a_copy_and_leftover_bits)
{
    seL4_CPtr root = enter_deep_space();
    struct trap trap;

    put_into(root, 1, 1, make_tcb());
    strcpy((char *)seL4_GetIPCBuffer()->msg, "deep");
    trap = trap_of(DEBUG_NAME_THREAD, UPPER_HALF | 99, REGISTER_CANARY(1), 0);
    changes_only("CPtr with leftover bits", &trap, 0);
}

/* A thread without budget and IPC buffer may make them: they skip the clock
   and need no buffer (but for the name). */
TEST(s11_0_identify_needs_no_buffer)
{
    struct trap trap = trap_of(DEBUG_CAP_IDENTIFY, TEST_CNODE, 0, 0);
    struct test_thread *thread =
        test_thread("no buffer", 120, (void (*)(void *))trap_now, &trap);

    CHECK_OK(seL4_TCB_SetIPCBuffer(thread->tcb, 0, 0));
    test_start(thread);
    CHECK(trap.returned);
    CHECK_EQ(trap.registers.x[X_A0], CAP_CNODE);
}

TEST(s11_0_identify_in_an_empty_cspace)
{
    struct fault_handler handler = make_fault_handler();
    struct trap trap = trap_of(DEBUG_CAP_IDENTIFY, TEST_CNODE, 0, 0);
    struct test_thread *thread = test_faulting_thread(
        "nobody", 120, (void (*)(void *))trap_now, &trap, &handler);
    seL4_CPtr space = make_cnode(1);

    CHECK_OK(seL4_TCB_SetSpace(thread->tcb, handler.sender, space, 0,
                               TEST_VSPACE, 0));
    test_revoke(space);
    test_start(thread);
    CHECK(trap.returned);
    CHECK_EQ(trap.registers.x[X_A0], CAP_NULL);
}
