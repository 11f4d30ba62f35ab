/* SPDX-License-Identifier: MIT */
/*
 * Section 3.6: the derivation tree, as Revoke shows it: what is a child of
 * what, for each way in which a capability comes to be.
 */
#include "conformance.h"

#define GONE(cap)  CHECK_EQ(cap_type(cap), CAP_NULL)
#define THERE(cap) CHECK(cap_type(cap) != CAP_NULL)

static seL4_CPtr copy(seL4_CPtr cap)
{
    return test_copy(cap, seL4_AllRights);
}

static seL4_CPtr badge(seL4_CPtr cap, seL4_Word badge)
{
    return test_mint(cap, seL4_AllRights, badge);
}

/* -- Originals ------------------------------------------------------------- */

static void original_revokes_everything(seL4_CPtr original)
{
    seL4_CPtr plain = copy(original);
    seL4_CPtr badged = badge(original, 5);
    seL4_CPtr again = copy(badged);
    seL4_CPtr far = badge(plain, 6);
    seL4_CPtr farther = copy(copy(far));

    test_revoke(original);
    THERE(original);
    GONE(plain);
    GONE(badged);
    GONE(again);
    GONE(far);
    GONE(farther);
}

TEST(s3_6_original_endpoint)
{
    original_revokes_everything(make_endpoint());
}

TEST(s3_6_original_notification)
{
    original_revokes_everything(make_notification());
}

TEST(s3_6_originals_of_other_types)
{
    const struct {
        const char *what;
        seL4_CPtr cap;
    } rows[] = {
        { "TCB", make_tcb() },
        { "CNode", make_cnode(2) },
        { "frame", make_frame() },
        { "SC", make_sched_context() },
        { "reply", make_reply() },
        { "IRQ handler", test_irq_handler(TEST_RTC_IRQ) },
    };

    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        seL4_CPtr one = copy(rows[i].cap);
        seL4_CPtr two = copy(one);

        test_revoke(rows[i].cap);
        ROW_EQ(rows[i].what, cap_type(one), CAP_NULL);
        ROW_EQ(rows[i].what, cap_type(two), CAP_NULL);
        ROW_EQ(rows[i].what, cap_type(rows[i].cap) != CAP_NULL, true);
    }
}

TEST(s3_6_mapped_page_table)
{
    seL4_CPtr table = make_page_table();
    seL4_CPtr one;

    CHECK_OK(seL4_RISCV_PageTable_Map(table, TEST_VSPACE, MAP_WINDOW, 0));
    one = copy(table);
    test_revoke(table);
    GONE(one);
    THERE(table);
}

TEST(s3_6_copies_are_siblings)
{
    const struct {
        const char *what;
        seL4_CPtr cap;
    } rows[] = {
        { "endpoint", make_endpoint() },
        { "notification", make_notification() },
        { "TCB", make_tcb() },
        { "CNode", make_cnode(2) },
        { "frame", make_frame() },
        { "SC", make_sched_context() },
        { "reply", make_reply() },
    };

    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        seL4_CPtr one = copy(rows[i].cap);
        seL4_CPtr two = copy(one);
        seL4_CPtr three = copy(one);

        test_revoke(one);
        ROW_EQ(rows[i].what, cap_type(two) != CAP_NULL, true);
        ROW_EQ(rows[i].what, cap_type(three) != CAP_NULL, true);
        test_revoke(rows[i].cap);
        ROW_EQ(rows[i].what, cap_type(one), CAP_NULL);
        ROW_EQ(rows[i].what, cap_type(two), CAP_NULL);
        ROW_EQ(rows[i].what, cap_type(three), CAP_NULL);
    }
}

/* A pool capability made by MakePool is no original: revoking it does nothing.
   It is a child of the untyped all the same. */
TEST(s3_6_asid_pool_has_no_children)
{
    seL4_CPtr untyped = make_untyped(12);
    seL4_CPtr pool = test_slot();
    seL4_CPtr one;

    CHECK_OK(seL4_RISCV_ASIDControl_MakePool(TEST_ASID_CONTROL, untyped,
                                             TEST_CNODE, pool, 64));
    one = copy(pool);
    test_revoke(pool);
    THERE(one);
    test_revoke(untyped);
    GONE(pool);
    GONE(one);
}

/* -- Badges ---------------------------------------------------------------- */

TEST(s3_6_minted_badge_has_children)
{
    seL4_CPtr original = make_endpoint();
    seL4_CPtr badged = badge(original, 5);
    seL4_CPtr same = copy(badged);
    seL4_CPtr same_again = copy(same);

    test_revoke(badged);
    THERE(badged);
    GONE(same);
    GONE(same_again);
    THERE(original);
}

TEST(s3_6_copy_of_a_badge_has_none)
{
    seL4_CPtr badged = badge(make_endpoint(), 5);
    seL4_CPtr same = copy(badged);
    seL4_CPtr same_again = copy(same);

    test_revoke(same);
    THERE(badged);
    THERE(same_again);
}

TEST(s3_6_badge_spares_others)
{
    seL4_CPtr original = make_endpoint();
    seL4_CPtr before = badge(original, 6);
    seL4_CPtr badged = badge(original, 5);
    seL4_CPtr same = copy(badged);
    seL4_CPtr after = badge(original, 7);
    seL4_CPtr plain = copy(original);

    test_revoke(badged);
    GONE(same);
    THERE(before);
    THERE(after);
    THERE(plain);
    THERE(original);
}

TEST(s3_6_equal_badges_are_two_families)
{
    seL4_CPtr original = make_notification();
    seL4_CPtr one = badge(original, 5);
    seL4_CPtr one_copy = copy(one);
    seL4_CPtr two = badge(original, 5);
    seL4_CPtr two_copy = copy(two);

    test_revoke(two);
    GONE(two_copy);
    THERE(one);
    THERE(one_copy);
    test_revoke(one);
    GONE(one_copy);
    THERE(two);
}

/* The first of a family, deleted, leaves that mark to the next. */
TEST(s3_6_deleted_head_passes_its_mark_on)
{
    seL4_CPtr original = make_notification();
    seL4_CPtr first = badge(original, 5);
    seL4_CPtr heir = copy(first);
    seL4_CPtr second;

    test_delete(first);
    second = badge(original, 5); /* directly before heir */
    test_revoke(second);
    THERE(heir);
    test_revoke(original);
    GONE(heir);
    GONE(second);
}

TEST(s3_6_unbadged_copy_has_no_children)
{
    seL4_CPtr original = make_endpoint();
    seL4_CPtr plain = copy(original);
    seL4_CPtr badged = badge(plain, 5);
    seL4_CPtr other = copy(plain);

    test_revoke(plain);
    THERE(badged);
    THERE(other);
    THERE(original);
    test_revoke(original);
    GONE(badged);
}

TEST(s3_6_mint_with_badge_0_is_a_plain_copy)
{
    seL4_CPtr original = make_endpoint();
    seL4_CPtr plain = badge(original, 0);
    seL4_CPtr other = copy(plain);

    test_revoke(plain);
    THERE(other);
}

/* -- Originals that are gone ----------------------------------------------- */

TEST(s3_6_copies_outlive_the_original)
{
    seL4_CPtr untyped = make_untyped(12);
    seL4_CPtr original = test_slot();
    seL4_CPtr one, two, badged;

    CHECK_OK(seL4_Untyped_Retype(untyped, seL4_EndpointObject, 0, TEST_CNODE, 0,
                                 0, original, 1));
    one = copy(original);
    two = copy(one);
    badged = badge(one, 4);
    test_delete(original);
    THERE(one);
    THERE(two);
    test_revoke(one);
    THERE(two);
    THERE(badged);
    test_revoke(two);
    THERE(one);
    THERE(badged);
    test_revoke(untyped);
    GONE(one);
    GONE(two);
    GONE(badged);
}

/* -- Untyped --------------------------------------------------------------- */

TEST(s3_6_untyped_revokes_all_inside)
{
    seL4_CPtr outer = make_untyped(16);
    seL4_CPtr caps = test_slots(8);

    CHECK_OK(seL4_Untyped_Retype(outer, seL4_UntypedObject, 14, TEST_CNODE, 0,
                                 0, caps, 1));
    for (unsigned i = 0; i < 3; i++)
        CHECK_OK(seL4_Untyped_Retype(caps, seL4_NotificationObject, 0,
                                     TEST_CNODE, 0, 0, caps + 1 + i, 1));
    CHECK_OK(seL4_Untyped_Retype(outer, seL4_TCBObject, 0, TEST_CNODE, 0, 0,
                                 caps + 4, 2));
    CHECK_OK(seL4_CNode_Mint(TEST_CNODE, caps + 6, 64, TEST_CNODE, caps + 1, 64,
                             seL4_AllRights, 77));
    CHECK_OK(
        seL4_CNode_Move(TEST_CNODE, caps + 7, 64, TEST_CNODE, caps + 2, 64));
    test_revoke(outer);
    for (unsigned i = 0; i < 8; i++)
        GONE(caps + i);
    THERE(outer);
}

TEST(s3_6_inner_untyped_spares_the_rest)
{
    seL4_CPtr outer = make_untyped(16);
    seL4_CPtr caps = test_slots(3);

    CHECK_OK(seL4_Untyped_Retype(outer, seL4_UntypedObject, 12, TEST_CNODE, 0,
                                 0, caps, 1));
    CHECK_OK(seL4_Untyped_Retype(caps, seL4_NotificationObject, 0, TEST_CNODE,
                                 0, 0, caps + 1, 1));
    CHECK_OK(seL4_Untyped_Retype(outer, seL4_NotificationObject, 0, TEST_CNODE,
                                 0, 0, caps + 2, 1));
    test_revoke(caps);
    GONE(caps + 1);
    THERE(caps + 2);
    THERE(caps);
}

TEST(s3_6_untyped_without_children_revokes_nothing)
{
    seL4_CPtr one = make_untyped(12);
    seL4_CPtr two = make_untyped(12);
    seL4_CPtr inside = test_slot();

    CHECK_OK(seL4_Untyped_Retype(one, seL4_EndpointObject, 0, TEST_CNODE, 0, 0,
                                 inside, 1));
    test_revoke(two);
    THERE(inside);
}

TEST(s3_6_copy_of_an_untyped_has_children)
{
    seL4_CPtr untyped = make_untyped(12);
    seL4_CPtr one = copy(untyped);
    seL4_CPtr inside = test_slot();

    CHECK_OK(seL4_Untyped_Retype(one, seL4_EndpointObject, 0, TEST_CNODE, 0, 0,
                                 inside, 1));
    test_revoke(one);
    GONE(inside);
    THERE(one);
    test_revoke(untyped);
    GONE(one);
}

/* -- Place and time -------------------------------------------------------- */

TEST(s3_6_move_keeps_the_place)
{
    seL4_CPtr original = make_endpoint();
    seL4_CPtr badged = badge(original, 5);
    seL4_CPtr same = copy(badged);
    seL4_CPtr slot = test_slots(3);

    CHECK_OK(seL4_CNode_Move(TEST_CNODE, slot, 64, TEST_CNODE, badged, 64));
    CHECK_OK(
        seL4_CNode_Move(TEST_CNODE, slot + 1, 64, TEST_CNODE, original, 64));
    test_revoke(slot);
    GONE(same);
    THERE(slot);
    THERE(slot + 1);
    test_revoke(slot + 1);
    GONE(slot);
    THERE(slot + 1);
}

TEST(s3_6_mutate_keeps_the_place)
{
    seL4_CPtr original = make_cnode(2);
    seL4_CPtr one = copy(original);
    seL4_CPtr slot = test_slots(2);

    CHECK_OK(seL4_CNode_Mutate(TEST_CNODE, slot, 64, TEST_CNODE, original, 64,
                               guard_word(1, 3)));
    CHECK_OK(seL4_CNode_Mutate(TEST_CNODE, slot + 1, 64, TEST_CNODE, one, 64,
                               guard_word(2, 3)));
    test_revoke(slot);
    GONE(slot + 1);
    THERE(slot);
}

TEST(s3_6_rotate_keeps_the_places)
{
    seL4_CPtr source = make_tcb();
    seL4_CPtr pivot = make_sched_context();
    seL4_CPtr source_copy = copy(source);
    seL4_CPtr pivot_copy = copy(pivot);
    seL4_CPtr slot = test_slot();

    CHECK_OK(seL4_CNode_Rotate(TEST_CNODE, slot, 64, 0, TEST_CNODE, pivot, 64,
                               0, TEST_CNODE, source, 64));
    CHECK_EQ(cap_type(slot), CAP_SCHED_CONTEXT);
    CHECK_EQ(cap_type(pivot), CAP_TCB);
    test_revoke(slot);
    GONE(pivot_copy);
    THERE(source_copy);
    test_revoke(pivot);
    GONE(source_copy);
}

TEST(s3_6_swap_keeps_the_places)
{
    seL4_CPtr source = make_tcb();
    seL4_CPtr pivot = make_sched_context();
    seL4_CPtr source_copy = copy(source);
    seL4_CPtr pivot_copy = copy(pivot);

    CHECK_OK(seL4_CNode_Rotate(TEST_CNODE, source, 64, 0, TEST_CNODE, pivot, 64,
                               0, TEST_CNODE, source, 64));
    CHECK_EQ(cap_type(source), CAP_SCHED_CONTEXT);
    CHECK_EQ(cap_type(pivot), CAP_TCB);
    test_revoke(source);
    GONE(pivot_copy);
    THERE(source_copy);
    test_revoke(pivot);
    GONE(source_copy);
}

TEST(s3_6_revoke_crosses_cnodes)
{
    seL4_CPtr original = make_endpoint();
    seL4_CPtr cnode = make_cnode(2);
    seL4_CPtr back = test_slot();

    put_into(cnode, 2, 3, original);
    test_revoke(original);
    WALK({ "slot 3 is empty", TEST_CNODE, CNodeMove, WORDS(back, 64, 3, 2),
           CAPS(cnode), FAILED_LOOKUP(1, seL4_MissingCapability, 2) });
}

TEST(s3_6_revoke_takes_the_fault_handler)
{
    struct fault_handler handler = make_fault_handler();
    struct trap trap = trap_of(12345, 0, 0, 0);
    struct test_thread *thread = test_faulting_thread(
        "faulter", 50, (void (*)(void *))trap_now, &trap, &handler);

    test_revoke(handler.endpoint);
    test_start(thread);
    CHECK_EQ(take_fault(&handler).label, seL4_Fault_NullFault);
    CHECK(!trap.returned);
}

TEST(s3_6_revoke_takes_the_notification_of_a_handler)
{
    seL4_CPtr handler = test_irq_handler(TEST_RTC_IRQ);
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr original = ntfn;

    CHECK_OK(seL4_TCB_BindNotification(TEST_TCB, original));
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, badge(ntfn, 9)));
    test_revoke(original);
    /* Were the handler's copy still there, the notification would live on
       and keep the thread bound. */
    test_delete(original);
    WALK({ "not bound any more", TEST_TCB, TCBUnbindNotification, NO_WORDS,
           NO_CAPS, ILLEGAL });
}

TEST(s3_6_handler_copy_keeps_the_notification)
{
    seL4_CPtr handler = test_irq_handler(TEST_RTC_IRQ);
    seL4_CPtr original = make_notification();

    CHECK_OK(seL4_TCB_BindNotification(TEST_TCB, original));
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, original));
    test_delete(original);
    CHECK_OK(seL4_TCB_UnbindNotification(TEST_TCB));
}

/* Revoking the IRQ control capability, which no test owns, is allowed here: it
   stays, and proctor has no handlers. */
TEST(s3_6_irq_control_revokes_handlers)
{
    seL4_CPtr handler = test_irq_handler(TEST_RTC_IRQ);
    seL4_CPtr other = test_irq_handler(TEST_UART_IRQ);
    seL4_CPtr again = copy(handler);

    test_revoke(handler);
    GONE(again);
    THERE(other);
    test_revoke(TEST_IRQ_CONTROL);
    GONE(handler);
    GONE(other);
    THERE(TEST_IRQ_CONTROL);
    test_irq_handler(TEST_RTC_IRQ);
}

/* The frame outlives the Revoke; without the TCB's copy, deleting it frees the
   memory. */
TEST(s3_6_revoke_takes_the_ipc_buffer)
{
    seL4_CPtr untyped = make_untyped(12);
    seL4_CPtr frame = test_slots(2);
    seL4_CPtr tcb = make_tcb();

    CHECK_OK(seL4_Untyped_Retype(untyped, seL4_RISCV_4K_Page, 0, TEST_CNODE, 0,
                                 0, frame, 1));
    CHECK_OK(seL4_TCB_SetIPCBuffer(tcb, 1024, frame));
    test_revoke(frame);
    THERE(frame);
    test_delete(frame);
    WALK({ "nobody holds the frame", untyped, UntypedRetype,
           WORDS(seL4_RISCV_4K_Page, 0, 0, 0, frame + 1, 1), CAPS(TEST_CNODE),
           SUCCEEDS });
}

TEST(s3_6_revoke_of_an_empty_slot)
{
    WALK({ "succeeds", TEST_CNODE, CNodeRevoke, WORDS(test_slot(), 64), NO_CAPS,
           SUCCEEDS });
}
