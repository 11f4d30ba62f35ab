/* SPDX-License-Identifier: MIT */
/*
 * Section 2.10: capabilities in messages. A helper sends, the test receives
 * into a slot that it names; the message info says what became of each.
 */
#include "conformance.h"

#define UNTOUCHED(i) (0x70000000ul + (i))
#define CAP_INFO(label, extra, unwrapped) \
    ((label) << 12 | (unwrapped) << 9 | (extra) << 7)

struct parcel {
    seL4_CPtr via; /* the sender's endpoint capability */
    unsigned caps; /* how many */
    seL4_CPtr cap[3];
    seL4_CPtr cnode; /* receive path */
    seL4_Word index;
    seL4_Word depth;
};

/* Sends it through `via` and receives it from `endpoint`; returns the info. */
static seL4_Word deliver(seL4_CPtr endpoint, const struct parcel *parcel)
{
    struct trap sends =
        trap_of(seL4_SysSend, parcel->via, INFO(3, parcel->caps, 0), 0);
    struct trap trap = trap_of(seL4_SysRecv, endpoint, 0, make_reply());
    struct test_thread *thread =
        test_thread("sender", 120, (void (*)(void *))trap_now, &sends);

    for (unsigned i = 0; i < 3; i++)
        thread->buffer->caps_or_badges[i] = parcel->cap[i];
    test_start(thread);
    for (int i = 0; i < 3; i++)
        seL4_SetCap(i, UNTOUCHED(i));
    seL4_SetCapReceivePath(parcel->cnode, parcel->index, parcel->depth);
    trap_now(&trap);
    CHECK(sends.returned);
    return trap.registers.x[X_A1];
}

TEST(s2_10_example_two_badges_and_a_tcb)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr slot = test_slot();
    seL4_CPtr tcb = make_tcb();
    struct parcel parcel = {
        test_copy(endpoint, seL4_AllRights),
        3,
        { test_mint(endpoint, seL4_AllRights, 0x77), tcb,
          test_mint(endpoint, seL4_AllRights, 0x88) },
        TEST_CNODE,
        slot,
        64,
    };

    CHECK_EQ(deliver(endpoint, &parcel), CAP_INFO(3, 3, 5));
    CHECK_EQ(seL4_GetBadge(0), 0x77);
    CHECK_EQ(seL4_GetBadge(1), UNTOUCHED(1));
    CHECK_EQ(seL4_GetBadge(2), 0x88);
    CHECK_EQ(cap_type(slot), CAP_TCB);
}

TEST(s2_10_example_two_ordinary_caps)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr slot = test_slot();
    struct parcel parcel = { endpoint,   2,    { make_tcb(), make_frame() },
                             TEST_CNODE, slot, 64 };

    CHECK_EQ(deliver(endpoint, &parcel), CAP_INFO(3, 1, 0));
    CHECK_EQ(cap_type(slot), CAP_TCB);
    CHECK_EQ(seL4_GetBadge(0), UNTOUCHED(0));
    CHECK_EQ(seL4_GetBadge(1), UNTOUCHED(1));
}

TEST(s2_10_example_slot_full)
{
    seL4_CPtr endpoint = make_endpoint();
    struct parcel parcel = { endpoint, 1, { make_tcb() }, TEST_CNODE, 0, 64 };

    parcel.index = make_notification();
    CHECK_EQ(deliver(endpoint, &parcel), CAP_INFO(3, 0, 0));
    CHECK_EQ(cap_type(parcel.index), CAP_NOTIFICATION);
}

TEST(s2_10_example_null_cap_first)
{
    seL4_CPtr endpoint = make_endpoint();
    struct parcel parcel = { endpoint,   2, { test_slot(), make_tcb() },
                             TEST_CNODE, 0, 64 };

    parcel.index = test_slot();
    CHECK_EQ(deliver(endpoint, &parcel), CAP_INFO(3, 0, 0));
    CHECK_EQ(cap_type(parcel.index), CAP_NULL);
}

TEST(s2_10_example_irq_control_first)
{
    seL4_CPtr endpoint = make_endpoint();
    struct parcel parcel = { endpoint,   1, { TEST_IRQ_CONTROL },
                             TEST_CNODE, 0, 64 };

    parcel.index = test_slot();
    CHECK_EQ(deliver(endpoint, &parcel), CAP_INFO(3, 0, 0));
    CHECK_EQ(cap_type(parcel.index), CAP_NULL);
}

TEST(s2_10_example_no_grant)
{
    seL4_CPtr endpoint = make_endpoint();
    struct parcel parcel = {
        test_copy(endpoint, seL4_CanWrite), 1, { make_tcb() }, TEST_CNODE, 0, 64
    };

    parcel.index = test_slot();
    CHECK_EQ(deliver(endpoint, &parcel), CAP_INFO(3, 0, 0));
    CHECK_EQ(cap_type(parcel.index), CAP_NULL);
}

TEST(s2_10_no_grant_no_unwrapping)
{
    seL4_CPtr endpoint = make_endpoint();
    struct parcel parcel = {
        test_copy(endpoint, (seL4_CapRights_t){ { 11 } }), /* all but Grant */
        1,
        { endpoint },
        TEST_CNODE,
        0,
        64
    };

    parcel.index = test_slot();
    CHECK_EQ(deliver(endpoint, &parcel), CAP_INFO(3, 0, 0));
    CHECK_EQ(seL4_GetBadge(0), UNTOUCHED(0));
    CHECK_EQ(cap_type(parcel.index), CAP_NULL);
}

TEST(s2_10_unwrapping_needs_no_slot)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr badged = test_mint(endpoint, seL4_AllRights, 0x99);
    struct parcel parcel = {
        endpoint, 3, { endpoint, badged, badged }, 0, 0, 0
    };

    CHECK_EQ(deliver(endpoint, &parcel), CAP_INFO(3, 3, 7));
    CHECK_EQ(seL4_GetBadge(0), 0);
    CHECK_EQ(seL4_GetBadge(1), 0x99);
    CHECK_EQ(seL4_GetBadge(2), 0x99);
}

TEST(s2_10_other_endpoint_is_not_unwrapped)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr other = make_endpoint();
    struct parcel parcel = {
        endpoint, 1, { test_mint(other, seL4_AllRights, 5) }, TEST_CNODE, 0, 64
    };
    struct trap sends, trap = trap_of(seL4_SysRecv, other, 0, make_reply());

    parcel.index = test_slot();
    CHECK_EQ(deliver(endpoint, &parcel), CAP_INFO(3, 1, 0));
    sends = trap_of(seL4_SysSend, parcel.index, 0, 0);
    spawn_trap("sender", 120, &sends);
    trap_now(&trap);
    CHECK_EQ(trap.registers.x[X_A0], 5); /* its badge came with it */
}

TEST(s2_10_rights_are_not_reduced)
{
    seL4_CPtr endpoint = make_endpoint();
    struct parcel parcel = { test_copy(endpoint, (seL4_CapRights_t){ { 5 } }),
                             1,
                             { make_endpoint() },
                             TEST_CNODE,
                             0,
                             64 };

    parcel.index = test_slot();
    CHECK_EQ(deliver(endpoint, &parcel), CAP_INFO(3, 1, 0));
    WALK({ "CancelBadgedSends wants all four rights", TEST_CNODE,
           CNodeCancelBadgedSends, WORDS(parcel.index, 64), NO_CAPS,
           SUCCEEDS });
}

TEST(s2_10_fewer_rights_stay_fewer)
{
    seL4_CPtr endpoint = make_endpoint();
    struct parcel parcel = {
        endpoint,   1, { test_copy(make_endpoint(), seL4_NoRead) },
        TEST_CNODE, 0, 64
    };

    parcel.index = test_slot();
    CHECK_EQ(deliver(endpoint, &parcel), CAP_INFO(3, 1, 0));
    WALK({ "CancelBadgedSends wants all four rights", TEST_CNODE,
           CNodeCancelBadgedSends, WORDS(parcel.index, 64), NO_CAPS, ILLEGAL });
}

TEST(s2_10_received_cap_is_a_child)
{
    seL4_CPtr endpoint = make_endpoint();
    struct parcel parcel = { endpoint, 1, { make_tcb() }, TEST_CNODE, 0, 64 };

    parcel.index = test_slot();
    CHECK_EQ(deliver(endpoint, &parcel), CAP_INFO(3, 1, 0));
    test_revoke(parcel.cap[0]);
    CHECK_EQ(cap_type(parcel.index), CAP_NULL);
}

TEST(s2_10_null_behind_others_stops)
{
    seL4_CPtr endpoint = make_endpoint();
    struct parcel parcel = { endpoint,   3, { endpoint, test_slot(), endpoint },
                             TEST_CNODE, 0, 64 };

    CHECK_EQ(deliver(endpoint, &parcel), CAP_INFO(3, 1, 1));
    CHECK_EQ(seL4_GetBadge(1), UNTOUCHED(1));
    CHECK_EQ(seL4_GetBadge(2), UNTOUCHED(2));
}

TEST(s2_10_underivable_cap_stops)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr untyped = make_untyped(12);
    seL4_CPtr child = test_slot();
    struct parcel parcel = { endpoint,   2, { untyped, endpoint },
                             TEST_CNODE, 0, 64 };

    parcel.index = test_slot();
    CHECK_OK(seL4_Untyped_Retype(untyped, seL4_EndpointObject, 0, TEST_CNODE, 0,
                                 0, child, 1));
    CHECK_EQ(deliver(endpoint, &parcel), CAP_INFO(3, 0, 0));
    parcel.cap[0] = make_page_table(); /* not mapped: not copyable */
    CHECK_EQ(deliver(endpoint, &parcel), CAP_INFO(3, 0, 0));
    CHECK_EQ(cap_type(parcel.index), CAP_NULL);
}

TEST(s2_10_receive_path_that_fails)
{
    static const char *const names[] = {
        "CNode does not resolve", "not a CNode", "depth 0",
        "depth too short",        "guard",       "depth 65",
    };
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr tcb = make_tcb();
    seL4_CPtr slot = test_slot();
    const struct parcel parcels[] = {
        { endpoint, 1, { tcb }, 1ul << 40, slot, 64 },
        { endpoint, 1, { tcb }, TEST_TCB, slot, 64 },
        { endpoint, 1, { tcb }, TEST_CNODE, slot, 0 },
        { endpoint, 1, { tcb }, TEST_CNODE, slot, 63 },
        { endpoint, 1, { tcb }, TEST_CNODE, slot | 1ul << 40, 64 },
        { endpoint, 1, { tcb }, TEST_CNODE, slot, 65 },
    };

    for (int i = 0; i < 6; i++) {
        ROW_EQ(names[i], deliver(endpoint, &parcels[i]), CAP_INFO(3, 0, 0));
        ROW_EQ(names[i], cap_type(slot), CAP_NULL);
    }
}

TEST(s2_10_receive_path_through_two_cnodes)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr outer = make_cnode(3);
    seL4_CPtr inner = make_cnode(4);
    struct parcel parcel = {
        endpoint, 1, { make_tcb() }, outer, 5 << 4 | 9, 7
    };
    seL4_CPtr back = test_slot();

    put_into(outer, 3, 5, inner);
    CHECK_EQ(deliver(endpoint, &parcel), CAP_INFO(3, 1, 0));
    CHECK_OK(seL4_CNode_Move(TEST_CNODE, back, 64, inner, 9, 4));
    CHECK_EQ(cap_type(back), CAP_TCB);
}

TEST(s2_10_receiver_without_buffer)
{
    seL4_CPtr endpoint = make_endpoint();
    struct trap receives = trap_of(seL4_SysRecv, endpoint, 0, make_reply());
    struct test_thread *thread =
        test_thread("receiver", 120, (void (*)(void *))trap_now, &receives);

    CHECK_OK(seL4_TCB_SetIPCBuffer(thread->tcb, 0, 0));
    test_start(thread);
    seL4_SetCap(0, endpoint);
    seL4_Send(endpoint, seL4_MessageInfo_new(3, 0, 1, 0));
    CHECK(receives.returned);
    CHECK_EQ(receives.registers.x[X_A1], CAP_INFO(3, 0, 0));
}

/* The copy is a child, and what the untyped had left is the copy's now. */
TEST(s2_10_untyped_is_given_away)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr untyped = make_untyped(12);
    seL4_CPtr slot = test_slots(2);
    struct parcel parcel = { endpoint, 1, { untyped }, TEST_CNODE, slot, 64 };

    CHECK_EQ(deliver(endpoint, &parcel), CAP_INFO(3, 1, 0));
    WALK({ "original has a child", untyped, UntypedRetype,
           WORDS(seL4_EndpointObject, 0, 0, 0, slot + 1, 1), CAPS(TEST_CNODE),
           FAILS(seL4_NotEnoughMemory, 0) },
         { "copy has the memory", slot, UntypedRetype,
           WORDS(seL4_RISCV_4K_Page, 0, 0, 0, slot + 1, 1), CAPS(TEST_CNODE),
           SUCCEEDS });
}

TEST(s2_10_frame_arrives_unmapped)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr frame = make_frame();
    struct parcel parcel = { endpoint, 1, { frame }, TEST_CNODE, 0, 64 };
    volatile uint64_t *word = map_at(frame, MAP_WINDOW, seL4_ReadWrite);

    parcel.index = test_slot();
    CHECK_EQ(deliver(endpoint, &parcel), CAP_INFO(3, 1, 0));
    *word = 0x77;
    CHECK_EQ(*map_at(parcel.index, MAP_WINDOW + 0x1000, seL4_CanRead), 0x77);
}

/* The receive slot is one of the slots that are sent: it was empty when the
   message began, and is used up by the first capability. */
TEST(s2_10_receive_slot_is_sent_too)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr slot = test_slot();
    struct parcel parcel = { endpoint,   2,    { make_tcb(), slot },
                             TEST_CNODE, slot, 64 };

    CHECK_EQ(deliver(endpoint, &parcel), CAP_INFO(3, 1, 0));
    CHECK_EQ(cap_type(slot), CAP_TCB);
}

/* -- Replies --------------------------------------------------------------- */

/* The caller names slot `index`; the test answers through `reply` with one
   capability. Returns the caller's message info. */
static seL4_Word answer_with(seL4_CPtr endpoint, seL4_CPtr reply, seL4_CPtr via,
                             seL4_CPtr cap, seL4_Word index, seL4_Word *badge0)
{
    struct trap calls = trap_of(seL4_SysCall, endpoint, 0, 0);
    struct test_thread *thread =
        test_thread("caller", 120, (void (*)(void *))trap_now, &calls);
    seL4_Word badge;

    thread->buffer->receiveCNode = TEST_CNODE;
    thread->buffer->receiveIndex = index;
    thread->buffer->receiveDepth = 64;
    thread->buffer->caps_or_badges[0] = UNTOUCHED(0);
    test_start(thread);
    seL4_Recv(endpoint, &badge, reply);
    seL4_SetCap(0, cap);
    seL4_Send(via, seL4_MessageInfo_new(4, 0, 1, 0));
    CHECK(calls.returned);
    *badge0 = thread->buffer->caps_or_badges[0];
    return calls.registers.x[X_A1];
}

TEST(s2_10_reply_never_unwraps)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr reply = make_reply();
    seL4_CPtr slot = test_slot();
    seL4_Word badge;

    CHECK_EQ(answer_with(endpoint, reply, reply, endpoint, slot, &badge),
             CAP_INFO(4, 1, 0));
    CHECK_EQ(badge, UNTOUCHED(0));
    CHECK_EQ(cap_type(slot), CAP_ENDPOINT);
}

TEST(s2_10_reply_transfers_with_grant_only)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr reply = make_reply();
    seL4_CPtr slot = test_slot();
    seL4_Word badge;

    CHECK_EQ(answer_with(endpoint, reply,
                         test_copy(reply, (seL4_CapRights_t){ { 11 } }),
                         TEST_TCB, slot, &badge),
             CAP_INFO(4, 0, 0));
    CHECK_EQ(cap_type(slot), CAP_NULL);
    CHECK_EQ(answer_with(endpoint, reply,
                         test_copy(reply, (seL4_CapRights_t){ { 4 } }),
                         TEST_TCB, slot, &badge),
             CAP_INFO(4, 1, 0));
    CHECK_EQ(cap_type(slot), CAP_TCB);
}
