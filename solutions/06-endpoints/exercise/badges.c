/* SPDX-License-Identifier: MIT */
/*
 * Lab 06, exercise: the reference test of CNode_CancelBadgedSends.
 *
 * All senders use copies of two badged capabilities, and the copies are deleted
 * while they wait. So who leaves the queue finds an empty slot and goes on: to
 * be cancelled is to be done. The badges alternate, and the first in the queue
 * has the other badge.
 */
#include "threads.h"

TEST(senders_of_one_badge)
{
    enum { SENDERS = 4 };
    static const char *const names[] = { "a", "b", "c", "d" };
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_Word badge = test_pick("badge", 1, 1000);
    const seL4_CPtr badged[] = {
        test_mint(endpoint, seL4_AllRights, badge + 1),
        test_mint(endpoint, seL4_AllRights, badge),
    };
    struct sender s[SENDERS];
    struct receiver here;

    for (int i = 0; i < SENDERS; i++) {
        seL4_CPtr copy = test_copy(badged[i % 2], seL4_AllRights);

        start_sender(&s[i], names[i], copy, false, ABOVE);
        test_delete(copy);
    }
    test_step("cancel the sends of one badge");
    CHECK_OK(
        seL4_CNode_CancelBadgedSends(TEST_CNODE, badged[1], seL4_WordBits));
    CHECK_MSG(s[1].thread->done, "the first sender of the badge still waits");
    CHECK_MSG(s[3].thread->done, "the second sender of the badge still waits");
    CHECK_MSG(!s[0].thread->done && !s[2].thread->done,
              "a sender of another badge was cancelled");

    test_step("receive those that are left");
    make_receiver(&here, endpoint);
    for (int i = 0; i < SENDERS; i += 2) {
        take_mail(&here);
        CHECK_EQ(here.mail.badge, badge + 1);
        CHECK(s[i].thread->done);
    }
}
