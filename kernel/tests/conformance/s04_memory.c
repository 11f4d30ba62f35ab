/* SPDX-License-Identifier: MIT */
/*
 * Section 4.4: where objects lie inside an untyped, and when its memory can be
 * used again. Addresses are seen through frames; how much of an untyped is
 * used is seen through the words of NotEnoughMemory.
 */
#include "probe.h"
#include "root.h"

enum { DEPTH = 64, PAGE = 4096 };

static seL4_Error retype(seL4_CPtr untyped, seL4_Word type, seL4_Word bits,
                         seL4_CPtr slot, seL4_Word count)
{
    return seL4_Untyped_Retype(untyped, type, bits, TEST_CNODE, 0, 0, slot,
                               count);
}

/* Fails the test unless `bytes` are left, which is less than 2 MiB. */
#define CHECK_LEFT(untyped, bytes) check_left(untyped, bytes, __LINE__)
static void check_left(seL4_CPtr untyped, seL4_Word bytes, int line)
{
    const struct row row = {
        "what is left",   untyped,
        UntypedRetype,    WORDS(seL4_UntypedObject, 21, 0, 0, test_slot(), 1),
        CAPS(TEST_CNODE), FAILS(seL4_NotEnoughMemory, bytes)
    };

    walk(&row, 1, __FILE__, line);
}

/* -- Where objects lie ----------------------------------------------------- */

TEST(s4_4_consecutive_ascending)
{
    seL4_CPtr untyped = make_untyped(15);
    seL4_CPtr slots = test_slots(8);

    CHECK_OK(retype(untyped, seL4_RISCV_4K_Page, 0, slots, 3));
    CHECK_OK(retype(untyped, seL4_RISCV_4K_Page, 0, slots + 3, 5));
    for (seL4_Word i = 1; i < 8; i++)
        CHECK_EQ(address_of(slots + i), address_of(slots) + i * PAGE);
    CHECK_EQ(address_of(slots) % (8 * PAGE), 0);
    CHECK_LEFT(untyped, 0);
}

/* Slots are filled upwards even where that is not the order of calls. */
TEST(s4_4_slot_i_gets_object_i)
{
    seL4_CPtr untyped = make_untyped(14);
    seL4_CPtr slots = test_slots(4);

    CHECK_OK(retype(untyped, seL4_RISCV_4K_Page, 0, slots + 2, 2));
    CHECK_OK(retype(untyped, seL4_RISCV_4K_Page, 0, slots, 2));
    CHECK_EQ(address_of(slots + 3), address_of(slots + 2) + PAGE);
    CHECK_EQ(address_of(slots), address_of(slots + 2) + 2 * PAGE);
    CHECK_EQ(address_of(slots + 1), address_of(slots + 2) + 3 * PAGE);
}

/* The start is rounded up to a multiple of the object's size. */
TEST(s4_4_alignment)
{
    seL4_CPtr untyped = make_untyped(14);

    CHECK_OK(retype(untyped, seL4_EndpointObject, 0, test_slot(), 1));
    CHECK_LEFT(untyped, 0x4000 - 0x10);
    CHECK_OK(retype(untyped, seL4_ReplyObject, 0, test_slot(), 1));
    CHECK_LEFT(untyped, 0x4000 - 0x40);
    CHECK_OK(retype(untyped, seL4_NotificationObject, 0, test_slot(), 1));
    CHECK_LEFT(untyped, 0x4000 - 0x80);
    CHECK_OK(retype(untyped, seL4_SchedContextObject, 8, test_slot(), 1));
    CHECK_LEFT(untyped, 0x4000 - 0x200);
    CHECK_OK(retype(untyped, seL4_TCBObject, 0, test_slot(), 1));
    CHECK_LEFT(untyped, 0x4000 - 0x1000);
    CHECK_OK(retype(untyped, seL4_EndpointObject, 0, test_slot(), 1));
    CHECK_LEFT(untyped, 0x4000 - 0x1010);
    CHECK_OK(retype(untyped, seL4_UntypedObject, 13, test_slot(), 1));
    CHECK_LEFT(untyped, 0);
}

/* A frame behind a small object begins on the next page. */
TEST(s4_4_alignment_of_frames)
{
    seL4_CPtr untyped = make_untyped(14);
    seL4_CPtr slots = test_slots(4);

    CHECK_OK(retype(untyped, seL4_RISCV_4K_Page, 0, slots, 1));
    CHECK_OK(retype(untyped, seL4_EndpointObject, 0, slots + 1, 1));
    CHECK_OK(retype(untyped, seL4_RISCV_4K_Page, 0, slots + 2, 1));
    CHECK_EQ(address_of(slots + 2), address_of(slots) + 2 * PAGE);
}

/* What was refused has used nothing. */
TEST(s4_4_refusal_uses_nothing)
{
    seL4_CPtr untyped = make_untyped(12);

    CHECK_OK(retype(untyped, seL4_EndpointObject, 0, test_slots(3), 3));
    CHECK_EQ(retype(untyped, seL4_EndpointObject, 0, TEST_TCB, 1),
             seL4_DeleteFirst);
    CHECK_EQ(retype(untyped, seL4_TCBObject, 0, test_slots(2), 2),
             seL4_NotEnoughMemory);
    CHECK_LEFT(untyped, 0x1000 - 0x30);
}

/* An untyped inside another one is used for itself. */
TEST(s4_4_untyped_in_untyped)
{
    seL4_CPtr outer = make_untyped(13), inner = test_slot();
    seL4_CPtr frame = test_slots(2);

    CHECK_OK(retype(outer, seL4_UntypedObject, 12, inner, 1));
    CHECK_OK(retype(outer, seL4_RISCV_4K_Page, 0, frame, 1));
    CHECK_OK(retype(inner, seL4_RISCV_4K_Page, 0, frame + 1, 1));
    CHECK_EQ(address_of(frame), address_of(frame + 1) + PAGE);
    CHECK_LEFT(outer, 0);
    CHECK_LEFT(inner, 0);
}

/* -- Using memory again ---------------------------------------------------- */

/* The last child decides; deleting some gives nothing back. */
TEST(s4_4_no_reset_with_children)
{
    seL4_CPtr untyped = make_untyped(12);
    seL4_CPtr slots = test_slots(2);

    CHECK_OK(retype(untyped, seL4_EndpointObject, 0, slots, 2));
    test_delete(slots + 1);
    CHECK_LEFT(untyped, 0x1000 - 0x20);
    test_delete(slots);
    CHECK_LEFT(untyped, 0x1000);
    CHECK_OK(retype(untyped, seL4_RISCV_4K_Page, 0, slots, 1));
}

TEST(s4_4_copies_are_children_too)
{
    seL4_CPtr untyped = make_untyped(12);
    seL4_CPtr original = test_slot();
    seL4_CPtr copy;

    CHECK_OK(retype(untyped, seL4_EndpointObject, 0, original, 1));
    copy = test_copy(original, seL4_AllRights);
    test_delete(original);
    CHECK_LEFT(untyped, 0x1000 - 0x10);
    test_delete(copy);
    CHECK_LEFT(untyped, 0x1000);
}

TEST(s4_4_revoke_then_reset)
{
    seL4_CPtr untyped = make_untyped(13);
    seL4_CPtr slots = test_slots(3);

    CHECK_OK(retype(untyped, seL4_TCBObject, 0, slots, 1));
    CHECK_OK(retype(untyped, seL4_UntypedObject, 12, slots + 1, 1));
    CHECK_OK(retype(slots + 1, seL4_EndpointObject, 0, slots + 2, 1));
    test_revoke(untyped);
    CHECK_EQ(cap_type(slots), CAP_NULL);
    CHECK_EQ(cap_type(slots + 1), CAP_NULL);
    CHECK_EQ(cap_type(slots + 2), CAP_NULL);
    CHECK_LEFT(untyped, 0x2000);
    CHECK_OK(retype(untyped, seL4_RISCV_4K_Page, 0, slots, 2));
}

/* Memory that was used is zero when it is used again. */
TEST(s4_4_reset_clears)
{
    seL4_CPtr untyped = make_untyped(13);
    seL4_CPtr frames = test_slots(2);
    volatile uint64_t *memory = (volatile uint64_t *)AREA;
    seL4_Word address;

    CHECK_OK(retype(untyped, seL4_RISCV_4K_Page, 0, frames, 2));
    map_page(frames, AREA, seL4_ReadWrite, 0);
    map_page(frames + 1, AREA + PAGE, seL4_ReadWrite, 0);
    for (int i = 0; i < 2 * PAGE / 8; i++)
        memory[i] = 0xdeadbeef00 + i;
    address = address_of(frames);
    test_delete(frames);
    test_delete(frames + 1);
    CHECK_OK(retype(untyped, seL4_RISCV_4K_Page, 0, frames, 2));
    CHECK_EQ(address_of(frames), address);
    map_page(frames, AREA, seL4_ReadWrite, 0);
    map_page(frames + 1, AREA + PAGE, seL4_ReadWrite, 0);
    for (int i = 0; i < 2 * PAGE / 8; i++)
        CHECK_MSG(memory[i] == 0, "word %d is 0x%lx", i, memory[i]);
}

/* The same for what the kernel itself kept there. */
TEST(s4_4_reset_clears_kernel_objects)
{
    seL4_CPtr untyped = make_untyped(12);
    seL4_CPtr slots = test_slots(2);
    volatile uint64_t *memory = (volatile uint64_t *)AREA;

    CHECK_OK(retype(untyped, seL4_CapTableObject, 7, slots, 1));
    for (seL4_Word i = 0; i < 128; i++)
        put_into(slots, 7, i, TEST_TCB);
    test_delete(slots);
    CHECK_OK(retype(untyped, seL4_TCBObject, 0, slots, 2));
    CHECK_OK(seL4_TCB_SetTLSBase(slots, -1ul));
    CHECK_OK(seL4_TCB_SetTLSBase(slots + 1, -1ul));
    test_delete(slots);
    test_delete(slots + 1);
    CHECK_OK(retype(untyped, seL4_RISCV_4K_Page, 0, slots, 1));
    map_page(slots, AREA, seL4_ReadWrite, 0);
    for (int i = 0; i < PAGE / 8; i++)
        CHECK_MSG(memory[i] == 0, "word %d is 0x%lx", i, memory[i]);
}

/* A frame that lay in one untyped is cleared through the one around it. */
TEST(s4_4_reset_of_outer_clears_inner)
{
    seL4_CPtr outer = make_untyped(12);
    seL4_CPtr slots = test_slots(2);
    volatile uint64_t *memory = (volatile uint64_t *)AREA;

    CHECK_OK(retype(outer, seL4_UntypedObject, 12, slots, 1));
    CHECK_OK(retype(slots, seL4_RISCV_4K_Page, 0, slots + 1, 1));
    map_page(slots + 1, AREA, seL4_ReadWrite, 0);
    memory[0] = memory[511] = 0xabcdef;
    test_revoke(outer);
    CHECK_OK(retype(outer, seL4_RISCV_4K_Page, 0, slots, 1));
    map_page(slots, AREA, seL4_ReadWrite, 0);
    CHECK_EQ(memory[0], 0);
    CHECK_EQ(memory[511], 0);
}

/* 2 MiB at once: far more than one interval between preemption checks. */
TEST(s4_4_reset_of_a_large_block)
{
    seL4_CPtr large = root_untyped(false, 22, NULL);
    seL4_CPtr slots = test_slots(2);
    volatile uint64_t *memory = (volatile uint64_t *)AREA;

    CHECK_OK(retype(large, seL4_UntypedObject, 21, slots, 1));
    CHECK_OK(retype(slots, seL4_RISCV_Mega_Page, 0, slots + 1, 1));
    CHECK_OK(seL4_RISCV_PageTable_Map(make_page_table(), TEST_VSPACE, AREA, 0));
    CHECK_OK(
        seL4_RISCV_Page_Map(slots + 1, TEST_VSPACE, AREA, seL4_ReadWrite, 0));
    for (int i = 0; i < 1 << 18; i += 512)
        memory[i] = memory[i + 511] = 0x1234567;
    test_delete(slots + 1);
    CHECK_OK(retype(slots, seL4_RISCV_Mega_Page, 0, slots + 1, 1));
    CHECK_OK(
        seL4_RISCV_Page_Map(slots + 1, TEST_VSPACE, AREA, seL4_ReadWrite, 0));
    for (int i = 0; i < 1 << 18; i++)
        CHECK_MSG(memory[i] == 0, "word %d is 0x%lx", i, memory[i]);
}

/* Clearing is interrupted when a timeslice ends; how far it had come must not
   count the next time. The loop is longer than two timeslices. */
TEST(s4_4_reset_after_preemption)
{
    enum { SLICE_TICKS = 50000, WORDS_OF_MEGA = 1 << 18, STEP = 512 };
    seL4_CPtr large = root_untyped(false, 22, NULL);
    seL4_CPtr slots = test_slots(2);
    volatile uint64_t *memory = (volatile uint64_t *)AREA;
    uint64_t end = test_time() + 2 * SLICE_TICKS;

    CHECK_OK(retype(large, seL4_UntypedObject, 21, slots, 1));
    CHECK_OK(seL4_RISCV_PageTable_Map(make_page_table(), TEST_VSPACE, AREA, 0));
    while (test_time() < end) {
        CHECK_OK(retype(slots, seL4_RISCV_Mega_Page, 0, slots + 1, 1));
        CHECK_OK(seL4_RISCV_Page_Map(slots + 1, TEST_VSPACE, AREA,
                                     seL4_ReadWrite, 0));
        for (int i = 0; i < WORDS_OF_MEGA; i += STEP) {
            CHECK_MSG(memory[i] == 0, "word %d is 0x%lx", i, memory[i]);
            memory[i] = 0x7654321;
        }
        test_delete(slots + 1);
    }
}

/* Device memory starts anew too, and is not touched. */
TEST(s4_4_device_reset)
{
    seL4_CPtr device = root_untyped(true, 21, NULL);
    seL4_CPtr slots = test_slots(2);
    seL4_Word first;

    CHECK_OK(retype(device, seL4_RISCV_4K_Page, 0, slots, 2));
    first = address_of(slots);
    CHECK_EQ(address_of(slots + 1), first + PAGE);
    test_delete(slots);
    test_delete(slots + 1);
    CHECK_OK(retype(device, seL4_RISCV_4K_Page, 0, slots, 1));
    CHECK_EQ(address_of(slots), first);
}

/* -- Copies of an untyped -------------------------------------------------- */

/* The copy can be used, the original is full as long as it is there. */
TEST(s4_4_copy_fills_the_original)
{
    seL4_CPtr original = make_untyped(12);
    seL4_CPtr copy = test_copy(original, seL4_AllRights);
    seL4_CPtr frame = test_slot();

    CHECK_LEFT(original, 0);
    CHECK_LEFT(copy, 0x1000);
    CHECK_OK(retype(copy, seL4_RISCV_4K_Page, 0, frame, 1));
    test_delete(frame);
    test_delete(copy);
    CHECK_LEFT(original, 0x1000);
    CHECK_OK(retype(original, seL4_RISCV_4K_Page, 0, frame, 1));
}

TEST(s4_4_copy_needs_no_children)
{
    seL4_CPtr untyped = make_untyped(12);
    seL4_CPtr endpoint = test_slot();

    CHECK_OK(retype(untyped, seL4_EndpointObject, 0, endpoint, 1));
    WALK({ "with a child", TEST_CNODE, CNodeCopy,
           WORDS(test_slot(), DEPTH, untyped, DEPTH, 15), CAPS(TEST_CNODE),
           REVOKE_FIRST });
    test_delete(endpoint);
    test_copy(untyped, seL4_AllRights);
}

/* "Full" can be said of an untyped of the largest size too. */
TEST(s4_4_copy_fills_the_largest_untyped)
{
    seL4_CPtr original = root_untyped(true, seL4_MaxUntypedBits, NULL);

    test_copy(original, seL4_AllRights);
    CHECK_LEFT(original, 0);
}

/* What was made from a copy outlives it, and keeps the original in use. */
TEST(s4_4_children_of_a_copy)
{
    seL4_CPtr original = make_untyped(12);
    seL4_CPtr copy = test_copy(original, seL4_AllRights);
    seL4_CPtr endpoint = test_slot();

    CHECK_OK(retype(copy, seL4_EndpointObject, 0, endpoint, 1));
    test_delete(copy);
    CHECK_EQ(cap_type(endpoint), CAP_ENDPOINT);
    CHECK_LEFT(original, 0);
    test_revoke(original);
    CHECK_EQ(cap_type(endpoint), CAP_NULL);
    CHECK_LEFT(original, 0x1000);
}

TEST(s4_4_copy_clears_what_was_used)
{
    seL4_CPtr original = make_untyped(12);
    seL4_CPtr frame = test_slot();
    seL4_CPtr copy;
    volatile uint64_t *memory = (volatile uint64_t *)AREA;

    CHECK_OK(retype(original, seL4_RISCV_4K_Page, 0, frame, 1));
    map_page(frame, AREA, seL4_ReadWrite, 0);
    memory[3] = 33;
    test_delete(frame);
    copy = test_copy(original, seL4_AllRights);
    CHECK_OK(retype(copy, seL4_RISCV_4K_Page, 0, frame, 1));
    map_page(frame, AREA, seL4_ReadWrite, 0);
    CHECK_EQ(memory[3], 0);
}

/* -- ASID pools ------------------------------------------------------------ */

TEST(s4_4_make_pool_uses_all)
{
    seL4_CPtr untyped = make_untyped(12);
    seL4_CPtr pool = test_slot();

    CHECK_OK(seL4_RISCV_ASIDControl_MakePool(TEST_ASID_CONTROL, untyped,
                                             TEST_CNODE, pool, DEPTH));
    CHECK_LEFT(untyped, 0);
    test_delete(pool);
    CHECK_LEFT(untyped, 0x1000);
}
