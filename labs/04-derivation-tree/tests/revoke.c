/* SPDX-License-Identifier: MIT */
/*
 * Lab 04, visible tests: what Revoke takes, and what it leaves.
 */
#include "tree.h"

/* Untypeds in untypeds, ten deep, each with an endpoint and two capabilities
   derived from that: Revoke takes what lies below, at any distance. */
TEST(revoke_depth_10)
{
    enum { LEVELS = 10, BITS = 17 };
    seL4_CPtr memory[LEVELS], endpoint[LEVELS], badge[LEVELS], leaf[LEVELS];
    seL4_Word level = test_pick("level", 2, LEVELS - 3);

    memory[0] = test_object(seL4_UntypedObject, BITS);
    for (int i = 0; i < LEVELS; i++) {
        endpoint[i] = make_of(memory[i], seL4_EndpointObject, 0);
        badge[i] = badged(endpoint[i], (seL4_Word)i + 1);
        leaf[i] = copy_of(badge[i]);
        if (i + 1 < LEVELS)
            memory[i + 1] =
                make_of(memory[i], seL4_UntypedObject, BITS - 1 - i);
    }
    test_step("revoke one of the inner untypeds");
    test_revoke(memory[level]);
    record_value("untypeds", FILLED(memory));
    record_value("endpoints", FILLED(endpoint));
    record_value("badges", FILLED(badge));
    record_value("leaves", FILLED(leaf));
    record_value("bytes free", bytes_left(memory[level]));
    test_step("revoke the outermost");
    test_revoke(memory[0]);
    record_value("all of them", FILLED(memory) | FILLED(endpoint) |
                                    FILLED(badge) | FILLED(leaf));
    record_value("all bytes free", bytes_left(memory[0]));
}

/* The capability that is revoked stays, and can be used as before. */
TEST(revoke_not_self)
{
    seL4_CPtr untyped = test_object(seL4_UntypedObject, 10);
    seL4_CPtr ntfn = make_of(untyped, seL4_NotificationObject, 0);
    seL4_CPtr other = make_of(untyped, seL4_NotificationObject, 0);
    seL4_CPtr child = copy_of(ntfn), again;
    seL4_Word word = 0;

    test_step("revoke an original, twice");
    test_revoke(ntfn);
    test_revoke(ntfn);
    record_value("child", is_filled(child));
    record_value("original", is_filled(ntfn));
    record_value("neighbour", is_filled(other));
    test_step("signal through a new child");
    again = badged(ntfn, test_word("badge"));
    seL4_Signal(again);
    seL4_Poll(ntfn, &word);
    record_value("word", word);

    test_step("revoke what has no children");
    test_revoke(again);
    record_value("leaf", is_filled(again));
    test_revoke(test_slot());
    test_step("revoke the untyped");
    test_revoke(untyped);
    record_value("untyped", is_filled(untyped));
    record_value("bytes free", bytes_left(untyped));
}

/* A badged capability is parent of copies with its badge, of nothing else. */
TEST(badge_revokes_only_badged)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_CPtr plain = copy_of(endpoint);
    seL4_Word badge = test_pick("badge", 2, 1000);
    seL4_CPtr first = badged(endpoint, badge - 1);
    seL4_CPtr second = badged(endpoint, badge);
    seL4_CPtr third = badged(plain, badge + 1);
    const seL4_CPtr copies[] = { copy_of(first), copy_of(second),
                                 copy_of(third), copy_of(endpoint) };
    const seL4_CPtr sources[] = { first, second, third, plain, endpoint };

    test_step("revoke a copy without badge");
    test_revoke(plain);
    record_value("copies, all", FILLED(copies));
    test_step("revoke the second badge");
    test_revoke(second);
    record_value("copies, second", FILLED(copies));
    test_step("revoke the third badge");
    test_revoke(third);
    record_value("copies, third", FILLED(copies));
    test_step("revoke the first badge");
    test_revoke(first);
    record_value("copies, first", FILLED(copies));
    record_value("sources", FILLED(sources));
    test_step("revoke the original");
    test_revoke(endpoint);
    record_value("copies, original", FILLED(copies));
    record_value("sources, original", FILLED(sources));
}
