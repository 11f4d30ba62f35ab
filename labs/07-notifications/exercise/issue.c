/* SPDX-License-Identifier: MIT */
/*
 * Lab 07, exercise: a test of how IRQ handlers are issued.
 *
 * Write it so that it passes on the reference kernel and fails on each of three
 * others, in which IRQControl_Get goes wrong:
 *
 *     zero_accepted        source 0, which does not exist, is issued
 *     occupied_slot_taken  the handler goes into a slot that is in use
 *     issued_too_early     a refused Get leaves the source issued
 *
 * Judge with CHECK, CHECK_EQ and CHECK_OK (proctor.h). `make grade` runs it.
 */
#include "proctor.h"

TEST(issue_of_a_handler)
{
    CHECK_OK(seL4_IRQControl_Get(TEST_IRQ_CONTROL, TEST_RTC_IRQ, TEST_CNODE,
                                 test_slot(), 64));
}
