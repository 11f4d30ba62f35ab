/* SPDX-License-Identifier: MIT */
/*
 * Lab 07, exercise: a test of how IRQ handlers are issued. The refusals come
 * first: what they leave behind shows when the same source is then issued.
 */
#include "proctor.h"

static seL4_Error get(seL4_Word irq, seL4_CPtr slot)
{
    return seL4_IRQControl_Get(TEST_IRQ_CONTROL, irq, TEST_CNODE, slot, 64);
}

TEST(issue_of_a_handler)
{
    seL4_CPtr used = test_object(seL4_NotificationObject, 0);

    test_step("source 0 does not exist");
    CHECK_EQ(get(0, test_slot()), seL4_RangeError);
    test_step("a slot that is in use");
    CHECK_EQ(get(TEST_RTC_IRQ, used), seL4_DeleteFirst);
    seL4_Signal(used);
    test_step("after the refusal the source can be issued");
    CHECK_OK(get(TEST_RTC_IRQ, test_slot()));
}
