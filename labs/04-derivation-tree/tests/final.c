/* SPDX-License-Identifier: MIT */
/*
 * Lab 04, visible tests: the last capability of an object; CNodes and threads,
 * which hold capabilities themselves; and senders that are called back.
 */
#include "tree.h"

enum { CAPS = 4 };

/* An endpoint with four capabilities, at which a sender waits. */
static void make_family(seL4_CPtr caps[CAPS], seL4_CPtr untyped,
                        struct sender *sender)
{
    caps[0] = make_of(untyped, seL4_EndpointObject, 0);
    caps[1] = copy_of(caps[0]);
    caps[2] = badged(caps[0], test_pick("badge", 1, 1000));
    caps[3] = copy_of(caps[2]);
    start_lost_sender(sender, caps[test_pick("sender", 0, CAPS - 1)]);
}

/* An object lives as long as one capability names it, whichever: four are
   deleted in some order, and four others in the reverse one. Bit i says whether
   the sender is done after i + 1 deletions. */
TEST(final_delete_frees_object)
{
    enum { BITS = 10 };
    seL4_CPtr untyped = test_object(seL4_UntypedObject, BITS);
    seL4_CPtr one[CAPS], two[CAPS], order[CAPS] = { 0, 1, 2, 3 };
    seL4_Word number = test_pick("order", 0, 23);
    seL4_Word when_one = 0, when_two = 0;
    struct sender sender[2];

    for (seL4_Word left = CAPS; left > 1; number /= left--) {
        seL4_CPtr at = order[number % left];

        order[number % left] = order[left - 1];
        order[left - 1] = at;
    }
    make_family(one, untyped, &sender[0]);
    make_family(two, untyped, &sender[1]);
    test_step("delete four capabilities in some order");
    for (int i = 0; i < CAPS; i++) {
        test_delete(one[order[i]]);
        when_one |= done(&sender[0], 1) << i;
    }
    record_value("done after the deletions", when_one);
    record_value("sender of the other endpoint", done(&sender[1], 1));
    test_step("delete the others in the reverse order");
    for (int i = 0; i < CAPS; i++) {
        test_delete(two[order[CAPS - 1 - i]]);
        when_two |= done(&sender[1], 1) << i;
    }
    record_value("done after those of the other", when_two);
    record_value("bytes free", bytes_left(untyped));
}

/* An endpoint of `untyped` at which a sender waits, with one capability. */
static seL4_CPtr occupied(seL4_CPtr untyped, struct sender *sender)
{
    seL4_CPtr endpoint = make_of(untyped, seL4_EndpointObject, 0);

    start_lost_sender(sender, endpoint);
    return endpoint;
}

/* With the last capability of a CNode go the capabilities in it, and with the
   last capability of a thread those that it has. A CNode in a CNode loses its
   first slot; the others wait until the memory is revoked. */
TEST(zombie_cnode_delete)
{
    enum { BITS = 14, RADIX = 4, INNER = 3, LAST = (1 << INNER) - 1 };
    seL4_CPtr untyped = test_object(seL4_UntypedObject, BITS);
    seL4_CPtr outer = make_of(untyped, seL4_CapTableObject, RADIX);
    seL4_CPtr inner = make_of(untyped, seL4_CapTableObject, INNER);
    seL4_CPtr tcb = make_of(untyped, seL4_TCBObject, 0);
    seL4_CPtr copy, at_tcb;
    struct sender s[5];

    test_step("endpoints in a CNode, in an inner one, in a thread");
    move_into(outer, RADIX, 0, occupied(untyped, &s[0]));
    move_into(outer, RADIX, (1 << RADIX) - 1, occupied(untyped, &s[1]));
    move_into(inner, INNER, 0, occupied(untyped, &s[2]));
    move_into(inner, INNER, test_pick("slot", 1, LAST),
              occupied(untyped, &s[3]));
    at_tcb = occupied(untyped, &s[4]);
    CHECK_OK(seL4_TCB_SetTimeoutEndpoint(tcb, at_tcb));
    test_delete(at_tcb);
    move_into(outer, RADIX, test_pick("inner", 1, (1 << RADIX) - 2), inner);
    record_value("before", done(s, 5));

    test_step("delete one of two capabilities of the CNode");
    copy = copy_of(outer);
    test_delete(outer);
    record_value("a copy is left", done(s, 5));
    test_step("delete the other one");
    test_delete(copy);
    record_value("none is left", done(s, 5));
    record_value("slot of the CNode", is_filled(copy));
    test_step("delete the thread");
    test_delete(tcb);
    record_value("thread deleted", done(s, 5));
    record_value("memory is in use", bytes_left(untyped) < 1 << BITS);
    test_step("revoke the memory");
    test_revoke(untyped);
    record_value("revoked", done(s, 5));
    record_value("bytes free", bytes_left(untyped));
}

/* The owner of an endpoint calls back all who send with one badge. */
TEST(cancel_badged_sends)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_Word badge = test_pick("badge", 1, 1000);
    const seL4_CPtr badges[] = { badged(endpoint, badge),
                                 badged(endpoint, badge + 1) };
    seL4_CPtr weak = test_copy(badges[1], seL4_CanWrite);
    struct sender s[5];

    for (int i = 0; i < 4; i++)
        start_lost_sender(&s[i], badges[i % 2]);
    start_lost_sender(&s[4], endpoint);

    test_step("without all rights, of no endpoint, of nothing");
    record_value("not all rights",
                 seL4_CNode_CancelBadgedSends(TEST_CNODE, weak, DEPTH));
    record_value("no endpoint",
                 seL4_CNode_CancelBadgedSends(TEST_CNODE, TEST_TCB, DEPTH));
    record_value("empty slot",
                 seL4_CNode_CancelBadgedSends(TEST_CNODE, test_slot(), DEPTH));
    test_step("without badge");
    record_value("no badge",
                 seL4_CNode_CancelBadgedSends(TEST_CNODE, endpoint, DEPTH));
    record_value("done by refusals", done(s, 5));
    test_step("with the second badge");
    record_value("second badge",
                 seL4_CNode_CancelBadgedSends(TEST_CNODE, badges[1], DEPTH));
    record_value("done", done(s, 5));
}
