/* SPDX-License-Identifier: MIT */
/*
 * Lab 01, hidden until the lab is due: who runs in which mode, and what the way
 * in and out costs.
 */
#include "thread.h"

/* After system calls a thread is still at user level. */
TEST(spp_stays_user)
{
    struct fault_message f = fault_in("reading sstatus", code_privileged, 0, 0,
                                      seL4_Fault_UserException);

    record_value("number", f.word[2]);
}

/* The cheapest call there is: a send that does not block, to nothing. In this
   kernel, the one with all its checks, the reference takes 353 instructions,
   loop included: 83 of trap_entry.S and 270 of functions that are given. Of
   one's own may be a quarter more, but not a second round of saving. */
enum { CALLS = 64, GIVEN = 270, WAY = 83, ALLOWED = GIVEN + WAY * 5 / 4 };

TEST(trap_cost_icount)
{
    seL4_Word before, cost;

    seL4_NBSend(0, seL4_MessageInfo_new(0, 0, 0, 0));
    before = test_instructions();
    for (int i = 0; i < CALLS; i++)
        seL4_NBSend(0, seL4_MessageInfo_new(0, 0, 0, 0));
    cost = (test_instructions() - before) / CALLS;
    record_note("a call takes %lu instructions", cost);
    CHECK_MSG(cost <= ALLOWED,
              "a call takes %lu instructions, allowed are %d: the reference's "
              "%d and a quarter of the %d in trap_entry.S",
              cost, ALLOWED, GIVEN + WAY, WAY);
    record_value("calls", CALLS);
}
