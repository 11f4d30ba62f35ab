/* SPDX-License-Identifier: MIT */
/*
 * Tests of proctor itself: one for each way in which a test can end. They use
 * nothing that labs remove, so they prove the frame and not the kernel. Run by
 * autograder/tests/test_proctor.py; no lab names them.
 */
#include <string.h>

#include "proctor.h"

TEST(selftest_pass)
{
    record_value("picked", test_pick("picked", 10, 19));
    record_value("word", test_word("word"));
    record_bytes("greeting", "hello\n", 6);
}

TEST(selftest_wrong_value)
{
    record_value("answer", test_pick("answer", 0, 1000) + 1);
}

TEST(selftest_missing_value)
{
    record_note("nothing observed");
}

TEST(selftest_check)
{
    test_step("comparing");
    CHECK_EQ(6 * 9, 42);
}

/* The compiler must not know that nothing is there. */
static void write_to(uintptr_t address)
{
    __asm__ volatile("sb zero, 0(%0)" : : "r"(address) : "memory");
}

TEST(selftest_null_write)
{
    write_to(8);
}

TEST(selftest_illegal_instruction)
{
    __asm__ volatile("unimp");
}

static unsigned deep(unsigned n)
{
    volatile char frame[512];

    frame[0] = (char)n;
    return n ? deep(n - 1) + (unsigned)frame[0] : 0;
}

TEST(selftest_stack_overflow)
{
    record_value("stack", deep(1000));
}

TEST(selftest_endless_loop)
{
    test_step("looping");
    for (;;)
        __asm__ volatile("");
}

TEST(selftest_loop_at_high_priority)
{
    seL4_TCB_SetPriority(TEST_TCB, TEST_TCB, TEST_PRIORITY_MAX);
    for (;;)
        __asm__ volatile("");
}

TEST(selftest_deadlock)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);

    test_step("sending to nobody");
    seL4_Send(endpoint, seL4_MessageInfo_new(0, 0, 0, 0));
}

TEST(selftest_too_much_output)
{
    for (int i = 0; i < 10000; i++)
        record_note("line %d of far too many", i);
}

/* Stores its argument where it points to. */
static void helper(void *where)
{
    *(volatile uint64_t *)where += 1;
}

TEST(selftest_threads)
{
    static uint64_t count;

    count = 0;
    for (int i = 0; i < TEST_THREADS; i++)
        test_join(test_spawn("helper", 90 + (seL4_Word)i, helper, &count));
    record_value("count", count);
}

static void helper_faults(void *unused)
{
    (void)unused;
    write_to(16);
}

TEST(selftest_helper_faults)
{
    test_join(test_spawn("crasher", TEST_PRIORITY - 1, helper_faults, NULL));
}

static void helper_blocks(void *endpoint)
{
    seL4_Send((seL4_CPtr)endpoint, seL4_MessageInfo_new(0, 0, 0, 0));
}

TEST(selftest_join_of_blocked)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);

    test_join(test_spawn("sender", TEST_PRIORITY - 1, helper_blocks,
                         (void *)endpoint));
}

/* All that is made here has to be gone when the next test makes it again. */
TEST(selftest_uses_everything)
{
    uint64_t made = 0;

    while (made < 150) {
        test_object(seL4_RISCV_4K_Page, 0);
        made++;
    }
    test_irq_handler(TEST_RTC_IRQ);
    test_irq_handler(TEST_UART_IRQ);
    record_value("made", made);
    record_value("scratch",
                 ((volatile uint8_t *)test_map_device(TEST_UART))[7]);
}

TEST(selftest_destroys_own_cnode)
{
    record_value("before", 1);
    for (seL4_CPtr slot = TEST_FIRST_FREE; slot > 0; slot--)
        if (slot != TEST_IRQ_CONTROL && slot != TEST_CNODE)
            seL4_CNode_Delete(TEST_CNODE, slot, 64);
    record_value("after", 1);
}

/* Goes through a kernel function that test_proctor.py breaks. */
TEST(selftest_signal)
{
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);

    test_step("signalling");
    seL4_Signal(ntfn);
    record_value("still here", 1);
}

/* Breaks the rules: the capability cannot be had again on this boot. */
TEST(selftest_loses_irq_control)
{
    test_delete(TEST_IRQ_CONTROL);
}
