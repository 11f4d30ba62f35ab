/* SPDX-License-Identifier: MIT */
/*
 * Lab 05, exercise: a test of what a new priority does to a thread that is
 * ready.
 *
 * Write it so that it passes on the reference kernel and fails on each of three
 * others, in which TCB_SetPriority makes a mistake:
 *
 *     lost_from_queue    a thread that was ready never runs
 *     back_of_queue      a thread comes behind its new equals, not before them
 *     no_new_choice      a thread that is raised above the running one waits
 *
 * Judge with CHECK, CHECK_EQ and CHECK_OK (proctor.h); turns.h has threads that
 * enter their number into a list when they run. `make grade` runs the test.
 */
#include "turns.h"

TEST(priority_of_a_ready_thread)
{
    struct order order = { 0 };
    struct runner r;

    make_runner(&r, 0, &order, BELOW);
    test_start(r.thread);
    test_let_run();
    CHECK_EQ(order.length, 1);
}
