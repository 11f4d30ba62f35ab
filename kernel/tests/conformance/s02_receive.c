/* SPDX-License-Identifier: MIT */
/*
 * Sections 2.4 and 2.5: what a receive checks and in which order, and how
 * sender and receiver meet at an endpoint.
 */
#include "conformance.h"

enum { BAD_CPTR_BITS = 40 };
#define BAD_CPTR (1ul << BAD_CPTR_BITS)

/* A receive and the CapFault that it must raise. */
struct refused {
    const char *what;
    long call;
    seL4_CPtr source;
    seL4_CPtr reply;
    seL4_Word address;
    seL4_Word length;
    seL4_Word failure[4];
};

#define MISSING                   \
    5,                            \
    {                             \
        seL4_MissingCapability, 0 \
    }
#define GUARD                         \
    7,                                \
    {                                 \
        seL4_GuardMismatch, 64, 0, 54 \
    }
#define REFUSALS(...)                                          \
    refusals((const struct refused[]){ __VA_ARGS__ },          \
             sizeof((const struct refused[]){ __VA_ARGS__ }) / \
                 sizeof(struct refused))

static void refusals(const struct refused *rows, size_t count)
{
    struct fault_handler handler = make_fault_handler();
    struct trap trap;
    struct test_thread *thread = test_faulting_thread(
        "receiver", 50, (void (*)(void *))trap_now, &trap, &handler);

    for (size_t i = 0; i < count; i++) {
        const struct refused *row = &rows[i];
        struct fault fault;

        trap = trap_of(row->call, row->source, 0, row->reply);
        test_start(thread);
        fault = take_fault(&handler);
        ROW_EQ(row->what, trap.returned, false);
        ROW_EQ(row->what, fault.label, seL4_Fault_CapFault);
        ROW_EQ(row->what, fault.word[seL4_CapFault_Addr], row->address);
        ROW_EQ(row->what, fault.word[seL4_CapFault_InRecvPhase], 1);
        ROW_EQ(row->what, fault.length, row->length);
        for (seL4_Word word = 3; word < row->length; word++)
            ROW_EQ(row->what, fault.word[word], row->failure[word - 3]);
    }
}

TEST(s2_4_source_that_does_not_resolve)
{
    seL4_CPtr reply = make_reply();

    REFUSALS(
        { "Recv", seL4_SysRecv, BAD_CPTR, reply, BAD_CPTR, GUARD },
        { "NBRecv", seL4_SysNBRecv, BAD_CPTR, reply, BAD_CPTR, GUARD },
        { "Wait", seL4_SysWait, BAD_CPTR, 0, BAD_CPTR, GUARD },
        { "NBWait", seL4_SysNBWait, BAD_CPTR, 0, BAD_CPTR, GUARD },
        { "ReplyRecv", seL4_SysReplyRecv, BAD_CPTR, reply, BAD_CPTR, GUARD },
        { "NBSendRecv", seL4_SysNBSendRecv, BAD_CPTR, reply, BAD_CPTR, GUARD },
        { "NBSendWait", seL4_SysNBSendWait, BAD_CPTR, reply, BAD_CPTR, GUARD });
}

TEST(s2_4_endpoint_without_read)
{
    seL4_CPtr endpoint = test_copy(make_endpoint(), seL4_NoRead);
    seL4_CPtr reply = make_reply();

    REFUSALS({ "Recv", seL4_SysRecv, endpoint, reply, endpoint, MISSING },
             { "NBRecv", seL4_SysNBRecv, endpoint, reply, endpoint, MISSING },
             { "Wait", seL4_SysWait, endpoint, 0, endpoint, MISSING },
             { "NBWait", seL4_SysNBWait, endpoint, 0, endpoint, MISSING },
             { "before the reply is looked at", seL4_SysRecv, endpoint,
               BAD_CPTR, endpoint, MISSING });
}

TEST(s2_4_reply_that_is_none)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr empty = test_slot();

    REFUSALS(
        { "Recv, not resolved", seL4_SysRecv, endpoint, BAD_CPTR, BAD_CPTR,
          GUARD },
        { "NBRecv, not resolved", seL4_SysNBRecv, endpoint, BAD_CPTR, BAD_CPTR,
          GUARD },
        { "Recv, empty slot", seL4_SysRecv, endpoint, empty, empty, MISSING },
        { "NBRecv, CNode", seL4_SysNBRecv, endpoint, TEST_CNODE, TEST_CNODE,
          MISSING },
        { "ReplyRecv, endpoint", seL4_SysReplyRecv, endpoint, endpoint,
          endpoint, MISSING },
        { "NBSendRecv, TCB", seL4_SysNBSendRecv, endpoint, TEST_TCB, TEST_TCB,
          MISSING });
}

TEST(s2_4_notification_without_read)
{
    seL4_CPtr ntfn = test_copy(make_notification(), seL4_CanWrite);

    REFUSALS({ "Wait", seL4_SysWait, ntfn, 0, ntfn, MISSING },
             { "NBWait", seL4_SysNBWait, ntfn, 0, ntfn, MISSING },
             { "Recv", seL4_SysRecv, ntfn, 0, ntfn, MISSING });
}

TEST(s2_4_notification_bound_to_another)
{
    seL4_CPtr ntfn = make_notification();

    CHECK_OK(seL4_TCB_BindNotification(TEST_TCB, ntfn));
    REFUSALS({ "Wait", seL4_SysWait, ntfn, 0, ntfn, MISSING },
             { "NBWait", seL4_SysNBWait, ntfn, 0, ntfn, MISSING },
             { "NBRecv", seL4_SysNBRecv, ntfn, 0, ntfn, MISSING });
}

TEST(s2_4_notification_ignores_the_reply)
{
    seL4_CPtr ntfn = make_notification();
    struct trap trap = trap_of(seL4_SysRecv, ntfn, 0, BAD_CPTR);

    CHECK_OK(seL4_TCB_BindNotification(TEST_TCB, ntfn));
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, 3));
    trap_now(&trap);
    CHECK_EQ(trap.registers.x[X_A0], 3);
}

TEST(s2_4_wait_ignores_the_reply)
{
    struct trap trap = trap_of(seL4_SysNBWait, make_endpoint(), 0, BAD_CPTR);

    trap_now(&trap);
    CHECK_EQ(trap.registers.x[X_A0], 0);
}

TEST(s2_4_other_types)
{
    seL4_CPtr empty = test_slot();
    seL4_CPtr reply = make_reply();
    seL4_CPtr frame = make_frame();

    REFUSALS(
        { "empty slot", seL4_SysRecv, empty, reply, empty, MISSING },
        { "TCB", seL4_SysRecv, TEST_TCB, reply, TEST_TCB, MISSING },
        { "CNode", seL4_SysNBRecv, TEST_CNODE, reply, TEST_CNODE, MISSING },
        { "untyped", seL4_SysWait, TEST_UNTYPED, 0, TEST_UNTYPED, MISSING },
        { "reply", seL4_SysRecv, reply, reply, reply, MISSING },
        { "frame", seL4_SysNBWait, frame, 0, frame, MISSING },
        { "SC", seL4_SysNBWait, TEST_SC, 0, TEST_SC, MISSING },
        { "IRQ control", seL4_SysWait, TEST_IRQ_CONTROL, 0, TEST_IRQ_CONTROL,
          MISSING },
        { "type comes before the reply", seL4_SysRecv, TEST_TCB, BAD_CPTR,
          TEST_TCB, MISSING });
}

/* -- Rendezvous ------------------------------------------------------------ */

/* A message that waits at `endpoint`; the label and badge that arrive. */
static bool arrives(seL4_CPtr endpoint, seL4_CPtr reply, seL4_Word *label)
{
    struct trap trap =
        trap_of(seL4_SysNBRecv, endpoint, REGISTER_CANARY(1), reply);

    trap_now(&trap);
    *label = trap.registers.x[X_A1] >> 12;
    return trap.registers.x[X_A0] != 0 ||
           trap.registers.x[X_A1] != REGISTER_CANARY(1);
}

TEST(s2_5_plain_send_of_queued_sender)
{
    seL4_CPtr endpoint = make_endpoint();
    struct trap sender = trap_of(seL4_SysSend, endpoint, INFO(5, 0, 0), 0);
    seL4_Word label;

    spawn_trap("sender", 120, &sender);
    CHECK(!sender.returned);
    CHECK(arrives(endpoint, make_reply(), &label));
    CHECK_EQ(label, 5);
    CHECK(sender.returned);
}

TEST(s2_5_senders_in_order_of_arrival)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr reply = make_reply();
    struct trap senders[3];
    seL4_Word label;

    for (unsigned i = 0; i < 3; i++) {
        senders[i] = trap_of(seL4_SysSend, endpoint, INFO(5 + i, 0, 0), 0);
        spawn_trap("sender", 120, &senders[i]);
    }
    for (unsigned i = 0; i < 3; i++) {
        CHECK(arrives(endpoint, reply, &label));
        CHECK_EQ(label, 5 + i);
    }
    CHECK(!arrives(endpoint, reply, &label));
}

TEST(s2_5_receivers_in_order_of_arrival)
{
    seL4_CPtr endpoint = make_endpoint();
    struct trap receivers[3];

    for (unsigned i = 0; i < 3; i++) {
        receivers[i] = trap_of(seL4_SysRecv, endpoint, 0, make_reply());
        spawn_trap("receiver", 120, &receivers[i]);
    }
    for (unsigned i = 0; i < 3; i++) {
        seL4_Send(endpoint, seL4_MessageInfo_new(9 + i, 0, 0, 0));
        CHECK(receivers[i].returned);
        CHECK_EQ(receivers[i].registers.x[X_A1], INFO(9 + i, 0, 0));
    }
}

TEST(s2_5_badge_is_that_of_the_send)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr sender = test_mint(endpoint, seL4_AllRights, 0xb1);
    struct trap sends = trap_of(seL4_SysSend, sender, INFO(5, 0, 0), 0);
    seL4_Word badge = 0;

    spawn_trap("sender", 120, &sends);
    test_delete(sender);
    seL4_NBRecv(endpoint, &badge, make_reply());
    CHECK_EQ(badge, 0xb1);
    CHECK(sends.returned);
}

/* A Call through `cap` is taken by `call`; afterwards the caller must be
   inactive: neither answered nor in the queue, and Resume repeats it. */
static void leaves_caller_inactive(const char *row, seL4_CPtr endpoint,
                                   seL4_CPtr cap, long call, seL4_CPtr reply)
{
    struct trap caller = trap_of(seL4_SysCall, cap, INFO(6, 0, 0), 0);
    struct trap taker = trap_of(call, endpoint, 0, reply);
    struct test_thread *thread = spawn_trap("caller", 120, &caller);
    seL4_Word label;

    trap_now(&taker);
    ROW_EQ(row, taker.registers.x[X_A1], INFO(6, 0, 0));
    if (reply)
        seL4_Send(reply, seL4_MessageInfo_new(1, 0, 0, 0));
    test_let_run();
    ROW_EQ(row, caller.returned, false);
    ROW_EQ(row, arrives(endpoint, make_reply(), &label), false);
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    ROW_EQ(row, arrives(endpoint, make_reply(), &label), true);
    ROW_EQ(row, label, 6);
    CHECK_OK(seL4_TCB_Suspend(thread->tcb));
}

TEST(s2_5_call_met_without_a_reply_object)
{
    seL4_CPtr endpoint = make_endpoint();

    leaves_caller_inactive("Wait", endpoint, endpoint, seL4_SysWait, 0);
    leaves_caller_inactive("NBWait", endpoint, endpoint, seL4_SysNBWait, 0);
}

TEST(s2_5_call_without_grant)
{
    seL4_CPtr endpoint = make_endpoint();

    leaves_caller_inactive("neither Grant nor GrantReply", endpoint,
                           test_copy(endpoint, seL4_ReadWrite), seL4_SysRecv,
                           make_reply());
}

/* The same with a receiver that was there first. */
TEST(s2_5_call_to_waiting_receiver_without_grant)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr reply = make_reply();
    struct trap receiver = trap_of(seL4_SysRecv, endpoint, 0, reply);
    struct trap caller = trap_of(
        seL4_SysCall, test_copy(endpoint, seL4_ReadWrite), INFO(6, 0, 0), 0);
    seL4_Word label;

    spawn_trap("receiver", 120, &receiver);
    spawn_trap("caller", 110, &caller);
    CHECK(receiver.returned);
    seL4_Send(reply, seL4_MessageInfo_new(1, 0, 0, 0));
    test_let_run();
    CHECK(!caller.returned);
    CHECK(!arrives(endpoint, make_reply(), &label));
}

static void can_be_answered(const char *row, seL4_CPtr endpoint, seL4_CPtr cap)
{
    seL4_CPtr reply = make_reply();
    struct trap caller = trap_of(seL4_SysCall, cap, INFO(6, 0, 0), 0);
    seL4_Word label;

    spawn_trap("caller", 120, &caller);
    ROW_EQ(row, arrives(endpoint, reply, &label), true);
    ROW_EQ(row, caller.returned, false);
    seL4_Send(reply, seL4_MessageInfo_new(0x31, 0, 0, 0));
    ROW_EQ(row, caller.returned, true);
    ROW_EQ(row, caller.registers.x[X_A1], INFO(0x31, 0, 0));
}

TEST(s2_5_call_with_grant_or_grant_reply)
{
    seL4_CPtr endpoint = make_endpoint();

    can_be_answered("all", endpoint, endpoint);
    can_be_answered("Write and Grant", endpoint,
                    test_copy(endpoint, (seL4_CapRights_t){ { 5 } }));
    can_be_answered("Write and GrantReply", endpoint,
                    test_copy(endpoint, (seL4_CapRights_t){ { 9 } }));
}

TEST(s2_5_bound_signal_comes_before_senders)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr reply = make_reply();
    struct trap sender = trap_of(seL4_SysSend, endpoint, INFO(5, 0, 0), 0);
    struct trap trap = trap_of(seL4_SysRecv, endpoint, 0, reply);
    seL4_Word label;

    CHECK_OK(seL4_TCB_BindNotification(TEST_TCB, ntfn));
    spawn_trap("sender", 120, &sender);
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, 0x42));
    trap_now(&trap);
    CHECK_EQ(trap.registers.x[X_A0], 0x42);
    CHECK(!sender.returned);
    CHECK(arrives(endpoint, reply, &label));
    CHECK(sender.returned);
}

TEST(s2_5_bound_signal_leaves_reply_unused)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr reply = make_reply();
    struct trap caller = trap_of(seL4_SysCall, endpoint, INFO(5, 0, 0), 0);
    struct trap trap = trap_of(seL4_SysRecv, endpoint, 0, reply);

    CHECK_OK(seL4_TCB_BindNotification(TEST_TCB, ntfn));
    spawn_trap("caller", 120, &caller);
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, 0x42));
    trap_now(&trap);
    seL4_Send(reply, seL4_MessageInfo_new(1, 0, 0, 0));
    CHECK(!caller.returned);
}

TEST(s2_5_reply_in_use_cancels_the_caller)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr reply = make_reply();
    struct trap caller = trap_of(seL4_SysCall, endpoint, INFO(5, 0, 0), 0);
    seL4_Word label;

    spawn_trap("caller", 120, &caller);
    CHECK(arrives(endpoint, reply, &label));
    CHECK(!arrives(endpoint, reply, &label)); /* drops the caller */
    seL4_Send(reply, seL4_MessageInfo_new(1, 0, 0, 0));
    test_let_run();
    CHECK(!caller.returned);
}

TEST(s2_5_reply_in_use_cancels_the_receiver)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr reply = make_reply();
    struct trap receiver = trap_of(seL4_SysRecv, endpoint, 0, reply);
    seL4_Word label;

    spawn_trap("receiver", 120, &receiver);
    CHECK(!arrives(make_endpoint(), reply, &label));
    seL4_NBSend(endpoint, seL4_MessageInfo_new(1, 0, 0, 0));
    CHECK(!receiver.returned);
}

TEST(s2_5_plain_send_detaches_the_reply)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr reply = make_reply();
    struct trap receiver = trap_of(seL4_SysRecv, endpoint, 0, reply);

    spawn_trap("receiver", 120, &receiver);
    seL4_Send(endpoint, seL4_MessageInfo_new(1, 0, 0, 0));
    CHECK(receiver.returned);
    WALK({ "reply object tracks nobody", reply, 1, NO_WORDS, NO_CAPS,
           SUCCEEDS });
}

TEST(s2_5_blocked_sender_keeps_grant_of_the_send)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr granting = test_copy(endpoint, seL4_AllRights);
    seL4_CPtr reply = make_reply();
    struct trap caller = trap_of(seL4_SysCall, granting, INFO(5, 0, 0), 0);
    seL4_Word label;

    spawn_trap("caller", 120, &caller);
    test_delete(granting);
    CHECK(arrives(endpoint, reply, &label));
    seL4_Send(reply, seL4_MessageInfo_new(0x77, 0, 0, 0));
    CHECK(caller.returned);
    CHECK_EQ(caller.registers.x[X_A1], INFO(0x77, 0, 0));
}
