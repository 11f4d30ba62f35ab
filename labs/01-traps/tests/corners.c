/* SPDX-License-Identifier: MIT */
/*
 * Lab 01, hidden until the lab is due: who runs in which mode, and what the way
 * in and out costs.
 */
#include "thread.h"

/* After system calls a thread is still at user level. */
TEST(spp_stays_user)
{
    struct report f = fault_in("reading sstatus", code_privileged, 0, 0,
                               seL4_Fault_UserException);

    record_value("number", f.word[2]);
}

enum { CALLS = 64, REFERENCE = 400 };

/* The cheapest call there is: a send that does not block, to nothing. */
TEST(trap_cost_icount)
{
    seL4_Word before, cost;

    seL4_NBSend(0, seL4_MessageInfo_new(0, 0, 0, 0));
    before = test_instructions();
    for (int i = 0; i < CALLS; i++)
        seL4_NBSend(0, seL4_MessageInfo_new(0, 0, 0, 0));
    cost = (test_instructions() - before) / CALLS;
    record_note("a call takes %lu instructions", cost);
    CHECK_MSG(cost <= REFERENCE, "a call takes %lu instructions, at most %d",
              cost, REFERENCE);
    record_value("calls", CALLS);
}
