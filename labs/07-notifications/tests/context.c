/* SPDX-License-Identifier: MIT */
/*
 * Lab 07, visible test: a notification that owns a scheduling context.
 */
#include "threads.h"

/* Two passive threads share the context of the notification that they wait
   on: it is lent with the signal and given back by the next Wait. */
TEST(passive_waiters_share)
{
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_CPtr context = test_sched_context(5000, 5000);
    struct receiver a, b;

    make_receiver(&a, "passive a", ntfn, false);
    make_receiver(&b, "passive b", ntfn, false);
    test_start(a.thread);
    test_start(b.thread);
    CHECK_MSG(a.count + b.count == 0, "Wait returned before any signal");
    make_passive(a.thread);
    make_passive(b.thread);
    CHECK_OK(seL4_SchedContext_Bind(context, ntfn));

    test_step("three signals for two passive threads");
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, test_word("first")));
    CHECK_MSG(a.count == 1, "the signal came without the context");
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, test_word("second")));
    CHECK_MSG(b.count == 1, "the first thread kept the context");
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, test_word("third")));
    record_value("first", a.got[0]);
    record_value("second", b.got[0]);
    record_value("third", a.got[1]);
    test_step("who waits holds no context");
    record_value("bound to a",
                 seL4_SchedContext_UnbindObject(context, a.thread->tcb));
}
