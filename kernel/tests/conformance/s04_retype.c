/* SPDX-License-Identifier: MIT */
/*
 * Sections 4.1 to 4.3: types and sizes of objects, what a new object is like,
 * and the checks of Untyped_Retype, row by row.
 *
 * The test's CNode has 1,024 slots, radix 10 and a guard of 54 bits 0.
 */
#include "probe.h"
#include "root.h"

enum { DEPTH = 64, SLOTS = 1 << TEST_CNODE_BITS };

/* Words of a Retype whose destination is the root capability itself. */
#define RETYPE(type, bits, offset, count) WORDS(type, bits, 0, 0, offset, count)

static seL4_Error retype(seL4_CPtr untyped, seL4_Word type, seL4_Word bits,
                         seL4_CPtr slot, seL4_Word count)
{
    return seL4_Untyped_Retype(untyped, type, bits, TEST_CNODE, 0, 0, slot,
                               count);
}

/* -- 4.1 Types and sizes --------------------------------------------------- */

/* Two objects fill an untyped of twice their size, to the byte; a third finds
   0 bytes, and one finds half of its size too little. */
static void check_size(const char *type_name, seL4_Word type,
                       seL4_Word size_bits, seL4_Word object_bits)
{
    seL4_CPtr half = make_untyped(object_bits - 1);
    seL4_CPtr two = make_untyped(object_bits + 1);
    seL4_CPtr slots = test_slots(3);

    WALK({ type_name, half, UntypedRetype, RETYPE(type, size_bits, slots, 1),
           CAPS(TEST_CNODE),
           FAILS(seL4_NotEnoughMemory, 1ul << (object_bits - 1)) },
         { type_name, two, UntypedRetype, RETYPE(type, size_bits, slots, 2),
           CAPS(TEST_CNODE), SUCCEEDS },
         { type_name, two, UntypedRetype, RETYPE(type, size_bits, slots + 2, 1),
           CAPS(TEST_CNODE), FAILS(seL4_NotEnoughMemory, 0) });
}

TEST(s4_1_size_of_tcb)
{
    check_size("TCB", seL4_TCBObject, 0, 11);
}

/* An endpoint is as small as an untyped can be. */
TEST(s4_1_size_of_endpoint)
{
    seL4_CPtr untyped = make_untyped(5);
    seL4_CPtr slots = test_slots(3);

    CHECK_OK(retype(untyped, seL4_EndpointObject, 0, slots, 2));
    WALK({ "a third", untyped, UntypedRetype,
           RETYPE(seL4_EndpointObject, 0, slots + 2, 1), CAPS(TEST_CNODE),
           FAILS(seL4_NotEnoughMemory, 0) });
}

TEST(s4_1_size_of_notification)
{
    check_size("notification", seL4_NotificationObject, 0, 6);
}

TEST(s4_1_size_of_cnode)
{
    check_size("radix 1", seL4_CapTableObject, 1, 6);
    check_size("radix 4", seL4_CapTableObject, 4, 9);
    check_size("radix 10", seL4_CapTableObject, 10, 15);
}

TEST(s4_1_size_of_sched_context)
{
    check_size("2^7", seL4_SchedContextObject, 7, 7);
    check_size("2^9", seL4_SchedContextObject, 9, 9);
}

TEST(s4_1_size_of_reply)
{
    check_size("reply", seL4_ReplyObject, 0, 5);
}

TEST(s4_1_size_of_page)
{
    check_size("4 KiB page", seL4_RISCV_4K_Page, 0, 12);
}

TEST(s4_1_size_of_page_table)
{
    check_size("page table", seL4_RISCV_PageTableObject, 0, 12);
}

TEST(s4_1_size_of_untyped)
{
    check_size("2^5", seL4_UntypedObject, 5, 5);
    check_size("2^13", seL4_UntypedObject, 13, 13);
}

/* Large pages, out of device memory: 1 GiB is one giga page or 512 mega
   pages, of which one call makes 256 at most. */
TEST(s4_1_size_of_large_pages)
{
    seL4_CPtr device = root_untyped(true, 30, NULL);
    seL4_CPtr giga = test_slots(3);
    seL4_CPtr block = giga + 2;

    CHECK_OK(retype(device, seL4_UntypedObject, 30, block, 1));
    WALK({ "giga page", block, UntypedRetype,
           RETYPE(seL4_RISCV_Giga_Page, 0, giga, 1), CAPS(TEST_CNODE),
           SUCCEEDS },
         { "a second", block, UntypedRetype,
           RETYPE(seL4_RISCV_Giga_Page, 0, giga + 1, 1), CAPS(TEST_CNODE),
           FAILS(seL4_NotEnoughMemory, 0) });
    test_delete(giga);
    WALK({ "mega page", block, UntypedRetype,
           RETYPE(seL4_RISCV_Mega_Page, 0, giga, 1), CAPS(TEST_CNODE),
           SUCCEEDS },
         { "giga page behind it", block, UntypedRetype,
           RETYPE(seL4_RISCV_Giga_Page, 0, giga + 1, 1), CAPS(TEST_CNODE),
           FAILS(seL4_NotEnoughMemory, (1ul << 30) - (1ul << 21)) });
}

/* Types of fixed size ignore the argument, as long as it is below 64. */
TEST(s4_1_size_bits_ignored)
{
    static const struct {
        const char *name;
        seL4_Word type, bits;
    } rows[] = {
        { "TCB", seL4_TCBObject, 63 },
        { "endpoint", seL4_EndpointObject, 63 },
        { "notification", seL4_NotificationObject, 40 },
        { "reply", seL4_ReplyObject, 39 },
        { "4 KiB page", seL4_RISCV_4K_Page, 63 },
        { "page table", seL4_RISCV_PageTableObject, 5 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        ROW_EQ(rows[i].name,
               retype(TEST_UNTYPED, rows[i].type, rows[i].bits, test_slot(), 1),
               seL4_NoError);
}

TEST(s4_1_type_numbers)
{
    static const struct {
        const char *name;
        seL4_Word type, bits;
        enum cap_type made;
    } rows[] = {
        { "0", 0, 4, CAP_UNTYPED },      { "1", 1, 0, CAP_TCB },
        { "2", 2, 0, CAP_ENDPOINT },     { "3", 3, 0, CAP_NOTIFICATION },
        { "4", 4, 1, CAP_CNODE },        { "5", 5, 7, CAP_SCHED_CONTEXT },
        { "6", 6, 0, CAP_REPLY },        { "8", 8, 0, CAP_FRAME },
        { "10", 10, 0, CAP_PAGE_TABLE },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        seL4_CPtr slot = test_slot();

        ROW_EQ(rows[i].name,
               retype(TEST_UNTYPED, rows[i].type, rows[i].bits, slot, 1),
               seL4_NoError);
        ROW_EQ(rows[i].name, cap_type(slot), rows[i].made);
    }
}

/* Extra refills: (2^bits - 128) / 16. */
TEST(s4_1_refills_by_size)
{
    static const struct {
        const char *name;
        seL4_Word bits, extra;
    } rows[] = { { "2^7", 7, 0 }, { "2^8", 8, 8 }, { "2^9", 9, 24 } };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        seL4_CPtr sc = test_object(seL4_SchedContextObject, rows[i].bits);

        WALK({ rows[i].name, TEST_SCHED_CONTROL, SchedControlConfigureFlags,
               WORDS(1000, 5000, rows[i].extra, 0, 0), CAPS(sc), SUCCEEDS },
             { rows[i].name, TEST_SCHED_CONTROL, SchedControlConfigureFlags,
               WORDS(1000, 5000, rows[i].extra + 1, 0, 0), CAPS(sc),
               RANGE(0, rows[i].extra) });
    }
}

/* -- 4.2 State of new objects ---------------------------------------------- */

TEST(s4_2_tcb_registers_are_zero)
{
    seL4_CPtr tcb = make_tcb();
    seL4_UserContext context;

    for (int i = 0; i < 32; i++)
        ((seL4_Word *)&context)[i] = 0x55;
    CHECK_OK(seL4_TCB_ReadRegisters(tcb, false, 0, 32, &context));
    for (int i = 0; i < 32; i++)
        CHECK_EQ(((seL4_Word *)&context)[i], 0);
}

/* Its MCP is the bound that it lends as an authority. */
TEST(s4_2_tcb_mcp_is_zero)
{
    seL4_CPtr tcb = make_tcb();

    WALK(
        { "priority 1", tcb, TCBSetPriority, WORDS(1), CAPS(tcb), RANGE(0, 0) },
        { "priority 0", tcb, TCBSetPriority, WORDS(0), CAPS(tcb), SUCCEEDS });
}

TEST(s4_2_tcb_flags_are_zero)
{
    WALK(
        { "flags", make_tcb(), TCBSetFlags, WORDS(0, 0), NO_CAPS, RETURNS(0) });
}

TEST(s4_2_tcb_has_no_sched_context)
{
    seL4_CPtr tcb = make_tcb();

    CHECK_OK(seL4_SchedContext_Bind(test_sched_context(1000, 1000), tcb));
}

TEST(s4_2_tcb_has_no_notification)
{
    WALK({ "unbind", make_tcb(), TCBUnbindNotification, NO_WORDS, NO_CAPS,
           ILLEGAL });
}

/* An inactive thread does not run, even with priority and time. */
TEST(s4_2_tcb_is_inactive)
{
    seL4_CPtr tcb = make_tcb();
    struct fault_handler handler = make_fault_handler();

    CHECK_OK(seL4_TCB_SetSchedParams(
        tcb, TEST_TCB, 0, 50, test_sched_context(1000, 1000), handler.sender));
    CHECK_EQ(take_fault(&handler).label, seL4_Fault_NullFault);
    /* Resumed it does: there is nothing at address 0. */
    CHECK_OK(seL4_TCB_Resume(tcb));
    CHECK_EQ(take_fault(&handler).label, seL4_Fault_VMFault);
}

TEST(s4_2_endpoint_is_idle)
{
    seL4_Word badge = 7;

    seL4_NBRecv(make_endpoint(), &badge, make_reply());
    CHECK_EQ(badge, 0);
}

static void send_cap(void *endpoint)
{
    seL4_SetCap(0, TEST_TCB);
    seL4_Send((seL4_CPtr)endpoint, seL4_MessageInfo_new(5, 0, 1, 0));
}

/* All rights: a message goes in, comes out, and brings a capability. */
TEST(s4_2_endpoint_has_all_rights)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr slot = test_slot();
    seL4_MessageInfo_t info;
    seL4_Word badge = 7;

    test_spawn("sender", 50, send_cap, (void *)endpoint);
    test_let_run();
    seL4_SetCapReceivePath(TEST_CNODE, slot, DEPTH);
    info = seL4_NBRecv(endpoint, &badge, make_reply());
    CHECK_EQ(seL4_MessageInfo_get_label(info), 5);
    CHECK_EQ(seL4_MessageInfo_get_extraCaps(info), 1);
    CHECK_EQ(badge, 0);
    CHECK_EQ(cap_type(slot), CAP_TCB);
}

TEST(s4_2_notification_is_idle)
{
    seL4_CPtr ntfn = make_notification();
    seL4_Word badge = 7;

    seL4_Poll(ntfn, &badge);
    CHECK_EQ(badge, 0);
}

TEST(s4_2_notification_reads_and_writes)
{
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr badged = test_mint(ntfn, seL4_CanWrite, 4);
    seL4_Word badge = 0;

    WALK({ "signal without badge", ntfn, 0, NO_WORDS, NO_CAPS, SUCCEEDS });
    seL4_Signal(badged);
    CHECK(test_poll(ntfn, &badge, 0));
    CHECK_EQ(badge, 4);
    CHECK_OK(seL4_TCB_BindNotification(make_tcb(), ntfn));
}

/* Every slot is empty, and the capability has no guard: depth is the radix. */
TEST(s4_2_cnode_is_empty)
{
    seL4_CPtr cnode = make_cnode(3);

    for (seL4_Word i = 0; i < 8; i++)
        WALK({ "a slot of the new CNode", TEST_CNODE, CNodeCopy,
               WORDS(SLOTS - 1, DEPTH, i, 3, 15), CAPS(cnode),
               FAILED_LOOKUP(1, seL4_MissingCapability, 3) });
}

TEST(s4_2_sched_context_is_unconfigured)
{
    seL4_CPtr sc = make_sched_context();

    WALK({ "nothing consumed", sc, SchedContextConsumed, NO_WORDS, NO_CAPS,
           RETURNS(0) },
         { "no thread", sc, SchedContextYieldTo, NO_WORDS, NO_CAPS, ILLEGAL },
         { "free for a thread", sc, SchedContextBind, NO_WORDS,
           CAPS(make_tcb()), SUCCEEDS },
         { "and a notification", sc, SchedContextBind, NO_WORDS,
           CAPS(make_notification()), SUCCEEDS });
}

TEST(s4_2_reply_tracks_nothing)
{
    WALK({ "reply to nobody", make_reply(), 0, NO_WORDS, NO_CAPS, SUCCEEDS });
}

TEST(s4_2_frame_is_zero)
{
    seL4_CPtr frame = make_frame();
    volatile uint64_t *page = (volatile uint64_t *)AREA;

    map_page(frame, AREA, seL4_ReadWrite, 0);
    for (int i = 0; i < 512; i++)
        CHECK_MSG(page[i] == 0, "word %d is 0x%lx", i, page[i]);
    page[0] = 1; /* read and write */
    CHECK_EQ(page[0], 1);
}

TEST(s4_2_page_table_is_unmapped)
{
    seL4_CPtr table = make_page_table();

    WALK({ "an unmapped table cannot be copied", TEST_CNODE, CNodeCopy,
           WORDS(SLOTS - 1, DEPTH, table, DEPTH, 15), CAPS(TEST_CNODE),
           ILLEGAL });
}

/* All entries of a new table are invalid: frames cannot be below it. */
TEST(s4_2_page_table_is_empty)
{
    seL4_CPtr vspace = make_vspace();
    seL4_CPtr frame = make_frame();

    WALK({ "first entry", frame, RISCVPageMap, WORDS(0, 3, 0), CAPS(vspace),
           FAILED_LOOKUP(0, seL4_MissingCapability, 30) },
         { "last entry", frame, RISCVPageMap, WORDS(255ul << 30, 3, 0),
           CAPS(vspace), FAILED_LOOKUP(0, seL4_MissingCapability, 30) });
}

TEST(s4_2_untyped_is_unused)
{
    seL4_CPtr untyped = make_untyped(12);
    seL4_CPtr slot = test_slot();

    WALK({ "two pages, one slot", untyped, UntypedRetype,
           RETYPE(seL4_RISCV_4K_Page, 0, slot, 2), CAPS(TEST_CNODE),
           FAILS(seL4_NotEnoughMemory, 4096) });
    CHECK_OK(retype(untyped, seL4_RISCV_4K_Page, 0, slot, 1));
}

/* -- 4.3 Checks in order --------------------------------------------------- */

TEST(s4_3_label)
{
    WALK({ "label 0", TEST_UNTYPED, 0, NO_WORDS, NO_CAPS, ILLEGAL },
         { "label 2", TEST_UNTYPED, TCBReadRegisters, NO_WORDS, NO_CAPS,
           ILLEGAL },
         { "label 1 in its low bits only", TEST_UNTYPED, 1ul << 51 | 1,
           NO_WORDS, NO_CAPS, ILLEGAL });
}

TEST(s4_3_truncated)
{
    seL4_CPtr slot = test_slot();

    WALK({ "no word", TEST_UNTYPED, UntypedRetype, NO_WORDS, CAPS(TEST_CNODE),
           TRUNCATED },
         { "five words", TEST_UNTYPED, UntypedRetype, WORDS(99, 99, 0, 0, slot),
           CAPS(TEST_CNODE), TRUNCATED },
         { "no capability", TEST_UNTYPED, UntypedRetype,
           RETYPE(99, 99, slot, 1), NO_CAPS, TRUNCATED },
         { "seven words are fine", TEST_UNTYPED, UntypedRetype,
           WORDS(seL4_EndpointObject, 0, 0, 0, slot, 1, 99), CAPS(TEST_CNODE),
           SUCCEEDS });
}

TEST(s4_3_type_exists)
{
    WALK({ "type 11, size too large", TEST_UNTYPED, UntypedRetype,
           RETYPE(11, 64, SLOTS, 0), CAPS(0), INVALID_ARG(0) },
         { "type 2^32", TEST_UNTYPED, UntypedRetype,
           RETYPE(1ul << 32, 0, SLOTS, 0), CAPS(0), INVALID_ARG(0) },
         { "type -1", TEST_UNTYPED, UntypedRetype, RETYPE(-1ul, 0, SLOTS, 0),
           CAPS(0), INVALID_ARG(0) });
}

TEST(s4_3_size_range)
{
    WALK({ "endpoint, 64", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_EndpointObject, 64, SLOTS, 0), CAPS(0), RANGE(0, 38) },
         { "untyped, 39", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_UntypedObject, 39, SLOTS, 0), CAPS(0), RANGE(0, 38) },
         { "untyped, -1", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_UntypedObject, -1ul, SLOTS, 0), CAPS(0), RANGE(0, 38) },
         { "CNode of radix 34", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_CapTableObject, 34, SLOTS, 0), CAPS(0), RANGE(0, 38) },
         { "CNode of radix 63", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_CapTableObject, 63, SLOTS, 0), CAPS(0), RANGE(0, 38) },
         { "SC, 39", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_SchedContextObject, 39, SLOTS, 0), CAPS(0),
           RANGE(0, 38) });
}

/* Sizes of 2^38 are allowed; the destination is looked at next. */
TEST(s4_3_size_at_the_bound)
{
    WALK({ "untyped, 38", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_UntypedObject, 38, SLOTS, 0), CAPS(0),
           FAILED_LOOKUP(0, seL4_MissingCapability, 0) },
         { "CNode of radix 33", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_CapTableObject, 33, SLOTS, 0), CAPS(0),
           FAILED_LOOKUP(0, seL4_MissingCapability, 0) },
         { "SC, 38", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_SchedContextObject, 38, SLOTS, 0), CAPS(0),
           FAILED_LOOKUP(0, seL4_MissingCapability, 0) });
}

TEST(s4_3_size_too_small)
{
    WALK({ "CNode of radix 0", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_CapTableObject, 0, SLOTS, 0), CAPS(0), INVALID_ARG(1) },
         { "untyped, 3", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_UntypedObject, 3, SLOTS, 0), CAPS(0), INVALID_ARG(1) },
         { "untyped, 0", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_UntypedObject, 0, SLOTS, 0), CAPS(0), INVALID_ARG(1) },
         { "SC, 6", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_SchedContextObject, 6, SLOTS, 0), CAPS(0),
           INVALID_ARG(1) });
}

TEST(s4_3_destination_lookup)
{
    seL4_CPtr endpoint = make_endpoint();

    WALK({ "root is no CNode", TEST_UNTYPED, UntypedRetype,
           WORDS(seL4_EndpointObject, 0, 0, 64, SLOTS, 0), CAPS(endpoint),
           FAILED_LOOKUP(0, seL4_InvalidRoot) },
         { "root is empty, depth out of range", TEST_UNTYPED, UntypedRetype,
           WORDS(seL4_EndpointObject, 0, 0, 65, SLOTS, 0), CAPS(0),
           FAILED_LOOKUP(0, seL4_InvalidRoot) },
         { "depth 65", TEST_UNTYPED, UntypedRetype,
           WORDS(seL4_EndpointObject, 0, TEST_CNODE, 65, SLOTS, 0),
           CAPS(TEST_CNODE), RANGE(1, 64) },
         { "depth 63", TEST_UNTYPED, UntypedRetype,
           WORDS(seL4_EndpointObject, 0, TEST_CNODE, 63, SLOTS, 0),
           CAPS(TEST_CNODE), FAILED_LOOKUP(0, seL4_DepthMismatch, 63, 64) },
         { "wrong guard", TEST_UNTYPED, UntypedRetype,
           WORDS(seL4_EndpointObject, 0, 1ul << 40, 64, SLOTS, 0),
           CAPS(TEST_CNODE), FAILED_LOOKUP(0, seL4_GuardMismatch, 64, 0, 54) });
}

/* Bits left behind the slot found: it is no CNode, so they lead nowhere. */
TEST(s4_3_destination_leftover_bits)
{
    seL4_CPtr cnode = make_cnode(4);

    put_into(cnode, 4, 1, TEST_TCB);
    WALK({ "4 bits left", TEST_UNTYPED, UntypedRetype,
           WORDS(seL4_EndpointObject, 0, 1 << 4, 8, SLOTS, 0), CAPS(cnode),
           FAILED_LOOKUP(0, seL4_DepthMismatch, 4, 0) });
}

TEST(s4_3_destination_is_a_cnode)
{
    seL4_CPtr endpoint = make_endpoint();

    WALK({ "an endpoint, depth 0", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_EndpointObject, 0, SLOTS, 0), CAPS(endpoint),
           FAILED_LOOKUP(0, seL4_MissingCapability, 0) },
         { "an endpoint, depth 64", TEST_UNTYPED, UntypedRetype,
           WORDS(seL4_EndpointObject, 0, endpoint, 64, SLOTS, 0),
           CAPS(TEST_CNODE), FAILED_LOOKUP(0, seL4_MissingCapability, 64) },
         { "an empty slot", TEST_UNTYPED, UntypedRetype,
           WORDS(seL4_EndpointObject, 0, SLOTS - 1, 64, SLOTS, 0),
           CAPS(TEST_CNODE), FAILED_LOOKUP(0, seL4_MissingCapability, 64) });
}

/* With depth 0 the root itself is the destination, whatever the index. */
TEST(s4_3_depth_0_ignores_index)
{
    seL4_CPtr slot = test_slot();

    WALK({ "any index", TEST_UNTYPED, UntypedRetype,
           WORDS(seL4_EndpointObject, 0, -1ul, 0, slot, 1), CAPS(TEST_CNODE),
           SUCCEEDS });
    CHECK_EQ(cap_type(slot), CAP_ENDPOINT);
}

/* A CNode within another one is named by index and depth. */
TEST(s4_3_destination_in_a_cnode)
{
    seL4_CPtr outer = make_cnode(4), inner = make_cnode(3);
    seL4_CPtr slot = test_slot();

    put_into(outer, 4, 9, inner);
    WALK({ "slot 5 of the CNode in slot 9", TEST_UNTYPED, UntypedRetype,
           WORDS(seL4_EndpointObject, 0, 9, 4, 5, 1), CAPS(outer), SUCCEEDS },
         { "once more", TEST_UNTYPED, UntypedRetype,
           WORDS(seL4_EndpointObject, 0, 9, 4, 5, 1), CAPS(outer),
           DELETE_FIRST });
    CHECK_OK(seL4_CNode_Move(TEST_CNODE, slot, DEPTH, inner, 5, 3));
    CHECK_EQ(cap_type(slot), CAP_ENDPOINT);
}

TEST(s4_3_node_offset_range)
{
    seL4_CPtr cnode = make_cnode(3);

    WALK({ "8 of 8 slots", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_EndpointObject, 0, 8, 0), CAPS(cnode), RANGE(0, 7) },
         { "-1", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_EndpointObject, 0, -1ul, 0), CAPS(cnode), RANGE(0, 7) },
         { "1,024 of 1,024 slots", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_EndpointObject, 0, SLOTS, 0), CAPS(TEST_CNODE),
           RANGE(0, SLOTS - 1) });
}

TEST(s4_3_number_of_objects)
{
    seL4_CPtr cnode = make_cnode(3);

    WALK({ "0", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_EndpointObject, 0, 0, 0), CAPS(cnode), RANGE(1, 256) },
         { "257, more than slots too", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_EndpointObject, 0, 0, 257), CAPS(cnode), RANGE(1, 256) },
         { "-1", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_EndpointObject, 0, 0, -1ul), CAPS(cnode),
           RANGE(1, 256) });
}

TEST(s4_3_window_in_the_cnode)
{
    seL4_CPtr cnode = make_cnode(3);

    put_into(cnode, 3, 7, TEST_TCB);
    WALK({ "9 of 8", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_EndpointObject, 0, 0, 9), CAPS(cnode), RANGE(1, 8) },
         { "4 from slot 5", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_EndpointObject, 0, 5, 4), CAPS(cnode), RANGE(1, 3) },
         { "2 from slot 7", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_EndpointObject, 0, 7, 2), CAPS(cnode), RANGE(1, 1) });
}

TEST(s4_3_occupied_slot)
{
    seL4_CPtr cnode = make_cnode(3);
    seL4_CPtr small = make_untyped(4);

    put_into(cnode, 3, 4, TEST_TCB);
    WALK({ "the first, memory missing too", small, UntypedRetype,
           RETYPE(seL4_EndpointObject, 0, 4, 3), CAPS(cnode), DELETE_FIRST },
         { "one inside", small, UntypedRetype,
           RETYPE(seL4_EndpointObject, 0, 2, 4), CAPS(cnode), DELETE_FIRST },
         { "the last", small, UntypedRetype,
           RETYPE(seL4_EndpointObject, 0, 2, 3), CAPS(cnode), DELETE_FIRST },
         { "beside it", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_EndpointObject, 0, 2, 2), CAPS(cnode), SUCCEEDS });
    /* A refusal has made nothing. */
    WALK({ "slot 5", TEST_CNODE, CNodeCopy, WORDS(SLOTS - 1, DEPTH, 5, 3, 15),
           CAPS(cnode), FAILED_LOOKUP(1, seL4_MissingCapability, 3) });
}

TEST(s4_3_not_enough_memory)
{
    seL4_CPtr untyped = make_untyped(12);
    seL4_CPtr slots = test_slots(4);

    WALK({ "two pages of one", untyped, UntypedRetype,
           RETYPE(seL4_RISCV_4K_Page, 0, slots, 2), CAPS(TEST_CNODE),
           FAILS(seL4_NotEnoughMemory, 4096) },
         { "larger than all", untyped, UntypedRetype,
           RETYPE(seL4_UntypedObject, 38, slots, 1), CAPS(TEST_CNODE),
           FAILS(seL4_NotEnoughMemory, 4096) },
         { "an endpoint", untyped, UntypedRetype,
           RETYPE(seL4_EndpointObject, 0, slots, 1), CAPS(TEST_CNODE),
           SUCCEEDS },
         { "a page behind it", untyped, UntypedRetype,
           RETYPE(seL4_RISCV_4K_Page, 0, slots + 1, 1), CAPS(TEST_CNODE),
           FAILS(seL4_NotEnoughMemory, 4096 - 16) });
}

TEST(s4_3_device_makes_no_kernel_objects)
{
    static const struct {
        const char *name;
        seL4_Word type, bits;
    } rows[] = {
        { "TCB", seL4_TCBObject, 0 },
        { "endpoint", seL4_EndpointObject, 0 },
        { "notification", seL4_NotificationObject, 0 },
        { "CNode", seL4_CapTableObject, 1 },
        { "SC", seL4_SchedContextObject, 7 },
        { "reply", seL4_ReplyObject, 0 },
        { "page table", seL4_RISCV_PageTableObject, 0 },
    };
    seL4_CPtr device = root_untyped(true, 30, NULL);
    seL4_CPtr page = test_slots(2);

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        WALK({ rows[i].name, device, UntypedRetype,
               RETYPE(rows[i].type, rows[i].bits, page, 1), CAPS(TEST_CNODE),
               INVALID_ARG(1) });
    /* Memory is counted first. */
    CHECK_OK(retype(device, seL4_UntypedObject, 12, page, 1));
    WALK({ "two TCBs in 4 KiB", page, UntypedRetype,
           RETYPE(seL4_TCBObject, 0, page + 1, 2), CAPS(TEST_CNODE),
           INVALID_ARG(1) },
         { "a CNode of 8 KiB in 4 KiB", page, UntypedRetype,
           RETYPE(seL4_CapTableObject, 8, page + 1, 1), CAPS(TEST_CNODE),
           FAILS(seL4_NotEnoughMemory, 4096) },
         { "a page", page, UntypedRetype,
           RETYPE(seL4_RISCV_4K_Page, 0, page + 1, 1), CAPS(TEST_CNODE),
           SUCCEEDS });
}

/* The device flag is inherited: such a frame cannot hold an IPC buffer. */
TEST(s4_3_device_flag_is_inherited)
{
    seL4_CPtr device = root_untyped(true, 30, NULL);
    seL4_CPtr slots = test_slots(2);

    CHECK_OK(retype(device, seL4_UntypedObject, 20, slots, 1));
    CHECK_OK(retype(slots, seL4_RISCV_4K_Page, 0, slots + 1, 1));
    WALK({ "buffer in device memory", make_tcb(), TCBSetIPCBuffer,
           WORDS(0x10000), CAPS(slots + 1), ILLEGAL });
}

/* The largest number in one call, all of one type, in consecutive slots. */
TEST(s4_3_most_objects_in_one_call)
{
    seL4_CPtr cnode = make_cnode(9);

    WALK({ "256 endpoints", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_EndpointObject, 0, 100, 256), CAPS(cnode), SUCCEEDS },
         { "slot 99 is free", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_EndpointObject, 0, 99, 1), CAPS(cnode), SUCCEEDS },
         { "slot 356 is free", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_EndpointObject, 0, 356, 1), CAPS(cnode), SUCCEEDS },
         { "slot 100 is not", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_EndpointObject, 0, 100, 1), CAPS(cnode), DELETE_FIRST },
         { "slot 355 is not", TEST_UNTYPED, UntypedRetype,
           RETYPE(seL4_EndpointObject, 0, 355, 1), CAPS(cnode), DELETE_FIRST });
}

/* The same method by Send: it works, and says nothing. */
TEST(s4_3_by_send)
{
    seL4_CPtr slot = test_slot();
    const seL4_Word word[] = { seL4_EndpointObject, 0, 0, 0, slot, 1 };

    for (int i = 0; i < 6; i++)
        seL4_SetMR(i, word[i]);
    seL4_SetCap(0, TEST_CNODE);
    seL4_Send(TEST_UNTYPED, seL4_MessageInfo_new(UntypedRetype, 0, 1, 6));
    CHECK_EQ(cap_type(slot), CAP_ENDPOINT);
}
