/* SPDX-License-Identifier: MIT */
/*
 * The test as the fault handler of its threads.
 *
 * A thread that faults sends a message to the endpoint that is set as its fault
 * handler. The test takes the message with a receive that does not block: a
 * kernel that sends nothing fails a CHECK and not the budget.
 */
#pragma once

#include "proctor.h"

enum { FAULT_WORDS = 14 };

/** A fault message; words beyond the length are stale. */
struct fault_message {
    seL4_Word badge, label, length;
    seL4_Word word[FAULT_WORDS];
};

/**
 * Makes `handler`, a capability in the test's CSpace, the fault handler of a
 * thread; 0: it has none. Ends the test if the kernel refuses.
 */
static inline void set_handler(struct test_thread *thread, seL4_CPtr handler)
{
    CHECK_OK(
        seL4_TCB_SetSpace(thread->tcb, handler, TEST_CNODE, 0, TEST_VSPACE, 0));
}

/**
 * Takes the message that waits at an endpoint.
 * \param reply  a reply object: with it the fault can be answered.
 * \return badge 0 if there is none.
 */
static inline struct fault_message poll_fault(seL4_CPtr endpoint,
                                              seL4_CPtr reply)
{
    struct fault_message m;
    seL4_MessageInfo_t info = seL4_NBRecv(endpoint, &m.badge, reply);

    m.label = seL4_MessageInfo_get_label(info);
    m.length = seL4_MessageInfo_get_length(info);
    for (int i = 0; i < FAULT_WORDS; i++)
        m.word[i] = seL4_GetMR(i);
    return m;
}
