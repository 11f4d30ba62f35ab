/* SPDX-License-Identifier: MIT */
/*
 * Lab 02, visible test: the addresses that system calls name capabilities by.
 */
#include "space.h"

/* An empty slot is found like any other; what cannot be found is a fault, or
   nothing at all for who does not want to block. */
TEST(null_invocation)
{
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    struct space space = make_space();
    seL4_Word slot = test_pick("slot", 1, 15);
    seL4_Word left_over = test_word("left over") >> 9 << 4 | (slot ^ 1);
    seL4_Word words[6] = { 0 }, badge = 0;

    put_badge(space.upper, UPPER_BITS, slot, ntfn, test_word("badge"));
    test_step("the test enters a space of two levels");
    CHECK_OK(seL4_TCB_SetSpace(TEST_TCB, TEST_FAULTS, space.root, 0,
                               TEST_VSPACE, 0));
    test_step("signal by an address with bits left over");
    seL4_Signal(upper(slot, left_over));
    seL4_Poll(ntfn, &badge);
    record_value("badge", badge);

    test_step("call an empty slot");
    record_value("empty slot", seL4_MessageInfo_get_label(
                                   ask(upper(slot ^ 1, 0), 0, 0, 0, words)));
    record_value("which capability", words[0]);
    test_step("call the capability 0");
    record_value("null", seL4_MessageInfo_get_label(ask(0, 0, 0, 0, words)));

    test_step("send, without blocking, to an address that leads nowhere");
    seL4_NBSend(1ul << test_pick("stray bit", TEST_CNODE_BITS, 62),
                seL4_MessageInfo_new(0, 0, 0, 0));
    record_value("after the stray send", 1);
}
