/* SPDX-License-Identifier: MIT */
/*
 * Lab 10, exercise: a test of who runs next.
 *
 * A message that wakes a thread does not always let it run: that depends on
 * three priorities, of who sent, of who was woken, and of who is ready. Write
 * a test that returns on a kernel that keeps the rules, and fails on each of
 * three kernels that do not. `proctor.h` has what you need; judge with CHECK,
 * CHECK_MSG, CHECK_EQ and CHECK_OK.
 */
#include "proctor.h"

TEST(who_runs_next)
{
    test_step("still to be written");
}
