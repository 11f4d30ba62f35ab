/* SPDX-License-Identifier: MIT */
/*
 * Lab 05, exercise: a test of what a new priority does to a thread that is
 * ready.
 */
#include "turns.h"

TEST(priority_of_a_ready_thread)
{
    struct order order = { 0 };
    struct runner r[3];

    for (int i = 0; i < 3; i++) {
        make_runner(&r[i], i, &order, i == 1 ? BELOW : BELOW + 1);
        test_start(r[i].thread);
    }

    test_step("a thread joins two of a higher priority: it comes before them");
    CHECK_OK(seL4_TCB_SetPriority(r[1].thread->tcb, TEST_TCB, BELOW + 1));
    CHECK_EQ(order.length, 0);
    test_let_run();
    CHECK_EQ(order.length, 3);
    CHECK_EQ(order.who[0], 1);

    test_step("a thread is raised above the running one: it runs at once");
    make_runner(&r[0], 4, &order, BELOW);
    test_start(r[0].thread);
    CHECK_OK(seL4_TCB_SetPriority(r[0].thread->tcb, TEST_TCB, ABOVE));
    CHECK_EQ(order.length, 4);
}
