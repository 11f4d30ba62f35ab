/* SPDX-License-Identifier: MIT */
/*
 * Lab 10, visible tests: how short the short ways are, in percent of the
 * ordinary one. The reference needs 51 and 52 in this kernel, which is the one
 * with all its checks.
 */
#include "short.h"

static void at_most(const char *what, seL4_Word cost, seL4_Word percent)
{
    record_note("%s: %lu instructions, %lu %% of %lu", what, cost,
                cost * 100 / ordinary_way, ordinary_way);
    CHECK_MSG(cost * 100 <= ordinary_way * percent,
              "%s has %lu instructions, %lu are allowed: %lu %% of %lu", what,
              cost, ordinary_way * percent / 100, percent, ordinary_way);
}

TEST(fp_call_icount)
{
    at_most("a Call", measure_ways().call, 56);
}

TEST(fp_call_icount_best)
{
    at_most("a Call", measure_ways().call, 53);
}

TEST(fp_replyrecv_icount)
{
    at_most("a ReplyRecv", measure_ways().answer, 57);
}

TEST(fp_replyrecv_icount_best)
{
    at_most("a ReplyRecv", measure_ways().answer, 54);
}
