/* SPDX-License-Identifier: MIT */
/*
 * Lab 03, visible tests: memory that is used again.
 */
#include "memory.h"

/* Nothing of what a page held can be seen by its next owner. */
TEST(memory_zeroed)
{
    seL4_CPtr untyped = make_untyped(14);
    seL4_CPtr small = test_slots(3);
    seL4_CPtr frames = test_slots(3);
    seL4_CPtr cnode = test_slot();
    seL4_Word badge, dirty = 0;

    test_step("write to four pages, make frames of the same memory");
    make_dirty(untyped, 4, test_word("pattern"));
    CHECK_OK(retype(untyped, seL4_EndpointObject, 0, small, 1));
    CHECK_OK(retype(untyped, seL4_NotificationObject, 0, small + 1, 2));
    CHECK_OK(retype(untyped, seL4_RISCV_4K_Page, 0, frames, 3));
    for (seL4_Word i = 0; i < 3; i++)
        dirty += dirty_words(map(frames + i, i));
    record_value("dirty words", dirty);

    test_step("poll the new notifications");
    seL4_Poll(small + 1, &badge);
    record_value("first notification", badge);
    seL4_Poll(small + 2, &badge);
    record_value("second notification", badge);

    test_step("look at the slots of a new CNode");
    test_revoke(untyped);
    make_dirty(untyped, 4, test_word("pattern"));
    CHECK_OK(retype(untyped, seL4_CapTableObject, 9, cnode, 1));
    for (seL4_Word i = 0; i < 512; i++)
        if (seL4_CNode_Copy(cnode, i, 9, TEST_CNODE, TEST_SC, seL4_WordBits,
                            seL4_AllRights) != seL4_NoError)
            dirty++;
    record_value("slots that are not empty", dirty);
}

/* An untyped starts anew when the last child is gone, and not before. */
TEST(watermark_reset_after_revoke)
{
    seL4_CPtr untyped = make_untyped(14);
    seL4_CPtr frames = test_slots(8);
    seL4_Word first;

    CHECK_OK(retype(untyped, seL4_RISCV_4K_Page, 0, frames, 4));
    first = address_of(frames);
    record_value("full", bytes_left(untyped));

    test_step("revoke, and make frames again");
    test_revoke(untyped);
    record_value("revoked", bytes_left(untyped));
    CHECK_OK(retype(untyped, seL4_RISCV_4K_Page, 0, frames, 2));
    record_value("the same place", address_of(frames) == first);
    record_value("half", bytes_left(untyped));
    record_value("apart", address_of(frames + 1) - address_of(frames));
}

/* One child keeps all of the memory below the watermark. */
TEST(children_keep_memory)
{
    seL4_CPtr untyped = make_untyped(13);
    seL4_Word count = test_pick("count", 3, 8);
    seL4_Word kept = test_pick("kept", 0, 2);
    seL4_CPtr slots = test_slots(count);

    CHECK_OK(retype(untyped, seL4_NotificationObject, 0, slots, count));
    test_step("delete all objects but one");
    for (seL4_Word i = 0; i < count; i++)
        if (i != kept)
            test_delete(slots + i);
    record_value("one is left", bytes_left(untyped));
    seL4_Signal(slots + kept);
    test_step("delete the last one");
    test_delete(slots + kept);
    record_value("none is left", bytes_left(untyped));

    test_step("a full untyped with one child");
    CHECK_OK(retype(untyped, seL4_RISCV_4K_Page, 0, slots, 2));
    test_delete(slots);
    record_value("full", bytes_left(untyped));
    record_value("another page",
                 retype(untyped, seL4_RISCV_4K_Page, 0, slots, 1));
}

/* Objects are children of the untyped: Revoke takes every one of them. */
TEST(objects_are_children)
{
    seL4_CPtr outer = make_untyped(14);
    seL4_CPtr inner = test_slot();
    seL4_Word count = test_pick("count", 2, 20);
    seL4_CPtr slots = test_slots(count + 4);
    seL4_Word filled = 0;

    CHECK_OK(retype(outer, seL4_UntypedObject, 12, inner, 1));
    CHECK_OK(retype(outer, seL4_EndpointObject, 0, slots, count));
    CHECK_OK(retype(inner, seL4_TCBObject, 0, slots + count, 2));
    CHECK_OK(retype(outer, seL4_RISCV_4K_Page, 0, slots + count + 2, 2));

    test_step("revoke the inner untyped");
    test_revoke(inner);
    for (seL4_Word i = 0; i < count + 4; i++)
        filled += is_filled(slots + i);
    record_value("outside the inner one", filled);

    test_step("revoke the outer untyped");
    test_revoke(outer);
    for (seL4_Word i = filled = 0; i < count + 4; i++)
        filled += is_filled(slots + i);
    record_value("after the second", filled + is_filled(inner));
}

/* -- a Retype that takes longer than its thread's budget ------------------- */

enum { LARGE_BITS = 19, LARGE_PAGES = 1 << (LARGE_BITS - PAGE_BITS) };

struct large {
    seL4_CPtr untyped, slots;
    seL4_Error error;
};

static void retype_all(void *argument)
{
    struct large *l = argument;

    l->error = retype(l->untyped, seL4_RISCV_4K_Page, 0, l->slots, LARGE_PAGES);
}

/* Starts a thread with little time that makes 128 frames; whether the test's
   own thread ran before any of them was there. */
static bool retype_in_slices(struct large *l, seL4_Word us)
{
    struct test_thread *t =
        test_thread("worker", TEST_PRIORITY + 10, retype_all, l);
    bool preempted;

    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, t->sc, us, 10 * us,
                                         0, 0));
    test_start(t);
    preempted = !t->done && !is_filled(l->slots) &&
                !is_filled(l->slots + LARGE_PAGES - 1);
    for (int i = 0; i < 200 && !t->done; i++)
        test_spin(10 * us);
    CHECK_MSG(t->done, "the Retype is not done after 200 periods");
    return preempted;
}

/* A long Retype lets others run, goes on where it stopped, and ends with all
   of its memory cleared; each time anew. */
TEST(retype_preempted_resumes)
{
    seL4_Word us = test_pick("budget", 100, 120);
    seL4_CPtr untyped = make_untyped(LARGE_BITS);
    struct large first = { untyped, test_slots(LARGE_PAGES), 0 };
    struct large second = { untyped, test_slots(LARGE_PAGES), 0 };
    seL4_Word dirty = 0, apart = 0;

    make_dirty(untyped, LARGE_PAGES, test_word("pattern"));
    test_step("make 128 frames with little time");
    record_value("let others run", retype_in_slices(&first, us));
    record_value("first", first.error);
    record_value("left", bytes_left(untyped));
    for (seL4_Word i = 0; i < LARGE_PAGES; i++) {
        volatile seL4_Word *page = map(first.slots + i, i);

        for (seL4_Word k = 0; k < PAGE / sizeof *page; k += 32) {
            dirty += page[k] != 0;
            page[k] = ~0ul;
        }
    }
    record_value("dirty chunks", dirty);

    test_step("the same memory again");
    test_revoke(untyped);
    record_value("let others run again", retype_in_slices(&second, us));
    record_value("second", second.error);
    for (seL4_Word i = dirty = 0; i < LARGE_PAGES; i++) {
        volatile seL4_Word *page = map(second.slots + i, i);

        for (seL4_Word k = 0; k < PAGE / sizeof *page; k += 32)
            dirty += page[k] != 0;
        apart +=
            address_of(second.slots + i) - address_of(second.slots) == i * PAGE;
    }
    record_value("dirty chunks again", dirty);
    record_value("in their places", apart);
}
