/* SPDX-License-Identifier: MIT */
/*
 * A Revoke or Delete that takes longer than the budget of the thread that asks
 * for it.
 */
#pragma once

#include "tree.h"

enum { PERIODS = 60 };

/** One Revoke or Delete. */
struct job {
    bool is_delete;
    seL4_CPtr cap;
    seL4_Error error;
};

static inline void work(void *argument)
{
    struct job *j = argument;

    j->error = j->is_delete ? seL4_CNode_Delete(TEST_CNODE, j->cap, DEPTH)
                            : seL4_CNode_Revoke(TEST_CNODE, j->cap, DEPTH);
}

/** Starts a thread with `us` of each period of ten times that. It preempts the
   test; when the test goes on, its first budget is used up. */
static inline struct test_thread *start_job(struct job *job, seL4_Word us)
{
    struct test_thread *t = test_thread("worker", ABOVE, work, job);

    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, t->sc, us, 10 * us,
                                         0, 0));
    test_start(t);
    return t;
}

/** Waits until the job is done. */
static inline void finish_job(struct test_thread *t, seL4_Word us)
{
    for (int i = 0; i < PERIODS && !t->done; i++)
        test_spin(10 * us);
    CHECK_MSG(t->done, "the worker is not done after %d periods", PERIODS);
}
