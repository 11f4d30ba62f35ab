/* SPDX-License-Identifier: MIT */
/*
 * Lab 06, visible tests: threads that leave an endpoint without a message.
 */
#include "threads.h"

/* With the last capability the endpoint goes, and everyone at it makes the
   system call again: what it finds now is an empty slot. A Send says nothing
   about that, a Call gets an error, and a receive is a fault. */
TEST(delete_endpoint_wakes)
{
    enum { RECEIVERS = 2, CAP_FAULT = seL4_Fault_CapFault };
    seL4_CPtr sending = test_object(seL4_EndpointObject, 0);
    seL4_CPtr receiving = test_object(seL4_EndpointObject, 0);
    seL4_CPtr faults = test_object(seL4_EndpointObject, 0);
    struct receiver handler, receiver[RECEIVERS];
    struct sender sender, caller;

    start_sender(&sender, "sender", sending, false, ABOVE);
    start_sender(&caller, "caller", sending, true, ABOVE);
    for (int i = 0; i < RECEIVERS; i++) {
        make_receiver(&receiver[i], receiving);
        receiver[i].thread =
            test_thread("receiver", ABOVE, receive_once, &receiver[i]);
        CHECK_OK(seL4_TCB_SetSchedParams(receiver[i].thread->tcb, TEST_TCB,
                                         ABOVE, ABOVE, receiver[i].thread->sc,
                                         faults));
        test_start(receiver[i].thread);
    }

    test_step("the endpoint of two senders is deleted");
    test_delete(sending);
    CHECK_MSG(sender.thread->done, "the sender waits for ever");
    CHECK_MSG(caller.thread->done, "the caller waits for ever");
    record_value("error of the call", caller.answer.label);

    test_step("the endpoint of two receivers is deleted");
    test_delete(receiving);
    make_receiver(&handler, faults);
    for (int i = 0; i < RECEIVERS; i++) {
        seL4_Word badge = 0;

        CHECK_EQ(seL4_MessageInfo_get_label(
                     seL4_NBRecv(faults, &badge, handler.reply)),
                 CAP_FAULT);
    }
}

/* A sender that is suspended is out of the queue, wherever it stood there;
   resumed, it sends again, behind the others. */
TEST(suspended_sender_leaves)
{
    enum { SENDERS = 4 };
    static const char *const order[] = { "first", "second", "third" };
    static const char *const names[] = { "a", "b", "c", "d" };
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    struct sender s[SENDERS];
    struct receiver here;

    for (int i = 0; i < SENDERS; i++)
        start_sender(&s[i], names[i], endpoint, false, ABOVE);
    test_step("the second of four is suspended, then resumed");
    CHECK_OK(seL4_TCB_Suspend(s[1].thread->tcb));
    CHECK_OK(seL4_TCB_Resume(s[1].thread->tcb));
    test_step("the first is suspended for good");
    CHECK_OK(seL4_TCB_Suspend(s[0].thread->tcb));
    make_receiver(&here, endpoint);
    for (int i = 0; i < SENDERS - 1; i++) {
        test_step(order[i]);
        take_mail(&here);
        record_value(order[i], here.mail.label);
    }
    CHECK_MSG(s[1].thread->done && s[2].thread->done && s[3].thread->done,
              "a sender was received and did not go on");
    CHECK_MSG(!s[0].thread->done, "the suspended sender went on");
}
