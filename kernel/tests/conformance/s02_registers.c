/* SPDX-License-Identifier: MIT */
/*
 * Sections 2.1 and 2.2: which registers a system call changes. Every test
 * makes one call with a known number in every register, and names those that
 * may differ afterwards; all the others, the floating point registers and
 * fcsr included, must be as they were.
 */
#include <stdio.h>

#include "conformance.h"

#define BIT(n)      (1u << (n))
#define MESSAGE     (BIT(X_A0) | BIT(X_A1))
#define ALL_MESSAGE (MESSAGE | BIT(X_A2) | BIT(X_A3) | BIT(X_A4) | BIT(X_A5))

/* Makes the call; all registers but those in `may_change` must be kept. */
static void keeps_all_but(const char *row, struct trap *trap,
                          uint32_t may_change)
{
    struct registers before = trap->registers;
    const struct registers *after = &trap->registers;
    char what[16] = "x00";

    trap_now(trap);
    for (unsigned i = 1; i < 32; i++) {
        what[1] = (char)('0' + i / 10);
        what[2] = (char)('0' + i % 10);
        what[0] = 'x';
        if (i != X_SP && !(may_change & BIT(i)))
            row_equal(__FILE__, __LINE__, row, what, after->x[i], before.x[i]);
        what[0] = 'f';
        row_equal(__FILE__, __LINE__, row, what, after->f[i], before.f[i]);
    }
    ROW_EQ(row, after->fcsr, before.fcsr);
}

/* A thread that receives one message and leaves other numbers everywhere. */
static void spawn_receiver(struct trap *trap, seL4_CPtr endpoint)
{
    *trap = trap_of(seL4_SysRecv, endpoint, 0, make_reply());
    for (unsigned i = 0; i < 32; i++)
        trap->registers.f[i] = 0x7ea << 8 | i;
    trap->registers.fcsr = 0x42;
    spawn_trap("receiver", 120, trap);
}

TEST(s2_1_signal_changes_nothing)
{
    seL4_CPtr ntfn = make_notification();
    struct trap trap = trap_of(seL4_SysSend, ntfn, 0, 0);

    keeps_all_but("Signal", &trap, 0);
    trap = trap_of(seL4_SysNBSend, ntfn, INFO(7, 0, 3), 0);
    keeps_all_but("NBSend to a notification", &trap, 0);
}

TEST(s2_1_send_to_a_receiver_changes_nothing)
{
    seL4_CPtr endpoint = make_endpoint();
    struct trap receiver;
    struct trap trap = trap_of(seL4_SysSend, endpoint, INFO(1, 0, 4), 0);

    spawn_receiver(&receiver, endpoint);
    keeps_all_but("Send", &trap, 0);
    CHECK(receiver.returned);
}

TEST(s2_1_nbsend_changes_nothing)
{
    seL4_CPtr endpoint = make_endpoint();
    struct trap receiver;
    struct trap trap = trap_of(seL4_SysNBSend, endpoint, INFO(1, 0, 4), 0);

    keeps_all_but("nobody there", &trap, 0);
    spawn_receiver(&receiver, endpoint);
    trap = trap_of(seL4_SysNBSend, endpoint, INFO(1, 0, 4), 0);
    keeps_all_but("receiver there", &trap, 0);
    CHECK(receiver.returned);
    trap = trap_of(seL4_SysNBSend, 1ul << 40, INFO(1, 0, 4), 0);
    keeps_all_but("bad CPtr", &trap, 0);
}

TEST(s2_1_send_with_an_error_changes_nothing)
{
    struct trap trap = trap_of(seL4_SysSend, TEST_CNODE, INFO(9999, 0, 4), 0);

    keeps_all_but("unknown label", &trap, 0);
    trap = trap_of(seL4_SysSend, test_slot(), INFO(1, 0, 4), 0);
    keeps_all_but("empty slot", &trap, 0);
}

TEST(s2_1_send_of_a_method_with_result)
{
    struct trap trap =
        trap_of(seL4_SysSend, make_frame(), INFO(RISCVPageGetAddress, 0, 0), 0);

    keeps_all_but("Page_GetAddress by Send", &trap, 0);
}

TEST(s2_1_yield_changes_nothing)
{
    struct trap trap = trap_of(seL4_SysYield, REGISTER_CANARY(X_A0),
                               REGISTER_CANARY(X_A1), REGISTER_CANARY(X_A6));

    keeps_all_but("Yield", &trap, 0);
}

TEST(s2_1_failed_poll_changes_a0_only)
{
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr endpoint = make_endpoint();
    struct trap trap = trap_of(seL4_SysNBWait, ntfn, REGISTER_CANARY(1), 0);

    keeps_all_but("NBWait on a notification", &trap, BIT(X_A0));
    CHECK_EQ(trap.registers.x[X_A0], 0);
    trap = trap_of(seL4_SysNBWait, endpoint, REGISTER_CANARY(1), 0);
    keeps_all_but("NBWait on an endpoint", &trap, BIT(X_A0));
    CHECK_EQ(trap.registers.x[X_A0], 0);
    trap = trap_of(seL4_SysNBRecv, endpoint, REGISTER_CANARY(1), make_reply());
    keeps_all_but("NBRecv on an endpoint", &trap, BIT(X_A0));
    CHECK_EQ(trap.registers.x[X_A0], 0);
}

TEST(s2_1_received_signal_changes_a0_only)
{
    static const long calls[] = { seL4_SysNBWait, seL4_SysWait, seL4_SysRecv,
                                  seL4_SysNBRecv };
    static const char *const names[] = { "NBWait", "Wait", "Recv", "NBRecv" };
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr sender = test_mint(ntfn, seL4_CanWrite, 0x1234567890abcdef);

    for (int i = 0; i < 4; i++) {
        struct trap trap = trap_of(calls[i], ntfn, REGISTER_CANARY(1), 0);

        seL4_Signal(sender);
        keeps_all_but(names[i], &trap, BIT(X_A0));
        ROW_EQ(names[i], trap.registers.x[X_A0], 0x1234567890abcdef);
    }
}

/* Blocks, is signalled by a thread below, and goes on. */
static void signal_it(void *sender)
{
    seL4_Signal(*(seL4_CPtr *)sender);
}

TEST(s2_1_awaited_signal_changes_a0_only)
{
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr sender = test_mint(ntfn, seL4_CanWrite, 0x77);
    struct trap trap = trap_of(seL4_SysWait, ntfn, REGISTER_CANARY(1), 0);

    test_spawn("signaller", 50, signal_it, &sender);
    keeps_all_but("Wait that blocks", &trap, BIT(X_A0));
    CHECK_EQ(trap.registers.x[X_A0], 0x77);
}

TEST(s2_1_bound_signal_changes_a0_only)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr ntfn = make_notification();
    struct trap trap =
        trap_of(seL4_SysRecv, endpoint, REGISTER_CANARY(1), make_reply());

    CHECK_OK(seL4_TCB_BindNotification(TEST_TCB, ntfn));
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, 0x99));
    keeps_all_but("Recv with a bound signal", &trap, BIT(X_A0));
    CHECK_EQ(trap.registers.x[X_A0], 0x99);
}

TEST(s2_1_awaited_bound_signal_changes_a0_only)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr sender = test_mint(ntfn, seL4_CanWrite, 0x98);
    struct trap trap =
        trap_of(seL4_SysRecv, endpoint, REGISTER_CANARY(1), make_reply());

    CHECK_OK(seL4_TCB_BindNotification(TEST_TCB, ntfn));
    test_spawn("signaller", 50, signal_it, &sender);
    keeps_all_but("Recv woken by a signal", &trap, BIT(X_A0));
    CHECK_EQ(trap.registers.x[X_A0], 0x98);
}

TEST(s2_1_call_without_result_changes_a0_a1)
{
    struct trap trap =
        trap_of(seL4_SysCall, TEST_CNODE, INFO(CNodeDelete, 0, 2), 0);

    trap.registers.x[X_A2] = test_slot();
    trap.registers.x[X_A3] = 64;
    keeps_all_but("Delete", &trap, MESSAGE);
    CHECK_EQ(trap.registers.x[X_A0], 0);
    CHECK_EQ(trap.registers.x[X_A1], 0);
}

TEST(s2_1_call_with_one_result)
{
    struct trap trap =
        trap_of(seL4_SysCall, make_frame(), INFO(RISCVPageGetAddress, 0, 0), 0);

    keeps_all_but("Page_GetAddress", &trap, MESSAGE | BIT(X_A2));
    CHECK_EQ(trap.registers.x[X_A0], 0);
    CHECK_EQ(trap.registers.x[X_A1], INFO(0, 0, 1));
    CHECK_EQ(trap.registers.x[X_A2] % 4096, 0);
}

TEST(s2_1_call_with_an_error)
{
    struct trap trap =
        trap_of(seL4_SysCall, TEST_CNODE, INFO(CNodeDelete, 0, 2), 0);

    trap.registers.x[X_A3] = 65;
    keeps_all_but("RangeError", &trap, MESSAGE | BIT(X_A2) | BIT(X_A3));
    CHECK_EQ(trap.registers.x[X_A0], 0);
    CHECK_EQ(trap.registers.x[X_A1], INFO(seL4_RangeError, 0, 2));
    CHECK_EQ(trap.registers.x[X_A2], 1);
    CHECK_EQ(trap.registers.x[X_A3], 64);
}

TEST(s2_1_mrs_beyond_the_message_are_kept)
{
    static const char *const names[] = { "length 0", "length 1", "length 2",
                                         "length 3", "length 4" };
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr sender = test_mint(endpoint, seL4_AllRights, 0x55);
    seL4_CPtr reply = make_reply();

    for (unsigned length = 0; length <= 4; length++) {
        struct trap sends =
            trap_of(seL4_SysSend, sender, INFO(3, 0, length), 0);
        struct trap trap = trap_of(seL4_SysRecv, endpoint, 0, reply);

        for (unsigned i = 0; i < 4; i++)
            sends.registers.x[X_A2 + i] = 0xbeef00 + i;
        spawn_trap("sender", 120, &sends);
        keeps_all_but(names[length], &trap,
                      MESSAGE | ((BIT(length) - 1) << X_A2));
        ROW_EQ(names[length], trap.registers.x[X_A0], 0x55);
        ROW_EQ(names[length], trap.registers.x[X_A1], INFO(3, 0, length));
        for (unsigned i = 0; i < length; i++)
            ROW_EQ(names[length], trap.registers.x[X_A2 + i], 0xbeef00 + i);
    }
}

/* Receives one Call and answers it. */
static void answer_once(void *endpoint_and_reply)
{
    const seL4_CPtr *caps = endpoint_and_reply;
    seL4_Word badge;

    seL4_Recv(caps[0], &badge, caps[1]);
    seL4_SetMR(0, 0xabc);
    seL4_Send(caps[1], seL4_MessageInfo_new(42, 0, 0, 1));
}

TEST(s2_1_call_of_a_server)
{
    seL4_CPtr caps[2] = { make_endpoint(), make_reply() };
    struct trap trap = trap_of(seL4_SysCall, caps[0], INFO(5, 0, 4), 0);

    test_spawn("server", 120, answer_once, caps);
    keeps_all_but("Call", &trap, MESSAGE | BIT(X_A2));
    CHECK_EQ(trap.registers.x[X_A0], 0);
    CHECK_EQ(trap.registers.x[X_A1], INFO(42, 0, 1));
    CHECK_EQ(trap.registers.x[X_A2], 0xabc);
}

/* A passive server: receives, then answers and receives again. */
struct passive {
    struct trap receive;
    struct trap answer; /* ReplyRecv; stays in its second receive */
};

static void serve_passively(void *argument)
{
    struct passive *server = argument;

    trap_now(&server->receive);
    trap_now(&server->answer);
}

/* Compares a receiver's registers: badge, info, `length` words new, all the
   others as they were before. */
static void received(const char *row, const struct trap *trap, seL4_Word badge,
                     seL4_Word info, unsigned length, seL4_Word first)
{
    const struct registers *r = &trap->registers;

    ROW_EQ(row, r->x[X_A0], badge);
    ROW_EQ(row, r->x[X_A1], info);
    for (unsigned i = 0; i < 4; i++)
        ROW_EQ(row, r->x[X_A2 + i],
               i < length ? first + i : REGISTER_CANARY(X_A2 + i));
    for (unsigned i = X_T0; i < 32; i++)
        if (i < X_A0 || i > X_A7)
            ROW_EQ(row, r->x[i], REGISTER_CANARY(i));
    ROW_EQ(row, r->x[X_RA], REGISTER_CANARY(X_RA));
    ROW_EQ(row, r->x[X_GP], REGISTER_CANARY(X_GP));
    ROW_EQ(row, r->x[X_TP], REGISTER_CANARY(X_TP));
    for (unsigned i = 0; i < 32; i++)
        ROW_EQ(row, r->f[i], REGISTER_CANARY(64 + i));
    ROW_EQ(row, r->fcsr, 0x21);
}

/* Call and ReplyRecv between a client and a passive server, the commonest of
   all messages, with 0 to 4 words in each direction. */
TEST(s2_1_passive_server)
{
    static const char *const names[] = { "length 0", "length 1", "length 2",
                                         "length 3", "length 4" };
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr client = test_mint(endpoint, seL4_AllRights, 0x5e);

    for (unsigned length = 0; length <= 4; length++) {
        const char *row = names[length];
        seL4_CPtr reply = make_reply();
        struct passive server = {
            trap_of(seL4_SysRecv, endpoint, REGISTER_CANARY(X_A1), reply),
            trap_of(seL4_SysReplyRecv, endpoint, INFO(9, 0, length), reply),
        };
        struct test_thread *thread =
            test_spawn("server", 120, serve_passively, &server);
        struct trap call =
            trap_of(seL4_SysCall, client, INFO(8, 0, 4 - length), 0);

        CHECK_OK(seL4_SchedContext_Unbind(thread->sc));
        for (unsigned i = 0; i < 4; i++)
            call.registers.x[X_A2 + i] = 0xca11 + i;
        trap_now(&call);
        received(row, &server.receive, 0x5e, INFO(8, 0, 4 - length), 4 - length,
                 0xca11);
        ROW_EQ(row, call.registers.x[X_A0], 0);
        ROW_EQ(row, call.registers.x[X_A1], INFO(9, 0, length));
        for (unsigned i = 0; i < 4; i++)
            ROW_EQ(row, call.registers.x[X_A2 + i],
                   i < length ? REGISTER_CANARY(X_A2 + i) : 0xca11 + i);
        ROW_EQ(row, server.answer.returned, false);
        CHECK_OK(seL4_TCB_Suspend(thread->tcb));
    }
}

TEST(s2_1_repeated_receive_repeats_first_phase)
{
    seL4_CPtr first = make_notification();
    seL4_CPtr second = make_notification();
    struct trap trap = trap_of(seL4_SysNBSendWait, second, 0,
                               test_mint(first, seL4_CanWrite, 0x41));
    struct test_thread *thread = spawn_trap("two phases", 120, &trap);
    seL4_Word word = 0;

    CHECK(test_poll(first, &word, 0));
    CHECK(!test_poll(first, &word, 0));
    CHECK_OK(seL4_TCB_Suspend(thread->tcb));
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    word = 0;
    CHECK(test_poll(first, &word, 0));
    CHECK_EQ(word, 0x41);
    CHECK(!trap.returned);
    seL4_Signal(test_mint(second, seL4_CanWrite, 0x31));
    CHECK(trap.returned);
    CHECK_EQ(trap.registers.x[X_A0], 0x31);
}

TEST(s2_1_deleted_endpoint_repeats_first_phase)
{
    seL4_CPtr first = make_notification();
    seL4_CPtr endpoint = make_endpoint();
    struct fault_handler handler = make_fault_handler();
    struct trap trap = trap_of(seL4_SysNBSendRecv, endpoint, 0, make_reply());
    struct fault fault;
    seL4_Word word = 0;

    trap.registers.x[X_T0] = test_mint(first, seL4_CanWrite, 0x42);
    spawn_faulting_trap("two phases", 120, &trap, &handler);
    CHECK(test_poll(first, &word, 0));
    test_delete(endpoint);
    fault = take_fault(&handler);
    CHECK_EQ(fault.label, seL4_Fault_CapFault);
    CHECK_EQ(fault.word[1], endpoint);
    word = 0;
    CHECK(test_poll(first, &word, 0));
    CHECK_EQ(word, 0x42);
}

TEST(s2_1_answered_fault_repeats_first_phase)
{
    seL4_CPtr first = make_notification();
    seL4_CPtr source = test_slot();
    seL4_CPtr ready = make_notification();
    struct fault_handler handler = make_fault_handler();
    struct trap trap = trap_of(seL4_SysNBSendWait, source, 0,
                               test_mint(first, seL4_CanWrite, 0x43));
    seL4_Word word = 0;

    spawn_faulting_trap("two phases", 120, &trap, &handler);
    CHECK_EQ(take_fault(&handler).label, seL4_Fault_CapFault);
    CHECK(test_poll(first, &word, 0));
    CHECK_OK(seL4_CNode_Copy(TEST_CNODE, source, 64, TEST_CNODE, ready, 64,
                             seL4_AllRights));
    seL4_Signal(test_mint(ready, seL4_CanWrite, 0x44));
    seL4_Send(handler.reply, seL4_MessageInfo_new(0, 0, 0, 0));
    CHECK(trap.returned);
    CHECK_EQ(trap.registers.x[X_A0], 0x44);
    word = 0;
    CHECK(test_poll(first, &word, 0));
    CHECK_EQ(word, 0x43);
}

TEST(s2_1_reservation_does_not_survive)
{
    uint64_t word = 0;
    uint64_t failed;

    __asm__ volatile("li a7, -11\n\t"
                     "lr.d t1, (%1)\n\t"
                     "ecall\n\t"
                     "sc.d %0, t1, (%1)"
                     : "=&r"(failed)
                     : "r"(&word)
                     : "a7", "t1", "memory");
    CHECK(failed);
}

TEST(s2_2_other_numbers_are_unknown)
{
    static const long numbers[] = {
        0,
        1,
        11,
        0xffffffff,
        -18,
        -19,
        -20,
        -21,
        -22,
        -23,
        -24,
        -25,
        -26,
        -27,
        -28,
        -29,
        -30,
        -31,
        -32,
        -33,
        -34,
        -1000,
        -0x10000000000,
        0xffffffffff,
    };
    struct fault_handler handler = make_fault_handler();
    struct test_thread *thread =
        test_faulting_thread("caller", 50, NULL, NULL, &handler);

    for (unsigned i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct trap trap = trap_of(numbers[i], 100, 101, 102);
        struct fault fault;
        char row[32];

        snprintf(row, sizeof row, "number %ld", numbers[i]);
        thread->run = (void (*)(void *))trap_now;
        thread->argument = &trap;
        test_start(thread);
        fault = take_fault(&handler);
        ROW_EQ(row, fault.label, seL4_Fault_UnknownSyscall);
        ROW_EQ(row, fault.length, 11);
        ROW_EQ(row, fault.word[10], numbers[i]);
        ROW_EQ(row, trap.returned, false);
    }
}
