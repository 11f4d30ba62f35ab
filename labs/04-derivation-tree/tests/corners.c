/* SPDX-License-Identifier: MIT */
/*
 * Lab 04, hidden tests: corners of the tree, a long Delete, and random
 * operations.
 */
#include "job.h"

/* Two capabilities can be given the same badge; each has its own children. */
TEST(equal_badges_two_families)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_Word badge = test_pick("badge", 1, 1000);
    seL4_CPtr early = badged(endpoint, badge);
    const seL4_CPtr early_copies[] = { copy_of(early), copy_of(early) };
    seL4_CPtr late = badged(endpoint, badge);
    const seL4_CPtr late_copies[] = { copy_of(late), copy_of(late) };

    test_step("revoke the later one");
    test_revoke(late);
    record_value("early, first", FILLED(early_copies));
    record_value("late, first", FILLED(late_copies));

    test_step("the earlier one is deleted, then the later one revoked");
    CHECK_OK(seL4_CNode_Copy(TEST_CNODE, late_copies[0], DEPTH, TEST_CNODE,
                             late, DEPTH, seL4_AllRights));
    test_delete(early);
    test_revoke(late);
    record_value("early, orphaned", FILLED(early_copies));
    record_value("late, revoked", FILLED(late_copies));

    test_step("the last one with that badge is deleted");
    test_delete(late);
    test_revoke(endpoint);
    record_value("early, revoked", FILLED(early_copies));
}

enum { SELF_BITS = 13, SELF_RADIX = 4 };

/* A CNode with an endpoint in each of two slots, at which senders wait. */
static seL4_CPtr furnished(seL4_CPtr untyped, seL4_Word below, seL4_Word above,
                           struct sender *s)
{
    seL4_CPtr cnode = make_of(untyped, seL4_CapTableObject, SELF_RADIX);
    seL4_CPtr low = make_of(untyped, seL4_EndpointObject, 0);
    seL4_CPtr high = make_of(untyped, seL4_EndpointObject, 0);

    start_lost_sender(&s[0], low);
    start_lost_sender(&s[1], high);
    move_into(cnode, SELF_RADIX, below, low);
    move_into(cnode, SELF_RADIX, above, high);
    return cnode;
}

/* Nobody can reach a CNode that holds its own last capability, or two that hold
   that of each other: only Revoke of their memory ends them. */
TEST(cnode_inside_itself)
{
    seL4_CPtr untyped = test_object(seL4_UntypedObject, SELF_BITS);
    seL4_Word at = test_pick("at", 1, (1 << SELF_RADIX) - 2);
    seL4_CPtr cnode, one, two, link;
    struct sender s[6];

    cnode = furnished(untyped, at - 1, at + 1, &s[0]);
    one = furnished(untyped, at, at + 1, &s[2]);
    two = furnished(untyped, at, at + 1, &s[4]);
    link = copy_of(two);
    move_into(cnode, SELF_RADIX, at, cnode);
    move_into(one, SELF_RADIX, 0, two);
    move_into(link, SELF_RADIX, 0, one);
    test_delete(link);
    record_value("waiting", done(s, 6));
    test_step("revoke their memory");
    test_revoke(untyped);
    record_value("done", done(s, 6));
    record_value("bytes free", bytes_left(untyped));
}

/* Parent and child, neighbours in the list, change their slots. */
TEST(swap_of_neighbours)
{
    seL4_CPtr untyped = test_object(seL4_UntypedObject, 12);
    seL4_CPtr older = make_of(untyped, seL4_UntypedObject, 8);
    seL4_CPtr parent = make_of(untyped, seL4_UntypedObject, 8);
    seL4_CPtr child = make_of(parent, seL4_UntypedObject, 6);
    seL4_CPtr grandchild = make_of(child, seL4_ReplyObject, 0);
    seL4_CPtr leaf = copy_of(grandchild);
    const seL4_CPtr all[] = { untyped, older, parent, child, grandchild, leaf };

    test_step("swap parent and child, then original and copy");
    CHECK_OK(swap(parent, child));
    CHECK_OK(swap(leaf, grandchild));
    record_value("all", FILLED(all));
    test_step("revoke the slot of the copy, then those of the others");
    test_revoke(grandchild);
    record_value("copy revoked", FILLED(all));
    test_revoke(leaf);
    record_value("original revoked", FILLED(all));
    test_revoke(parent);
    record_value("child revoked", FILLED(all));
    test_revoke(child);
    record_value("parent revoked", FILLED(all));
    test_revoke(untyped);
    record_value("untyped revoked", FILLED(all));
}

/* A copy of an untyped takes the memory over: two that give out the same bytes
   would make objects that overlap. Revoke brings it back. */
TEST(untyped_copy_owns_memory)
{
    seL4_CPtr untyped = test_object(seL4_UntypedObject, 12);
    seL4_CPtr copy = copy_of(untyped);
    seL4_CPtr objects[2];

    record_value("bytes of the original", bytes_left(untyped));
    record_value("bytes of the copy", bytes_left(copy));
    objects[0] = make_of(copy, seL4_EndpointObject, 0);
    objects[1] = make_of(copy, seL4_NotificationObject, 0);
    test_step("copy an untyped with children");
    record_value("copied again",
                 seL4_CNode_Copy(TEST_CNODE, test_slot(), DEPTH, TEST_CNODE,
                                 copy, DEPTH, seL4_AllRights));
    test_step("revoke the original");
    test_revoke(untyped);
    record_value("objects", FILLED(objects));
    record_value("copy", is_filled(copy));
    record_value("bytes of the original, again", bytes_left(untyped));
}

/* Each capability of a frame has a mapping of its own and takes it along,
   although others of the frame are left. */
TEST(deleted_frame_is_unmapped)
{
    enum { AT = 0x50000000 };
    seL4_CPtr frame = test_object(seL4_RISCV_4K_Page, 0);
    seL4_CPtr other = test_object(seL4_RISCV_4K_Page, 0);
    seL4_CPtr copy = copy_of(frame);
    const volatile seL4_Word *word = (const volatile seL4_Word *)AT;
    seL4_Error error;

    while ((error = seL4_RISCV_Page_Map(copy, TEST_VSPACE, AT, seL4_ReadWrite,
                                        seL4_RISCV_ExecuteNever)) ==
           seL4_FailedLookup)
        CHECK_OK(seL4_RISCV_PageTable_Map(
            test_object(seL4_RISCV_PageTableObject, 0), TEST_VSPACE, AT,
            seL4_RISCV_Default_VMAttributes));
    CHECK_OK(error);
    test_step("map another frame there");
    record_value("second frame, too early",
                 seL4_RISCV_Page_Map(other, TEST_VSPACE, AT, seL4_ReadWrite,
                                     seL4_RISCV_ExecuteNever));
    test_delete(copy);
    record_value("second frame",
                 seL4_RISCV_Page_Map(other, TEST_VSPACE, AT, seL4_ReadWrite,
                                     seL4_RISCV_ExecuteNever));
    record_value("words", *word);
    record_value("first frame still there", is_filled(frame));
}

/* Delete of a CNode of 2,048 slots stops and goes on, too, and does not empty
   again what it has emptied. */
TEST(delete_preempted_resumes)
{
    enum { RADIX = 11, BITS = 17 };
    seL4_Word us = test_pick("budget", 30, 36);
    seL4_CPtr untyped = test_object(seL4_UntypedObject, BITS);
    seL4_CPtr endpoint = make_of(untyped, seL4_EndpointObject, 0);
    seL4_CPtr cnode = make_of(untyped, seL4_CapTableObject, RADIX);
    struct job job = { .is_delete = true, .cap = cnode };
    struct test_thread *worker;
    struct sender sender;

    for (seL4_Word i = 0; i < 1 << RADIX; i++)
        CHECK_OK(seL4_CNode_Copy(cnode, i, RADIX, TEST_CNODE, endpoint, DEPTH,
                                 seL4_AllRights));
    start_lost_sender(&sender, endpoint);
    test_delete(endpoint);

    test_step("delete the CNode with little time");
    worker = start_job(&job, us);
    record_value("stopped", !worker->done);
    record_value("still in the slot", is_filled(cnode));
    record_value("sender waits", !sender.thread->done);
    finish_job(worker, us);
    record_value("error", job.error);
    record_value("slot", is_filled(cnode));
    record_value("sender is done", sender.thread->done);
    record_value("bytes free", bytes_left(untyped));
}

/* -- random operations against a model on the host ------------------------- */

enum { STEPS = 1000, SLOTS = 24 };

/* The kinds of operation, by how often they come. */
enum { NEW_ENDPOINT, NEW_REPLY, COPY, MINT, MOVE, SWAP, DELETE, REVOKE };
static const uint8_t kinds[16] = {
    NEW_ENDPOINT, NEW_REPLY, COPY, COPY,   COPY,   MINT,   MINT,   MINT,
    MOVE,         SWAP,      SWAP, DELETE, DELETE, DELETE, DELETE, REVOKE,
};

static seL4_Error operate(seL4_Word kind, seL4_CPtr untyped, seL4_CPtr to,
                          seL4_CPtr from, seL4_Word badge)
{
    switch (kind) {
    case NEW_ENDPOINT:
    case NEW_REPLY:
        return seL4_Untyped_Retype(
            untyped, kind == NEW_REPLY ? seL4_ReplyObject : seL4_EndpointObject,
            0, TEST_CNODE, 0, 0, to, 1);
    case COPY:
        return seL4_CNode_Copy(TEST_CNODE, to, DEPTH, TEST_CNODE, from, DEPTH,
                               seL4_AllRights);
    case MINT:
        return seL4_CNode_Mint(TEST_CNODE, to, DEPTH, TEST_CNODE, from, DEPTH,
                               seL4_AllRights, badge);
    case MOVE:
        return move(to, from);
    case SWAP:
        return swap(to, from);
    case DELETE:
        return seL4_CNode_Delete(TEST_CNODE, to, DEPTH);
    default:
        return seL4_CNode_Revoke(TEST_CNODE, to, DEPTH);
    }
}

/* A thousand operations in an order that the nonce decides; after each, its
   error and the slots that are filled go into one number. The host computes it
   with a tree of its own, and looks through the kernel's list at the end. */
TEST(cdt_invariants_after_1000_random_ops)
{
    seL4_CPtr untyped = test_object(seL4_UntypedObject, 15);
    seL4_CPtr first = test_slots(SLOTS);
    seL4_CPtr slots[SLOTS];
    uint64_t random = test_word("random");
    seL4_Word digest = 0, refused = 0;

    for (int i = 0; i < SLOTS; i++)
        slots[i] = first + (seL4_Word)i;
    for (int i = 0; i < STEPS; i++) {
        seL4_Word error;

        random = random * 6364136223846793005 + 1442695040888963407;
        error =
            operate(kinds[random >> 60], untyped, slots[(random >> 32) % SLOTS],
                    slots[(random >> 40) % SLOTS], (random >> 48) % 4);
        refused += error != 0;
        digest = (digest ^ error << 32 ^ FILLED(slots)) * 0x100000001b3;
        if (i == STEPS / 2)
            record_value("half way", digest);
    }
    record_value("refused", refused);
    record_value("at the end", digest);
    test_step("revoke everything");
    test_revoke(untyped);
    record_value("left", FILLED(slots));
    record_value("bytes free", bytes_left(untyped));
}
