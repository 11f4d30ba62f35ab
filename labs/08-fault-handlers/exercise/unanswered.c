/* SPDX-License-Identifier: MIT */
/*
 * Lab 08, exercise: a test of faults that are never answered.
 *
 * Write TEST(fault_without_answer) so that it returns on the reference kernel
 * and fails on each of the three wrong ones. Judge with CHECK and its
 * relatives; faulty.h has threads that fault, and you may add functions.
 */
#include "faulty.h"

TEST(fault_without_answer)
{
    test_step("nothing yet");
}
