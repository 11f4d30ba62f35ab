/* SPDX-License-Identifier: MIT */
/*
 * Lab 04, visible test: a long Revoke lets others run.
 */
#include "job.h"

static seL4_Word how_many(seL4_CPtr first, seL4_Word count)
{
    seL4_Word n = 0;

    for (seL4_Word i = 0; i < count; i++)
        n += is_filled(first + i);
    return n;
}

/* Revoke of 600 children stops when its thread's budget is used up, with some
   of them gone, and goes on with the rest. */
TEST(revoke_preempted_resumes)
{
    enum { CHILDREN = 600 };
    seL4_Word us = test_pick("budget", 30, 36);
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_CPtr parent = badged(endpoint, 1), other = badged(endpoint, 2);
    seL4_CPtr children = test_slots(CHILDREN);
    struct job job = { .cap = parent };
    struct test_thread *worker;
    seL4_Word left;

    for (seL4_Word i = 0; i < CHILDREN; i++)
        CHECK_OK(seL4_CNode_Copy(TEST_CNODE, children + i, DEPTH, TEST_CNODE,
                                 parent, DEPTH, seL4_AllRights));
    test_step("revoke with little time");
    worker = start_job(&job, us);
    left = how_many(children, CHILDREN);
    record_value("stopped half way",
                 !worker->done && left > 0 && left < CHILDREN);
    finish_job(worker, us);
    record_value("error", job.error);
    record_value("children", how_many(children, CHILDREN));
    record_value("parent", is_filled(parent));
    record_value("other badge", is_filled(other));
}
