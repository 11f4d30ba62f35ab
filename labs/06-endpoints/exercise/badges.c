/* SPDX-License-Identifier: MIT */
/*
 * Lab 06, exercise: a test of CNode_CancelBadgedSends.
 *
 * Senders wait at one endpoint, with different badges. The method takes those
 * of one badge out of the queue: they make their system call again. Everyone
 * else stays. Write a test that returns on a kernel that does so, and fails on
 * each of three kernels that do not. `threads.h` has what the lab's tests use;
 * judge with CHECK, CHECK_MSG, CHECK_EQ and CHECK_OK.
 */
#include "threads.h"

TEST(senders_of_one_badge)
{
    test_step("still to be written");
}
