/* SPDX-License-Identifier: MIT */
/*
 * Sections 3.1 and 3.2: what a rights mask leaves of each type of capability,
 * and the guard in the data word of a CNode capability.
 */
#include <stdio.h>

#include "conformance.h"

enum { WRITE = 1, READ = 2, GRANT = 4, GRANT_REPLY = 8 };

static seL4_CPtr masked(seL4_CPtr cap, seL4_Word mask)
{
    return test_copy(cap, (seL4_CapRights_t){ { mask } });
}

static const char *mask_row(seL4_Word mask)
{
    static char row[24];

    snprintf(row, sizeof row, "mask 0x%lx", mask);
    return row;
}

/* A fault handler must have Write and one of Grant and GrantReply. */
TEST(s3_1_endpoint_as_fault_handler)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr tcb = make_tcb();

    for (seL4_Word mask = 0; mask < 16; mask++) {
        bool fits = (mask & WRITE) && (mask & (GRANT | GRANT_REPLY));

        ROW_EQ(mask_row(mask),
               seL4_TCB_SetTimeoutEndpoint(tcb, masked(endpoint, mask)),
               fits ? seL4_NoError : seL4_InvalidCapability);
    }
}

TEST(s3_1_endpoint_write)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr reply = make_reply();
    struct trap trap;
    struct test_thread *thread =
        test_thread("receiver", 120, (void (*)(void *))trap_now, &trap);

    for (seL4_Word mask = 0; mask < 16; mask++) {
        trap = trap_of(seL4_SysRecv, endpoint, 0, reply);
        test_start(thread);
        seL4_NBSend(masked(endpoint, mask), seL4_MessageInfo_new(0, 0, 0, 0));
        ROW_EQ(mask_row(mask), trap.returned, (mask & WRITE) != 0);
    }
}

TEST(s3_1_endpoint_read)
{
    seL4_CPtr endpoint = make_endpoint();
    struct fault_handler handler = make_fault_handler();
    struct trap trap;
    struct test_thread *thread = test_faulting_thread(
        "receiver", 120, (void (*)(void *))trap_now, &trap, &handler);

    for (seL4_Word mask = 0; mask < 16; mask++) {
        trap = trap_of(seL4_SysNBWait, masked(endpoint, mask), 0, 0);
        test_start(thread);
        ROW_EQ(mask_row(mask), trap.returned, (mask & READ) != 0);
    }
}

TEST(s3_1_all_four_rights_are_kept)
{
    seL4_CPtr endpoint = make_endpoint();

    for (seL4_Word mask = 0; mask < 16; mask++)
        ROW_EQ(mask_row(mask),
               seL4_CNode_CancelBadgedSends(TEST_CNODE, masked(endpoint, mask),
                                            64),
               mask == 15 ? seL4_NoError : seL4_IllegalOperation);
}

TEST(s3_1_notification_write)
{
    seL4_CPtr ntfn = make_notification();

    for (seL4_Word mask = 0; mask < 16; mask++) {
        struct trap call = trap_of(seL4_SysCall, masked(ntfn, mask), 0, 0);

        trap_now(&call);
        ROW_EQ(mask_row(mask), call.registers.x[X_A1],
               mask & WRITE ? 0 : INFO(seL4_InvalidCapability, 0, 1));
    }
}

TEST(s3_1_notification_read)
{
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr tcb = make_tcb();

    for (seL4_Word mask = 0; mask < 16; mask++) {
        ROW_EQ(mask_row(mask),
               seL4_TCB_BindNotification(tcb, masked(ntfn, mask)),
               mask & READ ? seL4_NoError : seL4_IllegalOperation);
        if (mask & READ)
            CHECK_OK(seL4_TCB_UnbindNotification(tcb));
    }
}

TEST(s3_1_rights_do_not_come_back)
{
    seL4_CPtr read = masked(make_endpoint(), READ);
    seL4_CPtr ntfn = masked(make_notification(), READ);

    WALK({ "copy of a copy", masked(read, 15), 0, NO_WORDS, NO_CAPS,
           INVALID_CAP(0) },
         { "mint of a copy", test_mint(read, seL4_AllRights, 5), 0, NO_WORDS,
           NO_CAPS, INVALID_CAP(0) },
         { "notification", test_mint(ntfn, seL4_AllRights, 5), 0, NO_WORDS,
           NO_CAPS, INVALID_CAP(0) });
}

/* The mask travels as a full word. */
TEST(s3_1_higher_bits_are_ignored)
{
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr slot = test_slots(2);

    WALK({ "copy without rights", TEST_CNODE, CNodeCopy,
           WORDS(slot, 64, ntfn, 64, ~15ul), CAPS(TEST_CNODE), SUCCEEDS },
         { "no Write", slot, 0, NO_WORDS, NO_CAPS, INVALID_CAP(0) },
         { "copy with Write", TEST_CNODE, CNodeCopy,
           WORDS(slot + 1, 64, ntfn, 64, 1ul << 63 | 1ul << 32 | WRITE),
           CAPS(TEST_CNODE), SUCCEEDS },
         { "Write", slot + 1, 0, NO_WORDS, NO_CAPS, SUCCEEDS });
}

TEST(s3_1_mint_masks_too)
{
    seL4_CPtr ntfn = test_mint(make_notification(), seL4_CanRead, 7);

    WALK({ "no Write", ntfn, 0, NO_WORDS, NO_CAPS, INVALID_CAP(0) });
}

TEST(s3_1_move_keeps_rights)
{
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr slot = test_slot();

    CHECK_OK(seL4_CNode_Move(TEST_CNODE, slot, 64, TEST_CNODE, ntfn, 64));
    WALK({ "Write", slot, 0, NO_WORDS, NO_CAPS, SUCCEEDS });
    CHECK_OK(seL4_TCB_BindNotification(make_tcb(), slot));
}

TEST(s3_1_reply_works_without_rights)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr reply = make_reply();
    struct trap call = trap_of(seL4_SysCall, endpoint, 0, 0);
    seL4_Word badge;

    spawn_trap("caller", 120, &call);
    seL4_Recv(endpoint, &badge, masked(reply, 0));
    seL4_Send(masked(reply, 0), seL4_MessageInfo_new(4, 0, 0, 0));
    CHECK(call.returned);
    CHECK_EQ(call.registers.x[X_A1], INFO(4, 0, 0));
}

TEST(s3_1_mask_does_not_matter_elsewhere)
{
    seL4_CPtr cnode = make_cnode(3);
    seL4_CPtr slot = test_slot();
    seL4_CPtr untyped = masked(make_untyped(8), 0);
    seL4_CPtr ntfn = make_notification();

    put_into(cnode, 3, 1, ntfn);
    WALK({ "CNode", masked(cnode, 0), CNodeDelete, WORDS(1, 3), NO_CAPS,
           SUCCEEDS },
         { "TCB", masked(make_tcb(), 0), TCBSuspend, NO_WORDS, NO_CAPS,
           SUCCEEDS },
         { "untyped", untyped, UntypedRetype,
           WORDS(seL4_EndpointObject, 0, 0, 0, slot, 1), CAPS(TEST_CNODE),
           SUCCEEDS },
         { "SC", masked(make_sched_context(), 0), SchedContextBind, NO_WORDS,
           CAPS(ntfn), SUCCEEDS },
         { "SchedControl", masked(TEST_SCHED_CONTROL, 0),
           SchedControlConfigureFlags, WORDS(500, 500, 0, 0, 0),
           CAPS(make_sched_context()), SUCCEEDS },
         { "domain", masked(TEST_DOMAIN, 0), DomainSetSet, WORDS(0),
           CAPS(make_tcb()), SUCCEEDS },
         { "ASID pool", masked(TEST_ASID_POOL, 0), RISCVASIDPoolAssign,
           NO_WORDS, CAPS(make_page_table()), SUCCEEDS });
}

/* -- Frames ---------------------------------------------------------------- */

struct access {
    volatile uint64_t *at;
    bool write;
    volatile bool done;
};

static void touch(void *argument)
{
    struct access *access = argument;

    if (access->write)
        *access->at = 1;
    else
        (void)*access->at;
    access->done = true;
}

static bool may(struct test_thread *thread, struct access *access, bool write)
{
    access->write = write;
    access->done = false;
    test_start(thread);
    return access->done;
}

/* A copy of a frame under `first`, then one of that under `second`, mapped
   with all rights. */
TEST(s3_1_frame_rights)
{
    static const struct {
        seL4_Word first, second;
        bool read, write;
    } rows[] = {
        { 3, 3, true, true },    { 15, 15, true, true },
        { 2, 2, true, false },   { 14, 15, true, false },
        { 2, 3, true, false },   { 3, 2, true, false },
        { 1, 1, false, false },  { 13, 15, false, false },
        { 0, 15, false, false }, { 12, 3, false, false },
        { 3, 1, false, false },  { 2, 1, false, false },
        { 1, 2, false, false },
    };
    struct fault_handler handler = make_fault_handler();
    struct access access = { (volatile uint64_t *)MAP_WINDOW };
    struct test_thread *thread =
        test_faulting_thread("access", 120, touch, &access, &handler);
    seL4_CPtr frame = make_frame();

    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        seL4_CPtr copy = masked(masked(frame, rows[i].first), rows[i].second);
        char row[48];

        snprintf(row, sizeof row, "masks 0x%lx, 0x%lx", rows[i].first,
                 rows[i].second);
        map_at(copy, MAP_WINDOW, seL4_AllRights);
        ROW_EQ(row, may(thread, &access, false), rows[i].read);
        ROW_EQ(row, may(thread, &access, true), rows[i].write);
        test_delete(copy);
    }
}

TEST(s3_1_frame_without_access_can_be_held)
{
    seL4_CPtr frame = make_frame();
    seL4_CPtr copy = masked(frame, 0);
    seL4_RISCV_Page_GetAddress_t one = seL4_RISCV_Page_GetAddress(frame);
    seL4_RISCV_Page_GetAddress_t two = seL4_RISCV_Page_GetAddress(copy);

    CHECK_OK(two.error);
    CHECK_EQ(two.paddr, one.paddr);
    map_at(copy, MAP_WINDOW, seL4_AllRights);
}

/* -- Data word of a CNode capability --------------------------------------- */

TEST(s3_2_layout_of_the_data_word)
{
    seL4_CPtr cnode = test_mint(make_cnode(2), seL4_AllRights, 9 << 6 | 5);

    WALK({ "guard found and its size", cnode, CNodeDelete, WORDS(0, 7), NO_CAPS,
           FAILED_LOOKUP(0, seL4_GuardMismatch, 7, 9, 5) },
         { "guard matches", cnode, CNodeDelete, WORDS(9 << 2, 7), NO_CAPS,
           SUCCEEDS });
}

TEST(s3_2_only_low_bits_of_the_guard_count)
{
    seL4_CPtr cnode =
        test_mint(make_cnode(2), seL4_AllRights, guard_word(0xff5, 4));

    WALK({ "guard found", cnode, CNodeDelete, WORDS(0, 6), NO_CAPS,
           FAILED_LOOKUP(0, seL4_GuardMismatch, 6, 5, 4) });
}

TEST(s3_2_guard_of_size_0)
{
    seL4_CPtr cnode =
        test_mint(make_cnode(2), seL4_AllRights, guard_word(0xff5, 0));

    WALK({ "no guard", cnode, CNodeDelete, WORDS(3, 2), NO_CAPS, SUCCEEDS });
}

TEST(s3_2_guard_and_radix_are_64_bits_at_most)
{
    seL4_CPtr cnode = make_cnode(4);
    seL4_CPtr slot = test_slots(3);

    WALK({ "Mint, 61 + 4", TEST_CNODE, CNodeMint,
           WORDS(slot, 64, cnode, 64, 15, guard_word(0, 61)), CAPS(TEST_CNODE),
           ILLEGAL },
         { "Mutate, 61 + 4", TEST_CNODE, CNodeMutate,
           WORDS(slot, 64, cnode, 64, guard_word(0, 61)), CAPS(TEST_CNODE),
           ILLEGAL },
         { "Mint, 63 + 4", TEST_CNODE, CNodeMint,
           WORDS(slot, 64, cnode, 64, 15, guard_word(0, 63)), CAPS(TEST_CNODE),
           ILLEGAL },
         { "Mint, 60 + 4", TEST_CNODE, CNodeMint,
           WORDS(slot, 64, cnode, 64, 15, guard_word(0, 60)), CAPS(TEST_CNODE),
           SUCCEEDS },
         { "slot at depth 64", slot, CNodeDelete, WORDS(15, 64), NO_CAPS,
           SUCCEEDS },
         { "Mutate, 60 + 4", TEST_CNODE, CNodeMutate,
           WORDS(slot + 1, 64, cnode, 64, guard_word(0x123, 60)),
           CAPS(TEST_CNODE), SUCCEEDS },
         { "its guard", slot + 1, CNodeDelete, WORDS(0, 64), NO_CAPS,
           FAILED_LOOKUP(0, seL4_GuardMismatch, 64, 0x123, 60) });
}

TEST(s3_8_guard_of_63_bits)
{
    seL4_CPtr cnode = test_mint(make_cnode(1), seL4_AllRights,
                                guard_word(0x3fffffffffffffe, 63));

    WALK({ "58 bits of guard, the rest 0", cnode, CNodeDelete, WORDS(0, 64),
           NO_CAPS,
           FAILED_LOOKUP(0, seL4_GuardMismatch, 64, 0x3fffffffffffffe, 63) },
         { "matches", cnode, CNodeDelete, WORDS(0x3fffffffffffffeul << 1, 64),
           NO_CAPS, SUCCEEDS });
}
