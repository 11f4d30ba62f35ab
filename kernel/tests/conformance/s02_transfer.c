/* SPDX-License-Identifier: MIT */
/*
 * Sections 2.8 and 2.9: message info, the words of a message, and the IPC
 * buffer through which most of them go.
 */
#include <stdio.h>
#include <string.h>

#include "conformance.h"

#define WORD(length, i) (0xd000000 + ((length) << 12) + (i))

/* Fills a sender's words for a message of `length`. */
static void fill(struct trap *trap, seL4_IPCBuffer *buffer, unsigned length)
{
    for (unsigned i = 0; i < 4; i++)
        trap->registers.x[X_A2 + i] = WORD(length, i);
    for (unsigned i = 0; i < seL4_MsgMaxLength; i++)
        buffer->msg[i] = i < 4 ? 0xbad : WORD(length, i);
}

/* Compares a received message: `copied` words are new, the others old. */
static void compare(const char *row, const struct trap *trap,
                    const seL4_IPCBuffer *buffer, unsigned length,
                    unsigned copied)
{
    ROW_EQ(row, trap->registers.x[X_A1], INFO(7, 0, copied));
    for (unsigned i = 0; i < 4; i++)
        ROW_EQ(row, trap->registers.x[X_A2 + i],
               i < copied ? WORD(length, i) : REGISTER_CANARY(X_A2 + i));
    for (unsigned i = 0; i < seL4_MsgMaxLength; i++)
        ROW_EQ(row, buffer->msg[i],
               i >= 4 && i < copied ? WORD(length, i) : 0xcafe0000 + i);
}

static void clear(seL4_IPCBuffer *buffer)
{
    memset(buffer, 0, sizeof *buffer);
    for (unsigned i = 0; i < seL4_MsgMaxLength; i++)
        buffer->msg[i] = 0xcafe0000 + i;
}

/* Every length from 0 to 120. `limit`: words that can arrive. */
static void all_lengths(struct test_thread *sender, struct trap *sends,
                        struct test_thread *receiver, struct trap *receives,
                        unsigned limit, bool receiver_first)
{
    struct trap send = *sends, receive = *receives;

    for (unsigned length = 0; length <= seL4_MsgMaxLength; length++) {
        char row[32];

        snprintf(row, sizeof row, "length %u", length);
        *sends = send;
        *receives = receive;
        sends->registers.x[X_A1] = INFO(7, 0, length);
        clear(receiver->buffer);
        fill(sends, sender->buffer, length);
        test_start(receiver_first ? receiver : sender);
        test_start(receiver_first ? sender : receiver);
        ROW_EQ(row, sends->returned, true);
        ROW_EQ(row, receives->returned, true);
        compare(row, receives, receiver->buffer, length,
                length < limit ? length : limit);
    }
}

struct pair {
    struct trap sends, receives;
    struct test_thread *sender, *receiver;
};

static struct pair *make_pair(void)
{
    static struct pair pair;
    seL4_CPtr endpoint = make_endpoint();

    pair.sends = trap_of(seL4_SysSend, endpoint, 0, 0);
    pair.receives = trap_of(seL4_SysRecv, endpoint, 0, make_reply());
    pair.sender =
        test_thread("sender", 120, (void (*)(void *))trap_now, &pair.sends);
    pair.receiver = test_thread("receiver", 120, (void (*)(void *))trap_now,
                                &pair.receives);
    return &pair;
}

static void run_pair(struct pair *p, unsigned limit, bool receiver_first)
{
    struct pair fresh = *p;

    all_lengths(p->sender, &p->sends, p->receiver, &p->receives, limit,
                receiver_first);
    *p = fresh;
}

TEST(s2_8_all_lengths_sender_first)
{
    run_pair(make_pair(), seL4_MsgMaxLength, false);
}

TEST(s2_8_all_lengths_receiver_first)
{
    run_pair(make_pair(), seL4_MsgMaxLength, true);
}

TEST(s2_8_receiver_without_buffer)
{
    struct pair *p = make_pair();

    CHECK_OK(seL4_TCB_SetIPCBuffer(p->receiver->tcb, 0, 0));
    run_pair(p, 4, false);
    run_pair(p, 4, true);
}

TEST(s2_8_sender_without_buffer)
{
    struct pair *p = make_pair();

    CHECK_OK(seL4_TCB_SetIPCBuffer(p->sender->tcb, 0, 0));
    run_pair(p, 4, false);
    run_pair(p, 4, true);
}

/* Calls and replies carry words in both directions. */
struct server {
    seL4_CPtr endpoint, reply;
    unsigned length;
};

static void serve(void *argument)
{
    struct server *server = argument;
    seL4_IPCBuffer *buffer = test_self()->buffer;
    struct trap reply;
    seL4_Word badge;

    seL4_Recv(server->endpoint, &badge, server->reply);
    reply = trap_of(seL4_SysSend, server->reply, INFO(7, 0, server->length), 0);
    fill(&reply, buffer, server->length);
    trap_now(&reply);
}

TEST(s2_8_reply_of_all_lengths)
{
    struct server server = { make_endpoint(), make_reply(), 0 };
    struct test_thread *thread = test_thread("server", 120, serve, &server);

    for (; server.length <= seL4_MsgMaxLength; server.length++) {
        struct trap call =
            trap_of(seL4_SysCall, server.endpoint, INFO(1, 0, 0), 0);
        char row[32];

        snprintf(row, sizeof row, "length %u", server.length);
        test_start(thread);
        clear(seL4_GetIPCBuffer());
        trap_now(&call);
        compare(row, &call, seL4_GetIPCBuffer(), server.length, server.length);
        ROW_EQ(row, call.registers.x[X_A0], 0);
    }
}

TEST(s2_8_label_has_52_bits)
{
    static const seL4_Word labels[] = { 0, 1, 0xfffffffffffff, 0x8000000000000,
                                        0x123456789abcd };
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr reply = make_reply();

    for (int i = 0; i < 5; i++) {
        struct trap sends =
            trap_of(seL4_SysSend, endpoint, labels[i] << 12 | 2, 0);
        struct trap trap = trap_of(seL4_SysRecv, endpoint, 0, reply);

        spawn_trap("sender", 120, &sends);
        trap_now(&trap);
        CHECK_EQ(trap.registers.x[X_A1], labels[i] << 12 | 2);
    }
}

/* What the sender says of unwrapped capabilities means nothing. */
TEST(s2_8_caps_unwrapped_is_rewritten)
{
    seL4_CPtr endpoint = make_endpoint();
    struct trap sends = trap_of(seL4_SysSend, endpoint, 7 << 9 | 1, 0);
    struct trap trap = trap_of(seL4_SysRecv, endpoint, 0, make_reply());

    spawn_trap("sender", 120, &sends);
    trap_now(&trap);
    CHECK_EQ(trap.registers.x[X_A1], 1);
}

TEST(s2_8_badge_of_the_sender)
{
    static const seL4_Word badges[] = { 1, 0x8000000000000000, ~0ul };
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr reply = make_reply();

    for (int i = 0; i < 3; i++) {
        struct trap sends = trap_of(
            seL4_SysSend, test_mint(endpoint, seL4_CanWrite, badges[i]), 0, 0);
        struct trap trap = trap_of(seL4_SysRecv, endpoint, 0, reply);

        spawn_trap("sender", 120, &sends);
        trap_now(&trap);
        CHECK_EQ(trap.registers.x[X_A0], badges[i]);
    }
}

/* Extra capabilities are resolved again when the message is transferred. */
TEST(s2_8_extra_caps_are_those_of_the_rendezvous)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr other = test_copy(make_notification(), seL4_AllRights);
    seL4_CPtr slot = test_slot();
    struct trap sends = trap_of(seL4_SysSend, endpoint, INFO(1, 1, 0), 0);
    struct trap trap = trap_of(seL4_SysRecv, endpoint, 0, make_reply());
    struct test_thread *thread =
        test_thread("sender", 120, (void (*)(void *))trap_now, &sends);

    thread->buffer->caps_or_badges[0] = other;
    test_start(thread);
    test_delete(other);
    CHECK_OK(seL4_CNode_Copy(TEST_CNODE, other, 64, TEST_CNODE, thread->tcb, 64,
                             seL4_AllRights));
    seL4_SetCapReceivePath(TEST_CNODE, slot, 64);
    trap_now(&trap);
    CHECK_EQ(trap.registers.x[X_A1], INFO(1, 1, 0));
    CHECK_EQ(cap_type(slot), CAP_TCB);
}

TEST(s2_8_lost_extra_cap_means_none)
{
    seL4_CPtr endpoint = make_endpoint();
    struct trap sends = trap_of(seL4_SysSend, endpoint, INFO(1, 1, 2), 0);
    struct trap trap = trap_of(seL4_SysRecv, endpoint, 0, make_reply());
    struct test_thread *thread =
        test_thread("sender", 120, (void (*)(void *))trap_now, &sends);

    thread->buffer->caps_or_badges[0] = TEST_TCB;
    test_start(thread);
    thread->buffer->caps_or_badges[0] = 1ul << 40;
    seL4_SetCapReceivePath(TEST_CNODE, test_slot(), 64);
    trap_now(&trap);
    CHECK_EQ(trap.registers.x[X_A1], INFO(1, 0, 2));
    CHECK(sends.returned);
}

/* -- The buffer ------------------------------------------------------------ */

/* A frame as a helper's buffer at offset 1024, mapped for the test only at
   MAP_WINDOW; the helper is told an address that is mapped nowhere. */
static volatile uint64_t *lend_buffer(struct test_thread *thread,
                                      seL4_CapRights_t rights, seL4_CPtr *lent)
{
    seL4_CPtr frame = make_frame();

    *lent = test_copy(frame, rights);
    CHECK_OK(seL4_TCB_SetIPCBuffer(thread->tcb, 0x12340400, *lent));
    return map_at(frame, MAP_WINDOW, seL4_ReadWrite) + 1024 / 8;
}

TEST(s2_9_layout_of_a_received_message)
{
    struct pair *p = make_pair();
    seL4_CPtr lent;
    volatile uint64_t *words = lend_buffer(p->receiver, seL4_ReadWrite, &lent);

    for (int i = 0; i < 128; i++)
        words[i] = 0xe0 + i;
    fill(&p->sends, p->sender->buffer, 120);
    p->sends.registers.x[X_A1] = INFO(7, 0, 120);
    test_start(p->sender);
    test_start(p->receiver);
    CHECK_EQ(p->receives.registers.x[X_A1], INFO(7, 0, 120));
    for (unsigned i = 0; i < 128; i++) {
        char row[32];

        snprintf(row, sizeof row, "buffer word %u", i);
        ROW_EQ(row, words[i], i >= 5 && i <= 120 ? WORD(120, i - 1) : 0xe0 + i);
    }
    CHECK_EQ(words[-1], 0);
    CHECK_EQ(words[128], 0);
}

TEST(s2_9_read_only_buffer_sends)
{
    struct pair *p = make_pair();
    seL4_CPtr lent;
    volatile uint64_t *words = lend_buffer(p->sender, seL4_CanRead, &lent);

    words[1 + 4] = 0x444;
    words[1 + 9] = 0x999;
    p->sends.registers.x[X_A1] = INFO(7, 0, 10);
    test_start(p->sender);
    test_start(p->receiver);
    CHECK_EQ(p->receives.registers.x[X_A1], INFO(7, 0, 10));
    CHECK_EQ(p->receiver->buffer->msg[4], 0x444);
    CHECK_EQ(p->receiver->buffer->msg[9], 0x999);
}

TEST(s2_9_read_only_buffer_does_not_receive)
{
    struct pair *p = make_pair();
    seL4_CPtr lent;
    volatile uint64_t *words = lend_buffer(p->receiver, seL4_CanRead, &lent);

    p->sends.registers.x[X_A1] = INFO(7, 0, 10);
    test_start(p->sender);
    test_start(p->receiver);
    CHECK_EQ(p->receives.registers.x[X_A1], INFO(7, 0, 4));
    CHECK_EQ(words[1 + 4], 0);
}

TEST(s2_9_kernel_only_frame_is_no_buffer)
{
    struct pair *p = make_pair();
    seL4_CPtr lent;
    volatile uint64_t *words = lend_buffer(p->sender, seL4_NoRights, &lent);

    words[1 + 4] = 0x444;
    p->sends.registers.x[X_A1] = INFO(7, 0, 10);
    test_start(p->sender);
    test_start(p->receiver);
    CHECK_EQ(p->receives.registers.x[X_A1], INFO(7, 0, 4));
}

TEST(s2_9_revoked_frame_is_no_buffer)
{
    struct pair *p = make_pair();
    seL4_CPtr frame = make_frame();

    CHECK_OK(seL4_TCB_SetIPCBuffer(p->receiver->tcb, 0x12340400, frame));
    test_revoke(frame);
    p->sends.registers.x[X_A1] = INFO(7, 0, 10);
    test_start(p->sender);
    test_start(p->receiver);
    CHECK_EQ(p->receives.registers.x[X_A1], INFO(7, 0, 4));
}

/* The buffer's extra capabilities are read at 976, for any kind of call. */
TEST(s2_9_extra_caps_of_an_invocation)
{
    struct trap call =
        trap_of(seL4_SysCall, TEST_TCB, INFO(TCBSetPriority, 1, 1), 0);
    struct test_thread *thread =
        test_thread("invoker", 120, (void (*)(void *))trap_now, &call);
    seL4_CPtr lent;
    volatile uint64_t *words = lend_buffer(thread, seL4_CanRead, &lent);

    words[976 / 8] = TEST_TCB;
    call.registers.x[X_A2] = TEST_PRIORITY_MAX + 1;
    test_start(thread);
    CHECK_EQ(call.registers.x[X_A1], INFO(seL4_RangeError, 0, 2));
    CHECK_EQ(call.registers.x[X_A3], TEST_PRIORITY_MAX);
}
