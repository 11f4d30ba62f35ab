/* SPDX-License-Identifier: MIT */
/*
 * Section 5.3: the methods of CNodes, check by check. Each table goes down the
 * list of checks: a row breaks one rule and as many later ones as it can, so
 * it shows that rule and its place in the order.
 *
 * BAD is an index that does not resolve (its guard is wrong), EMPTY and FULL
 * are slots of the test's CNode.
 */
#include "conformance.h"

#define BAD                (1ul << 40)
#define BAD_LOOKUP(source) FAILED_LOOKUP(source, seL4_GuardMismatch, 64, 0, 54)
#define HOME               CAPS(TEST_CNODE)

static seL4_CPtr copy(seL4_CPtr cap)
{
    return test_copy(cap, seL4_AllRights);
}

/* -- Checks 1 to 3: all methods -------------------------------------------- */

TEST(s5_3_label_comes_first)
{
    WALK({ "17", TEST_CNODE, 17, NO_WORDS, NO_CAPS, ILLEGAL },
         { "26", TEST_CNODE, 26, WORDS(BAD, 65), NO_CAPS, ILLEGAL });
}

TEST(s5_3_two_words_at_least)
{
    static const char *const names[] = {
        "Revoke", "Delete", "CancelBadgedSends", "Copy", "Mint", "Move",
        "Mutate", "Rotate",
    };

    for (seL4_Word label = CNodeRevoke; label <= CNodeRotate; label++) {
        const char *what = names[label - CNodeRevoke];

        WALK({ what, TEST_CNODE, label, NO_WORDS, NO_CAPS, TRUNCATED },
             { what, TEST_CNODE, label, WORDS(BAD), CAPS(TEST_TCB, TEST_TCB),
               TRUNCATED });
    }
}

TEST(s5_3_destination_is_looked_up_next)
{
    for (seL4_Word label = CNodeRevoke; label <= CNodeRotate; label++)
        WALK({ "bad index", TEST_CNODE, label, WORDS(BAD, 64), NO_CAPS,
               BAD_LOOKUP(0) },
             { "bad depth", TEST_CNODE, label, WORDS(BAD, 65), NO_CAPS,
               RANGE(1, 64) },
             { "bad index, the rest there", TEST_CNODE, label,
               WORDS(BAD, 64, BAD, 64, BAD, 64, BAD, 64),
               CAPS(TEST_TCB, TEST_TCB), BAD_LOOKUP(0) });
}

/* -- Check 4: Copy, Mint, Move, Mutate ------------------------------------- */

TEST(s5_3_length_of_copies)
{
    seL4_CPtr full = make_tcb();

    for (seL4_Word label = CNodeCopy; label <= CNodeMutate; label++)
        WALK({ "three words, slot full", TEST_CNODE, label,
               WORDS(full, 64, BAD), HOME, TRUNCATED },
             { "no root, slot full", TEST_CNODE, label,
               WORDS(full, 64, BAD, 65, 0, 0), NO_CAPS, TRUNCATED });
}

TEST(s5_3_destination_must_be_empty)
{
    seL4_CPtr full = make_tcb();

    for (seL4_Word label = CNodeCopy; label <= CNodeMutate; label++)
        WALK({ "source bad too", TEST_CNODE, label, WORDS(full, 64, BAD, 64),
               HOME, DELETE_FIRST },
             { "root bad too", TEST_CNODE, label, WORDS(full, 64, BAD, 65),
               CAPS(TEST_TCB), DELETE_FIRST });
    CHECK_EQ(cap_type(full), CAP_TCB);
}

TEST(s5_3_source_is_looked_up_next)
{
    seL4_CPtr empty = test_slots(2);

    for (seL4_Word label = CNodeCopy; label <= CNodeMutate; label++)
        WALK({ "bad index, words missing", TEST_CNODE, label,
               WORDS(empty, 64, BAD, 64), HOME, BAD_LOOKUP(1) },
             { "bad depth", TEST_CNODE, label, WORDS(empty, 64, BAD, 0), HOME,
               RANGE(1, 64) },
             { "no CNode", TEST_CNODE, label, WORDS(empty, 64, BAD, 0),
               CAPS(TEST_TCB), FAILED_LOOKUP(1, seL4_InvalidRoot) },
             { "empty, words missing", TEST_CNODE, label,
               WORDS(empty, 64, empty + 1, 64), HOME,
               FAILED_LOOKUP(1, seL4_MissingCapability, 64) });
}

/* The depth in the failure is the source's own. */
TEST(s5_3_missing_source_tells_its_depth)
{
    seL4_CPtr cnode = make_cnode(3);
    seL4_CPtr empty = test_slot();

    for (seL4_Word label = CNodeCopy; label <= CNodeMutate; label++)
        WALK({ "depth 3", TEST_CNODE, label, WORDS(empty, 64, 5, 3, 0, 0),
               CAPS(cnode), FAILED_LOOKUP(1, seL4_MissingCapability, 3) });
}

TEST(s5_3_copy)
{
    seL4_CPtr empty = test_slot();
    seL4_CPtr tcb = make_tcb();

    WALK({ "four words", TEST_CNODE, CNodeCopy, WORDS(empty, 64, tcb, 64), HOME,
           TRUNCATED },
         { "four words, not copyable", TEST_CNODE, CNodeCopy,
           WORDS(empty, 64, TEST_UNTYPED, 64), HOME, TRUNCATED },
         { "error of the derivation", TEST_CNODE, CNodeCopy,
           WORDS(empty, 64, TEST_UNTYPED, 64, 15), HOME, REVOKE_FIRST },
         { "null result", TEST_CNODE, CNodeCopy,
           WORDS(empty, 64, TEST_IRQ_CONTROL, 64, 15), HOME, ILLEGAL },
         { "fine", TEST_CNODE, CNodeCopy, WORDS(empty, 64, tcb, 64, 15), HOME,
           SUCCEEDS });
    CHECK_EQ(cap_type(empty), CAP_TCB);
    CHECK_EQ(cap_type(tcb), CAP_TCB);
}

TEST(s5_3_mint)
{
    seL4_CPtr empty = test_slot();
    seL4_CPtr tcb = make_tcb();
    seL4_CPtr badged = test_mint(make_endpoint(), seL4_AllRights, 1);

    WALK({ "five words", TEST_CNODE, CNodeMint, WORDS(empty, 64, tcb, 64, 15),
           HOME, TRUNCATED },
         { "five words, badged source", TEST_CNODE, CNodeMint,
           WORDS(empty, 64, badged, 64, 15), HOME, TRUNCATED },
         { "null by its data", TEST_CNODE, CNodeMint,
           WORDS(empty, 64, badged, 64, 15, 2), HOME, ILLEGAL },
         { "error of the derivation", TEST_CNODE, CNodeMint,
           WORDS(empty, 64, TEST_UNTYPED, 64, 15, 0), HOME, REVOKE_FIRST },
         { "null result", TEST_CNODE, CNodeMint,
           WORDS(empty, 64, TEST_IRQ_CONTROL, 64, 15, 0), HOME, ILLEGAL },
         { "fine", TEST_CNODE, CNodeMint, WORDS(empty, 64, tcb, 64, 15, 0),
           HOME, SUCCEEDS });
    CHECK_EQ(cap_type(empty), CAP_TCB);
}

TEST(s5_3_move)
{
    seL4_CPtr empty = test_slots(3);
    seL4_CPtr untyped = make_untyped(12);
    seL4_CPtr table = make_page_table();

    CHECK_OK(seL4_Untyped_Retype(untyped, seL4_EndpointObject, 0, TEST_CNODE, 0,
                                 0, empty + 2, 1));
    WALK({ "untyped with children", TEST_CNODE, CNodeMove,
           WORDS(empty, 64, untyped, 64), HOME, SUCCEEDS },
         { "page table, not mapped", TEST_CNODE, CNodeMove,
           WORDS(empty + 1, 64, table, 64), HOME, SUCCEEDS },
         { "onto itself", TEST_CNODE, CNodeMove, WORDS(empty, 64, empty, 64),
           HOME, DELETE_FIRST });
    CHECK_EQ(cap_type(untyped), CAP_NULL);
    CHECK_EQ(cap_type(empty), CAP_UNTYPED);
    CHECK_EQ(cap_type(empty + 1), CAP_PAGE_TABLE);
}

TEST(s5_3_mutate)
{
    seL4_CPtr empty = test_slots(2);
    seL4_CPtr cnode = make_cnode(4);
    seL4_CPtr endpoint = make_endpoint();

    WALK({ "four words", TEST_CNODE, CNodeMutate, WORDS(empty, 64, cnode, 64),
           HOME, TRUNCATED },
         { "four words, endpoint", TEST_CNODE, CNodeMutate,
           WORDS(empty, 64, endpoint, 64), HOME, TRUNCATED },
         { "endpoint", TEST_CNODE, CNodeMutate,
           WORDS(empty, 64, endpoint, 64, 0), HOME, ILLEGAL },
         { "guard too long", TEST_CNODE, CNodeMutate,
           WORDS(empty, 64, cnode, 64, guard_word(0, 61)), HOME, ILLEGAL },
         { "fine", TEST_CNODE, CNodeMutate, WORDS(empty, 64, cnode, 64, 0),
           HOME, SUCCEEDS });
    CHECK_EQ(cap_type(cnode), CAP_NULL);
    CHECK_EQ(cap_type(empty), CAP_CNODE);
}

TEST(s5_3_between_two_cnodes)
{
    seL4_CPtr one = make_cnode(3);
    seL4_CPtr two = make_cnode(4);
    seL4_CPtr back = test_slot();

    put_into(one, 3, 2, make_tcb());
    WALK({ "Copy", two, CNodeCopy, WORDS(9, 4, 2, 3, 15), CAPS(one), SUCCEEDS },
         { "Move", two, CNodeMove, WORDS(10, 4, 2, 3), CAPS(one), SUCCEEDS },
         { "source is empty now", two, CNodeMove, WORDS(11, 4, 2, 3), CAPS(one),
           FAILED_LOOKUP(1, seL4_MissingCapability, 3) },
         { "back", TEST_CNODE, CNodeMove, WORDS(back, 64, 9, 4), CAPS(two),
           SUCCEEDS });
    CHECK_EQ(cap_type(back), CAP_TCB);
}

/* -- Check 5: Revoke, Delete ----------------------------------------------- */

TEST(s5_3_revoke_and_delete_of_empty_slots)
{
    seL4_CPtr empty = test_slot();

    WALK({ "Revoke", TEST_CNODE, CNodeRevoke, WORDS(empty, 64), NO_CAPS,
           SUCCEEDS },
         { "Delete", TEST_CNODE, CNodeDelete, WORDS(empty, 64), NO_CAPS,
           SUCCEEDS },
         { "with more than they need", TEST_CNODE, CNodeDelete,
           WORDS(empty, 64, 1, 2, 3, 4, 5), CAPS(0, 0, 0), SUCCEEDS });
}

TEST(s5_3_revoke_keeps_the_cap)
{
    seL4_CPtr tcb = make_tcb();
    seL4_CPtr child = copy(tcb);

    WALK({ "Revoke", TEST_CNODE, CNodeRevoke, WORDS(tcb, 64), NO_CAPS,
           SUCCEEDS });
    CHECK_EQ(cap_type(tcb), CAP_TCB);
    CHECK_EQ(cap_type(child), CAP_NULL);
}

TEST(s5_3_delete_keeps_children)
{
    seL4_CPtr tcb = make_tcb();
    seL4_CPtr child = copy(tcb);

    WALK({ "Delete", TEST_CNODE, CNodeDelete, WORDS(tcb, 64), NO_CAPS,
           SUCCEEDS });
    CHECK_EQ(cap_type(tcb), CAP_NULL);
    CHECK_EQ(cap_type(child), CAP_TCB);
}

TEST(s5_3_revoke_of_many)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr cnode = make_cnode(10);
    seL4_CPtr back = test_slot();

    for (seL4_Word i = 0; i < 1024; i++)
        put_into(cnode, 10, i, endpoint);
    WALK({ "more than a thousand children", TEST_CNODE, CNodeRevoke,
           WORDS(endpoint, 64), NO_CAPS, SUCCEEDS },
         { "first slot", TEST_CNODE, CNodeMove, WORDS(back, 64, 0, 10),
           CAPS(cnode), FAILED_LOOKUP(1, seL4_MissingCapability, 10) },
         { "last slot", TEST_CNODE, CNodeMove, WORDS(back, 64, 1023, 10),
           CAPS(cnode), FAILED_LOOKUP(1, seL4_MissingCapability, 10) });
    CHECK_EQ(cap_type(endpoint), CAP_ENDPOINT);
}

/* A thread revokes the original capability of its own CSpace. The Revoke itself
   succeeds; the next call of the thread finds no CSpace. */
TEST(s5_3_revoke_of_own_cspace)
{
    struct fault_handler handler = make_fault_handler();
    seL4_CPtr space = make_cnode(4);
    struct trap trap = trap_of(seL4_SysCall, 1ul << 60 | TEST_CNODE,
                               INFO(CNodeRevoke, 0, 2), 0);
    struct test_thread *thread = test_faulting_thread(
        "revoker", 50, (void (*)(void *))trap_now, &trap, &handler);
    struct fault fault;

    trap.registers.x[X_A2] = space;
    trap.registers.x[X_A3] = 64;
    CHECK_OK(seL4_CNode_Mint(space, 1, 4, TEST_CNODE, TEST_CNODE, 64,
                             seL4_AllRights,
                             guard_word(0, 60 - TEST_CNODE_BITS)));
    CHECK_OK(seL4_TCB_SetSpace(thread->tcb, handler.sender, space, 0,
                               TEST_VSPACE, 0));
    test_start(thread);
    fault = take_fault(&handler);
    CHECK(trap.returned);
    CHECK_EQ(trap.registers.x[X_A1], 0);
    CHECK_EQ(fault.label, seL4_Fault_CapFault);
    CHECK_EQ(fault.word[3], seL4_InvalidRoot);
}

/* -- Check 6: CancelBadgedSends -------------------------------------------- */

TEST(s5_3_cancel_wants_an_endpoint)
{
    seL4_CPtr endpoint = make_endpoint();

    WALK({ "empty slot", TEST_CNODE, CNodeCancelBadgedSends,
           WORDS(test_slot(), 64), NO_CAPS, ILLEGAL },
         { "notification", TEST_CNODE, CNodeCancelBadgedSends,
           WORDS(make_notification(), 64), NO_CAPS, ILLEGAL },
         { "TCB", TEST_CNODE, CNodeCancelBadgedSends, WORDS(TEST_TCB, 64),
           NO_CAPS, ILLEGAL },
         { "without Read", TEST_CNODE, CNodeCancelBadgedSends,
           WORDS(test_copy(endpoint, seL4_NoRead), 64), NO_CAPS, ILLEGAL },
         { "without GrantReply", TEST_CNODE, CNodeCancelBadgedSends,
           WORDS(test_copy(endpoint, (seL4_CapRights_t){ { 7 } }), 64), NO_CAPS,
           ILLEGAL },
         { "all rights", TEST_CNODE, CNodeCancelBadgedSends,
           WORDS(endpoint, 64), NO_CAPS, SUCCEEDS });
}

TEST(s5_3_cancel_of_badge_0_does_nothing)
{
    seL4_CPtr endpoint = make_endpoint();
    struct trap sends = trap_of(seL4_SysSend, endpoint, 0, 0);

    spawn_trap("sender", 50, &sends);
    test_let_run();
    CHECK_OK(seL4_CNode_CancelBadgedSends(TEST_CNODE, endpoint, 64));
    CHECK_OK(seL4_CNode_Delete(TEST_CNODE, test_slot(), 64));
    test_let_run();
    CHECK(!sends.returned);
}

TEST(s5_3_cancel_restarts_senders_of_the_badge)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr badged[2] = { test_mint(endpoint, seL4_AllRights, 7),
                            test_mint(endpoint, seL4_AllRights, 8) };
    struct trap sends[3];
    struct trap calls = trap_of(seL4_SysCall, badged[0], 0, 0);
    seL4_CPtr mine = copy(badged[0]);

    for (int i = 0; i < 3; i++) {
        sends[i] = trap_of(seL4_SysSend, i < 2 ? badged[i] : endpoint, 0, 0);
        spawn_trap("sender", 50, &sends[i]);
    }
    spawn_trap("caller", 50, &calls);
    test_let_run();
    test_delete(badged[0]);
    CHECK_OK(seL4_CNode_CancelBadgedSends(TEST_CNODE, mine, 64));
    test_let_run();
    CHECK(sends[0].returned); /* repeated, on an empty slot */
    CHECK(calls.returned);
    CHECK_EQ(calls.registers.x[X_A1], INFO(seL4_InvalidCapability, 0, 1));
    CHECK(!sends[1].returned);
    CHECK(!sends[2].returned);
}

TEST(s5_3_cancel_spares_receivers)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr badged = test_mint(endpoint, seL4_AllRights, 7);
    struct trap receives = trap_of(seL4_SysRecv, endpoint, 0, make_reply());

    spawn_trap("receiver", 120, &receives);
    CHECK_OK(seL4_CNode_CancelBadgedSends(TEST_CNODE, badged, 64));
    seL4_NBSend(endpoint, seL4_MessageInfo_new(4, 0, 0, 0));
    CHECK(receives.returned);
    CHECK_EQ(receives.registers.x[X_A1], INFO(4, 0, 0));
}

TEST(s5_3_cancel_makes_faulters_inactive)
{
    struct fault_handler handler = make_fault_handler();
    struct trap trap = trap_of(12345, 0, 0, 0);
    struct test_thread *thread =
        spawn_faulting_trap("faulter", 120, &trap, &handler);

    CHECK_OK(seL4_CNode_CancelBadgedSends(TEST_CNODE, handler.sender, 64));
    CHECK_EQ(take_fault(&handler).label, seL4_Fault_NullFault);
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    CHECK_EQ(take_fault(&handler).label, seL4_Fault_UnknownSyscall);
}

/* -- Check 7: Rotate ------------------------------------------------------- */

#define ROTATE(what, d, dd, p, pd, s, sd, ...)                           \
    {                                                                    \
        what, TEST_CNODE, CNodeRotate, WORDS(d, dd, 0, p, pd, 0, s, sd), \
            CAPS(TEST_CNODE, TEST_CNODE), __VA_ARGS__                    \
    }

TEST(s5_3_rotate_length)
{
    WALK({ "seven words", TEST_CNODE, CNodeRotate,
           WORDS(TEST_TCB, 64, 0, BAD, 64, 0, BAD), CAPS(TEST_TCB, TEST_TCB),
           TRUNCATED },
         { "one root", TEST_CNODE, CNodeRotate,
           WORDS(TEST_TCB, 64, 0, BAD, 64, 0, BAD, 64), CAPS(TEST_TCB),
           TRUNCATED },
         { "no root", TEST_CNODE, CNodeRotate,
           WORDS(TEST_TCB, 64, 0, BAD, 64, 0, BAD, 64), NO_CAPS, TRUNCATED });
}

TEST(s5_3_rotate_source_before_pivot)
{
    WALK({ "source's root before pivot's", TEST_CNODE, CNodeRotate,
           WORDS(TEST_TCB, 64, 0, BAD, 64, 0, BAD, 64),
           CAPS(TEST_CNODE, TEST_TCB), FAILED_LOOKUP(1, seL4_InvalidRoot) },
         { "pivot's root", TEST_CNODE, CNodeRotate,
           WORDS(TEST_TCB, 64, 0, BAD, 64, 0, TEST_TCB, 64),
           CAPS(TEST_TCB, TEST_CNODE), FAILED_LOOKUP(1, seL4_InvalidRoot) },
         ROTATE("source's depth", TEST_TCB, 64, BAD, 64, BAD, 65, RANGE(1, 64)),
         ROTATE("source", TEST_TCB, 64, BAD, 65, BAD, 64, BAD_LOOKUP(1)),
         ROTATE("pivot", TEST_TCB, 64, BAD, 64, TEST_TCB, 64, BAD_LOOKUP(1)));
}

TEST(s5_3_rotate_slots_that_coincide)
{
    seL4_CPtr full = make_tcb();
    seL4_CPtr empty = test_slots(2);

    WALK(ROTATE("pivot = source, dest full", full, 64, empty, 64, empty, 64,
                ILLEGAL),
         ROTATE("pivot = dest, full", full, 64, full, 64, empty, 64, ILLEGAL),
         ROTATE("all three", full, 64, full, 64, full, 64, ILLEGAL));
}

TEST(s5_3_rotate_occupied_and_empty)
{
    seL4_CPtr full = make_tcb();
    seL4_CPtr cnode = make_cnode(2);
    seL4_CPtr empty = test_slots(3);

    WALK(ROTATE("dest occupied, source and pivot empty", full, 64, empty, 64,
                empty + 1, 64, DELETE_FIRST),
         ROTATE("source empty, pivot empty", empty, 64, empty + 1, 64,
                empty + 2, 64, FAILED_LOOKUP(1, seL4_MissingCapability, 64)),
         ROTATE("source = dest, empty", empty, 64, cnode, 64, empty, 64,
                FAILED_LOOKUP(1, seL4_MissingCapability, 64)),
         ROTATE("pivot empty", empty, 64, empty + 1, 64, full, 64,
                FAILED_LOOKUP(0, seL4_MissingCapability, 64)));
}

TEST(s5_3_rotate_missing_tells_the_depth)
{
    seL4_CPtr cnode = make_cnode(3);
    seL4_CPtr empty = test_slot();

    WALK({ "source", TEST_CNODE, CNodeRotate,
           WORDS(empty, 64, 0, TEST_TCB, 64, 0, 1, 3), CAPS(TEST_CNODE, cnode),
           FAILED_LOOKUP(1, seL4_MissingCapability, 3) },
         { "pivot", TEST_CNODE, CNodeRotate,
           WORDS(empty, 64, 0, 1, 3, 0, TEST_TCB, 64), CAPS(cnode, TEST_CNODE),
           FAILED_LOOKUP(0, seL4_MissingCapability, 3) });
}

TEST(s5_3_rotate_data)
{
    seL4_CPtr cnode = make_cnode(4);
    seL4_CPtr tcb = make_tcb();
    seL4_CPtr empty = test_slot();
    seL4_Word too_long = guard_word(0, 61);

    WALK({ "source gets pivot data", TEST_CNODE, CNodeRotate,
           WORDS(empty, 64, 0, tcb, 64, too_long, cnode, 64),
           CAPS(TEST_CNODE, TEST_CNODE), ILLEGAL },
         { "pivot gets dest data", TEST_CNODE, CNodeRotate,
           WORDS(empty, 64, too_long, cnode, 64, 0, tcb, 64),
           CAPS(TEST_CNODE, TEST_CNODE), ILLEGAL },
         { "others ignore theirs", TEST_CNODE, CNodeRotate,
           WORDS(empty, 64, too_long, tcb, 64, 0, cnode, 64),
           CAPS(TEST_CNODE, TEST_CNODE), SUCCEEDS });
    CHECK_EQ(cap_type(empty), CAP_TCB);
    CHECK_EQ(cap_type(tcb), CAP_CNODE);
    CHECK_EQ(cap_type(cnode), CAP_NULL);
}

TEST(s5_3_rotate_moves_both)
{
    seL4_CPtr source = make_tcb();
    seL4_CPtr pivot = make_sched_context();
    seL4_CPtr dest = test_slot();

    WALK(ROTATE("three slots", dest, 64, pivot, 64, source, 64, SUCCEEDS));
    CHECK_EQ(cap_type(dest), CAP_SCHED_CONTEXT);
    CHECK_EQ(cap_type(pivot), CAP_TCB);
    CHECK_EQ(cap_type(source), CAP_NULL);
}

TEST(s5_3_rotate_swaps)
{
    seL4_CPtr source = make_tcb();
    seL4_CPtr pivot = make_sched_context();

    WALK(ROTATE("source = dest", source, 64, pivot, 64, source, 64, SUCCEEDS));
    CHECK_EQ(cap_type(source), CAP_SCHED_CONTEXT);
    CHECK_EQ(cap_type(pivot), CAP_TCB);
}

TEST(s5_3_rotate_between_cnodes)
{
    seL4_CPtr one = make_cnode(2);
    seL4_CPtr two = make_cnode(3);
    seL4_CPtr dest = test_slots(2);

    put_into(one, 2, 1, make_tcb());
    put_into(two, 3, 6, make_sched_context());
    WALK({ "pivot in one, source in the other", TEST_CNODE, CNodeRotate,
           WORDS(dest, 64, 0, 1, 2, 0, 6, 3), CAPS(one, two), SUCCEEDS },
         { "source is where the pivot was", TEST_CNODE, CNodeMove,
           WORDS(dest + 1, 64, 1, 2), CAPS(one), SUCCEEDS },
         { "its slot is empty", TEST_CNODE, CNodeDelete, WORDS(dest, 64),
           NO_CAPS, SUCCEEDS });
    CHECK_EQ(cap_type(dest + 1), CAP_SCHED_CONTEXT);
}

/* -- Preemption ------------------------------------------------------------ */

struct deletion {
    seL4_CPtr slot;
    volatile seL4_Error error;
};

static void revoke_it(void *argument)
{
    struct deletion *deletion = argument;

    deletion->error = seL4_CNode_Revoke(TEST_CNODE, deletion->slot, 64);
}

/* A Revoke that runs out of budget lets others run between, and ends in
   success when its thread gets time again. */
TEST(s5_3_revoke_is_preempted_and_finishes)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr cnode = make_cnode(11);
    struct deletion deletion = { endpoint, (seL4_Error)-1 };
    struct test_thread *thread =
        test_thread("revoker", 50, revoke_it, &deletion);
    seL4_CPtr slot = test_slot();

    for (seL4_Word i = 0; i < 2048; i++)
        put_into(cnode, 11, i, endpoint);
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, thread->sc, 40,
                                         1000000, 0, 0));
    test_start(thread);
    test_let_run();
    CHECK(!thread->done);
    /* Newest first: the oldest copy is still there. */
    CHECK_OK(
        seL4_CNode_Copy(TEST_CNODE, slot, 64, cnode, 0, 11, seL4_AllRights));
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, thread->sc, 50000,
                                         50000, 0, 0));
    test_join(thread);
    CHECK_EQ(deletion.error, seL4_NoError);
    CHECK_EQ(cap_type(slot), CAP_NULL);
    WALK({ "oldest", TEST_CNODE, CNodeMove, WORDS(slot, 64, 0, 11), CAPS(cnode),
           FAILED_LOOKUP(1, seL4_MissingCapability, 11) });
}

/* The same with the CSpace of the revoking thread among what is deleted: made
   again, the call cannot find its CNode, and faults. */
TEST(s5_3_preempted_revoke_of_own_cspace)
{
    struct fault_handler handler = make_fault_handler();
    seL4_CPtr untyped = make_untyped(18);
    seL4_CPtr space = test_slot();
    struct trap trap =
        trap_of(seL4_SysCall, TEST_CNODE, INFO(CNodeRevoke, 0, 2), 0);
    struct test_thread *thread = test_faulting_thread(
        "revoker", 50, (void (*)(void *))trap_now, &trap, &handler);
    struct fault fault;

    trap.registers.x[X_A2] = untyped;
    trap.registers.x[X_A3] = 64;
    CHECK_OK(seL4_Untyped_Retype(untyped, seL4_CapTableObject, 13, TEST_CNODE,
                                 0, 0, space, 1));
    CHECK_OK(seL4_CNode_Mint(space, 0, 13, TEST_CNODE, TEST_CNODE, 64,
                             seL4_AllRights,
                             guard_word(0, 51 - TEST_CNODE_BITS)));
    CHECK_OK(seL4_TCB_SetSpace(thread->tcb, handler.sender, space, 0,
                               TEST_VSPACE, 0));
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, thread->sc, 60,
                                         1000000, 0, 0));
    test_start(thread);
    test_let_run();
    CHECK(!trap.returned);
    CHECK_EQ(cap_type(space), CAP_NULL); /* begun, not finished */
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, thread->sc, 50000,
                                         50000, 0, 0));
    fault = take_fault(&handler);
    CHECK(!trap.returned);
    CHECK_EQ(fault.label, seL4_Fault_CapFault);
    CHECK_EQ(fault.word[1], TEST_CNODE);
    CHECK_EQ(fault.word[2], 0);
    CHECK_EQ(fault.word[3], seL4_InvalidRoot);
    test_revoke(untyped);
}
