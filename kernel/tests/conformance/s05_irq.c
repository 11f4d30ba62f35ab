/* SPDX-License-Identifier: MIT */
/*
 * Section 5.5: the methods of IRQ control and of IRQ handlers. How interrupts
 * arrive is section 8.3.
 *
 * Whether a handler holds a notification is seen without a device: as long as
 * it does, the notification's memory cannot be used again (struct lone).
 */
#include "probe.h"

enum { DEPTH = 64, FREE_IRQ = 30, LAST_IRQ = 95, KERNEL_TIMER = 96 };
enum { TRIGGER = RISCVIRQIssueIRQHandlerTrigger };

/* -- Get, GetTrigger ------------------------------------------------------- */

TEST(s5_5_labels)
{
    seL4_CPtr handler = test_irq_handler(FREE_IRQ);

    WALK(
        { "control, Ack", TEST_IRQ_CONTROL, IRQAckIRQ, NO_WORDS, NO_CAPS,
          ILLEGAL },
        { "control, SetNotification", TEST_IRQ_CONTROL, IRQSetIRQHandler,
          NO_WORDS, NO_CAPS, ILLEGAL },
        { "control, 0", TEST_IRQ_CONTROL, 0, NO_WORDS, NO_CAPS, ILLEGAL },
        { "handler, Get", handler, IRQIssueIRQHandler, NO_WORDS, NO_CAPS,
          ILLEGAL },
        { "handler, GetTrigger", handler, TRIGGER, NO_WORDS, NO_CAPS, ILLEGAL },
        { "handler, 0", handler, 0, NO_WORDS, NO_CAPS, ILLEGAL });
}

TEST(s5_5_get_truncated)
{
    WALK({ "two words", TEST_IRQ_CONTROL, IRQIssueIRQHandler, WORDS(0, 65),
           CAPS(TEST_CNODE), TRUNCATED },
         { "no capability", TEST_IRQ_CONTROL, IRQIssueIRQHandler,
           WORDS(0, 0, 65), NO_CAPS, TRUNCATED },
         { "trigger, three words", TEST_IRQ_CONTROL, TRIGGER, WORDS(0, 0, 65),
           CAPS(TEST_CNODE), TRUNCATED },
         { "trigger, no capability", TEST_IRQ_CONTROL, TRIGGER,
           WORDS(0, 0, 0, 65), NO_CAPS, TRUNCATED });
}

TEST(s5_5_get_range)
{
    static const seL4_Word rows[] = { 0,   97, 128, 4096 + 10, 1ul << 32 | 10,
                                      -1ul };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        WALK({ "Get", TEST_IRQ_CONTROL, IRQIssueIRQHandler,
               WORDS(rows[i], 0, 65), CAPS(0), RANGE(1, 96) },
             { "GetTrigger", TEST_IRQ_CONTROL, TRIGGER,
               WORDS(rows[i], 0, 0, 65), CAPS(0), RANGE(1, 96) });
}

/* The timer's number is in the range, but always in use. */
TEST(s5_5_get_timer)
{
    WALK({ "Get", TEST_IRQ_CONTROL, IRQIssueIRQHandler,
           WORDS(KERNEL_TIMER, 0, 65), CAPS(0), REVOKE_FIRST },
         { "GetTrigger", TEST_IRQ_CONTROL, TRIGGER,
           WORDS(KERNEL_TIMER, 0, 0, 65), CAPS(0), REVOKE_FIRST });
}

TEST(s5_5_get_once)
{
    seL4_CPtr handler = test_irq_handler(FREE_IRQ);

    WALK({ "active, no CNode", TEST_IRQ_CONTROL, IRQIssueIRQHandler,
           WORDS(FREE_IRQ, 0, 65), CAPS(0), REVOKE_FIRST },
         { "by trigger", TEST_IRQ_CONTROL, TRIGGER, WORDS(FREE_IRQ, 1, 0, 65),
           CAPS(0), REVOKE_FIRST },
         { "delete it", TEST_CNODE, CNodeDelete, WORDS(handler, DEPTH), NO_CAPS,
           SUCCEEDS },
         { "again", TEST_IRQ_CONTROL, IRQIssueIRQHandler,
           WORDS(FREE_IRQ, handler, DEPTH), CAPS(TEST_CNODE), SUCCEEDS });
}

TEST(s5_5_get_slot)
{
    WALK({ "no CNode", TEST_IRQ_CONTROL, IRQIssueIRQHandler,
           WORDS(FREE_IRQ, TEST_TCB, 65), CAPS(TEST_TCB),
           FAILED_LOOKUP(0, seL4_InvalidRoot) },
         { "depth 0", TEST_IRQ_CONTROL, IRQIssueIRQHandler,
           WORDS(FREE_IRQ, TEST_TCB, 0), CAPS(TEST_CNODE), RANGE(1, 64) },
         { "depth 63", TEST_IRQ_CONTROL, IRQIssueIRQHandler,
           WORDS(FREE_IRQ, TEST_TCB, 63), CAPS(TEST_CNODE),
           FAILED_LOOKUP(0, seL4_DepthMismatch, 63, 64) },
         { "occupied", TEST_IRQ_CONTROL, IRQIssueIRQHandler,
           WORDS(FREE_IRQ, TEST_TCB, DEPTH), CAPS(TEST_CNODE), DELETE_FIRST },
         { "trigger, occupied", TEST_IRQ_CONTROL, TRIGGER,
           WORDS(FREE_IRQ, 0, TEST_TCB, DEPTH), CAPS(TEST_CNODE),
           DELETE_FIRST },
         { "trigger, depth 65", TEST_IRQ_CONTROL, TRIGGER,
           WORDS(FREE_IRQ, 0, TEST_TCB, 65), CAPS(TEST_CNODE), RANGE(1, 64) });
}

TEST(s5_5_get_first_and_last)
{
    seL4_CPtr slots = test_slots(3);

    WALK({ "1", TEST_IRQ_CONTROL, IRQIssueIRQHandler, WORDS(1, slots, DEPTH),
           CAPS(TEST_CNODE), SUCCEEDS },
         { "95", TEST_IRQ_CONTROL, IRQIssueIRQHandler,
           WORDS(LAST_IRQ, slots + 1, DEPTH), CAPS(TEST_CNODE), SUCCEEDS },
         { "any trigger", TEST_IRQ_CONTROL, TRIGGER,
           WORDS(FREE_IRQ, -1ul, slots + 2, DEPTH), CAPS(TEST_CNODE),
           SUCCEEDS });
    for (int i = 0; i < 3; i++)
        CHECK_EQ(cap_type(slots + i), CAP_IRQ_HANDLER);
}

/* A handler is a child of the control capability. */
TEST(s5_5_handlers_are_children)
{
    seL4_CPtr handler = test_irq_handler(FREE_IRQ);
    seL4_CPtr copy = test_copy(handler, seL4_AllRights);

    test_revoke(TEST_IRQ_CONTROL);
    CHECK_EQ(cap_type(handler), CAP_NULL);
    CHECK_EQ(cap_type(copy), CAP_NULL);
    test_irq_handler(FREE_IRQ);
}

/* As long as any capability of the handler is left, the IRQ is active. */
TEST(s5_5_active_until_last_copy)
{
    seL4_CPtr handler = test_irq_handler(FREE_IRQ);
    seL4_CPtr copy = test_copy(handler, seL4_AllRights);

    test_delete(handler);
    WALK({ "one copy left", TEST_IRQ_CONTROL, IRQIssueIRQHandler,
           WORDS(FREE_IRQ, handler, DEPTH), CAPS(TEST_CNODE), REVOKE_FIRST });
    test_delete(copy);
    WALK({ "none left", TEST_IRQ_CONTROL, IRQIssueIRQHandler,
           WORDS(FREE_IRQ, handler, DEPTH), CAPS(TEST_CNODE), SUCCEEDS });
}

/* -- Handlers -------------------------------------------------------------- */

/* The number in the answer is 0, as if the handler itself were wrong. */
TEST(s5_5_set_notification_checks)
{
    seL4_CPtr handler = test_irq_handler(FREE_IRQ);
    seL4_CPtr ntfn = make_notification();

    WALK({ "no capability", handler, IRQSetIRQHandler, NO_WORDS, NO_CAPS,
           TRUNCATED },
         { "null", handler, IRQSetIRQHandler, NO_WORDS, CAPS(0),
           INVALID_CAP(0) },
         { "endpoint", handler, IRQSetIRQHandler, NO_WORDS,
           CAPS(make_endpoint()), INVALID_CAP(0) },
         { "read only", handler, IRQSetIRQHandler, NO_WORDS,
           CAPS(test_copy(ntfn, seL4_CanRead)), INVALID_CAP(0) },
         { "write only", handler, IRQSetIRQHandler, NO_WORDS,
           CAPS(test_mint(ntfn, seL4_CanWrite, 8)), SUCCEEDS },
         { "all rights, words too", handler, IRQSetIRQHandler, WORDS(1, 2),
           CAPS(ntfn), SUCCEEDS });
}

TEST(s5_5_ack_and_clear)
{
    seL4_CPtr handler = test_irq_handler(FREE_IRQ);

    WALK(
        { "ack, nothing set", handler, IRQAckIRQ, NO_WORDS, NO_CAPS, SUCCEEDS },
        { "ack with words", handler, IRQAckIRQ, WORDS(1, 2, 3), CAPS(0),
          SUCCEEDS },
        { "clear, nothing set", handler, IRQClearIRQHandler, NO_WORDS, NO_CAPS,
          SUCCEEDS },
        { "clear with words", handler, IRQClearIRQHandler, WORDS(1), CAPS(0),
          SUCCEEDS });
}

/* The handler holds a capability of its own until it is cleared. */
TEST(s5_5_handler_holds_a_copy)
{
    seL4_CPtr handler = test_irq_handler(FREE_IRQ);
    struct lone ntfn = make_lone(seL4_NotificationObject, 0, 6);

    CHECK_OK(seL4_IRQHandler_SetNotification(handler, ntfn.cap));
    test_delete(ntfn.cap);
    CHECK(lone_exists(ntfn));
    CHECK_OK(seL4_IRQHandler_Clear(handler));
    CHECK(!lone_exists(ntfn));
}

TEST(s5_5_set_replaces)
{
    seL4_CPtr handler = test_irq_handler(FREE_IRQ);
    struct lone ntfn = make_lone(seL4_NotificationObject, 0, 6);

    CHECK_OK(seL4_IRQHandler_SetNotification(handler, ntfn.cap));
    test_delete(ntfn.cap);
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, make_notification()));
    CHECK(!lone_exists(ntfn));
}

/* A refused notification leaves the one that was there. */
TEST(s5_5_refusal_keeps)
{
    seL4_CPtr handler = test_irq_handler(FREE_IRQ);
    struct lone ntfn = make_lone(seL4_NotificationObject, 0, 6);

    CHECK_OK(seL4_IRQHandler_SetNotification(handler, ntfn.cap));
    test_delete(ntfn.cap);
    CHECK_EQ(seL4_IRQHandler_SetNotification(handler, make_endpoint()),
             seL4_InvalidCapability);
    CHECK(lone_exists(ntfn));
}

/* The handler's last capability takes the notification along. */
TEST(s5_5_deleted_handler_lets_go)
{
    seL4_CPtr handler = test_irq_handler(FREE_IRQ);
    seL4_CPtr copy = test_copy(handler, seL4_AllRights);
    struct lone ntfn = make_lone(seL4_NotificationObject, 0, 6);

    CHECK_OK(seL4_IRQHandler_SetNotification(handler, ntfn.cap));
    test_delete(ntfn.cap);
    test_delete(handler);
    CHECK(lone_exists(ntfn));
    test_delete(copy);
    CHECK(!lone_exists(ntfn));
}

/* The handler's copy is revoked with the rest. */
TEST(s5_5_revoke_reaches_handlers)
{
    seL4_CPtr handler = test_irq_handler(FREE_IRQ);
    struct lone ntfn = make_lone(seL4_NotificationObject, 0, 6);

    CHECK_OK(seL4_IRQHandler_SetNotification(handler, ntfn.cap));
    test_revoke(ntfn.cap);
    test_delete(ntfn.cap);
    CHECK(!lone_exists(ntfn));
}
