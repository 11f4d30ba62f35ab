/* SPDX-License-Identifier: MIT */
/*
 * Section 8.3: interrupts as signals, with the two devices that interrupt when
 * told to.
 *
 *   real-time clock   an alarm for an instant that has passed goes off at once;
 *                     the line stays up until the interrupt is cleared
 *   UART              its transmitter is empty, so enabling that interrupt
 *                     raises the line; disabling it lowers it
 *
 * An interrupt is taken a few instructions after the device raised its line.
 * SOON is plenty for it, and what has not come by then does not come.
 */
#include "actor.h"

enum { SOON = 20, CLOCK = 0x100, SERIAL = 0x200 };

/* -- real-time clock: 32-bit registers; UART: 8-bit registers ------------- */

enum {
    RTC_ALARM_LOW = 0x08,
    RTC_ALARM_HIGH = 0x0c,
    RTC_IRQ_ENABLED = 0x10,
    RTC_CLEAR_ALARM = 0x14,
    RTC_CLEAR_INTERRUPT = 0x1c,
    UART_ENABLE = 1,
    UART_CAUSE = 2,
    UART_ON_SENT = 2,
};

typedef volatile uint8_t *device_t;

static void rtc_write(device_t rtc, int reg, uint32_t value)
{
    *(volatile uint32_t *)(rtc + reg) = value;
}

static device_t rtc_open(void)
{
    device_t rtc = test_map_device(TEST_RTC);

    rtc_write(rtc, RTC_CLEAR_ALARM, 1);
    rtc_write(rtc, RTC_CLEAR_INTERRUPT, 1);
    rtc_write(rtc, RTC_IRQ_ENABLED, 1);
    return rtc;
}

static void rtc_fire(device_t rtc)
{
    rtc_write(rtc, RTC_ALARM_HIGH, 0);
    rtc_write(rtc, RTC_ALARM_LOW, 1);
}

static void rtc_clear(device_t rtc)
{
    rtc_write(rtc, RTC_CLEAR_INTERRUPT, 1);
}

/* One alarm from beginning to end. */
static void rtc_alarm(device_t rtc)
{
    rtc_fire(rtc);
    test_spin(SOON);
    rtc_clear(rtc);
}

static void uart_interrupt(device_t uart)
{
    uart[UART_ENABLE] = UART_ON_SENT;
    test_spin(SOON);
    (void)uart[UART_CAUSE];
    uart[UART_ENABLE] = 0;
}

static seL4_CPtr route(seL4_Word irq, seL4_CPtr ntfn, seL4_Word badge)
{
    seL4_CPtr handler = test_irq_handler(irq);

    CHECK_OK(seL4_IRQHandler_SetNotification(
        handler, test_mint(ntfn, seL4_CanWrite, badge)));
    return handler;
}

static seL4_Word polled(seL4_CPtr ntfn)
{
    return ONE(NBWAIT(ntfn)).a0;
}

/* -- rules ---------------------------------------------------------------- */

/* The signal's word is the badge of the capability that was installed. */
TEST(s8_3_badge)
{
    seL4_CPtr ntfn = make_notification();
    device_t rtc = rtc_open();

    route(TEST_RTC_IRQ, ntfn, CLOCK);
    CHECK_EQ(polled(ntfn), 0);
    rtc_alarm(rtc);
    CHECK_EQ(polled(ntfn), CLOCK);
    CHECK_EQ(polled(ntfn), 0);
}

TEST(s8_3_two_sources)
{
    seL4_CPtr ntfn = make_notification();
    device_t rtc = rtc_open(), uart = test_map_device(TEST_UART);

    route(TEST_RTC_IRQ, ntfn, CLOCK);
    route(TEST_UART_IRQ, ntfn, SERIAL);
    uart_interrupt(uart);
    CHECK_EQ(polled(ntfn), SERIAL);
    rtc_alarm(rtc);
    uart_interrupt(uart);
    CHECK_EQ(polled(ntfn), CLOCK | SERIAL);
}

/* Not masked until Ack: every alarm is a signal, Ack does nothing. */
TEST(s8_3_again_without_ack)
{
    seL4_CPtr ntfn = make_notification();
    device_t rtc = rtc_open();
    seL4_CPtr handler = route(TEST_RTC_IRQ, ntfn, CLOCK);

    for (int i = 0; i < 3; i++) {
        rtc_alarm(rtc);
        CHECK_MSG(polled(ntfn) == CLOCK, "alarm %d was not delivered", i);
    }
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    CHECK_EQ(polled(ntfn), 0);
    rtc_alarm(rtc);
    CHECK_EQ(polled(ntfn), CLOCK);
}

/* Ack without any interrupt succeeds as well. */
TEST(s8_3_ack_succeeds)
{
    WALK({ "Ack", test_irq_handler(TEST_RTC_IRQ), IRQAckIRQ, NO_WORDS, NO_CAPS,
           SUCCEEDS });
}

/* A handler without notification: the interrupt is over and forgotten. */
TEST(s8_3_no_notification)
{
    seL4_CPtr ntfn = make_notification();
    device_t rtc = rtc_open();
    seL4_CPtr handler = test_irq_handler(TEST_RTC_IRQ);

    rtc_alarm(rtc);
    CHECK_OK(seL4_IRQHandler_SetNotification(
        handler, test_mint(ntfn, seL4_CanWrite, CLOCK)));
    CHECK_EQ(polled(ntfn), 0);
    rtc_alarm(rtc);
    CHECK_EQ(polled(ntfn), CLOCK);
}

TEST(s8_3_clear)
{
    seL4_CPtr ntfn = make_notification();
    device_t rtc = rtc_open();
    seL4_CPtr handler = route(TEST_RTC_IRQ, ntfn, CLOCK);

    CHECK_OK(seL4_IRQHandler_Clear(handler));
    rtc_alarm(rtc);
    CHECK_EQ(polled(ntfn), 0);
}

/* SetNotification replaces. */
TEST(s8_3_replace_notification)
{
    seL4_CPtr before = make_notification(), after = make_notification();
    device_t rtc = rtc_open();
    seL4_CPtr handler = route(TEST_RTC_IRQ, before, CLOCK);

    CHECK_OK(seL4_IRQHandler_SetNotification(
        handler, test_mint(after, seL4_CanWrite, 7)));
    rtc_alarm(rtc);
    CHECK_EQ(polled(before), 0);
    CHECK_EQ(polled(after), 7);
}

/* What is installed is a copy: deleting the capability that was given does
   nothing, revoking its original takes the copy away. */
TEST(s8_3_installed_copy)
{
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr given = test_mint(ntfn, seL4_CanWrite, CLOCK);
    device_t rtc = rtc_open();
    seL4_CPtr handler = test_irq_handler(TEST_RTC_IRQ);

    CHECK_OK(seL4_IRQHandler_SetNotification(handler, given));
    test_delete(given);
    rtc_alarm(rtc);
    CHECK_EQ(polled(ntfn), CLOCK);
    test_revoke(ntfn);
    rtc_alarm(rtc);
    CHECK_EQ(polled(ntfn), 0);
}

/* The notification is deleted: as with none, and another can be installed. */
TEST(s8_3_deleted_notification)
{
    seL4_CPtr ntfn = make_notification(), other = make_notification();
    device_t rtc = rtc_open();
    seL4_CPtr handler = route(TEST_RTC_IRQ, ntfn, CLOCK);

    test_revoke(ntfn);
    test_delete(ntfn);
    rtc_alarm(rtc);
    CHECK_OK(seL4_IRQHandler_SetNotification(
        handler, test_mint(other, seL4_CanWrite, 7)));
    rtc_alarm(rtc);
    CHECK_EQ(polled(other), 7);
}

/* A capability without Write is refused, and what was installed stays. */
TEST(s8_3_needs_write)
{
    seL4_CPtr ntfn = make_notification();
    device_t rtc = rtc_open();
    seL4_CPtr handler = route(TEST_RTC_IRQ, ntfn, CLOCK);

    WALK(
        { "no Write", handler, IRQSetIRQHandler, NO_WORDS,
          CAPS(test_copy(make_notification(), seL4_CanRead)), INVALID_CAP(0) },
        { "no notification", handler, IRQSetIRQHandler, NO_WORDS,
          CAPS(make_endpoint()), INVALID_CAP(0) },
        { "nothing", handler, IRQSetIRQHandler, NO_WORDS, NO_CAPS, TRUNCATED });
    rtc_alarm(rtc);
    CHECK_EQ(polled(ntfn), CLOCK);
}

/* One handler for a source; a copy of it serves as well; the last one deleted,
   the source is silent and can be issued anew. */
TEST(s8_3_last_handler_deleted)
{
    seL4_CPtr ntfn = make_notification(), other = make_notification();
    device_t rtc = rtc_open();
    seL4_CPtr handler = route(TEST_RTC_IRQ, ntfn, CLOCK);
    seL4_CPtr copy = test_copy(handler, seL4_AllRights);

    CHECK_EQ(seL4_IRQControl_Get(TEST_IRQ_CONTROL, TEST_RTC_IRQ, TEST_CNODE,
                                 test_slot(), 64),
             seL4_RevokeFirst);
    test_delete(handler);
    rtc_alarm(rtc);
    CHECK_EQ(polled(ntfn), CLOCK);
    test_delete(copy);
    rtc_alarm(rtc);
    CHECK_EQ(polled(ntfn), 0);
    route(TEST_RTC_IRQ, other, 7);
    rtc_alarm(rtc);
    CHECK_EQ(polled(other), 7);
}

/* An interrupt wakes a waiter above the running thread at once. */
TEST(s8_3_wakes_waiter)
{
    seL4_CPtr ntfn = make_notification();
    device_t rtc = rtc_open();
    struct actor driver;

    route(TEST_RTC_IRQ, ntfn, CLOCK);
    ACTOR(&driver, 'd', HIGH, WAIT(ntfn));
    rtc_fire(rtc);
    test_spin(SOON);
    CHECK_AT(&driver, 1);
    rtc_clear(rtc);
    CHECK_EQ(driver.got[0].a0, CLOCK);
    CHECK_EQ(driver.got[0].a1, REGISTER_MARK + 1);
}

/* And ends the receive of a bound thread. */
TEST(s8_3_wakes_bound_receiver)
{
    seL4_CPtr ntfn = make_notification(), ep = make_endpoint();
    device_t rtc = rtc_open();
    struct actor driver;

    route(TEST_RTC_IRQ, ntfn, CLOCK);
    MAKE(&driver, 'd', HIGH, RECV(ep, make_reply()), RECV(ep, make_reply()));
    CHECK_OK(seL4_TCB_BindNotification(driver.tcb, ntfn));
    actor_start(&driver);
    rtc_alarm(rtc);
    CHECK_AT(&driver, 1);
    CHECK_EQ(driver.got[0].a0, CLOCK);
    ONE(NBSEND(ep, 2));
    CHECK_AT(&driver, 2);
}

/* A passive driver runs on its notification's context. */
TEST(s8_3_passive_driver)
{
    seL4_CPtr ntfn = make_notification();
    device_t rtc = rtc_open();
    struct actor driver;

    route(TEST_RTC_IRQ, ntfn, CLOCK);
    ACTOR(&driver, 'd', HIGH, WAIT(ntfn), WAIT(ntfn), WAIT(ntfn));
    actor_passive(&driver);
    CHECK_OK(seL4_SchedContext_Bind(test_sched_context(5000, 5000), ntfn));
    rtc_alarm(rtc);
    CHECK_AT(&driver, 1);
    rtc_alarm(rtc);
    CHECK_AT(&driver, 2);
}

/* A driver below the running thread waits for its turn; interrupts merge. */
TEST(s8_3_low_driver)
{
    seL4_CPtr ntfn = make_notification();
    device_t rtc = rtc_open(), uart = test_map_device(TEST_UART);
    struct actor driver;

    route(TEST_RTC_IRQ, ntfn, CLOCK);
    route(TEST_UART_IRQ, ntfn, SERIAL);
    ACTOR(&driver, 'd', LOW, WAIT(ntfn), WAIT(ntfn));
    test_let_run();
    rtc_alarm(rtc);
    CHECK_AT(&driver, 0);
    rtc_alarm(rtc);
    uart_interrupt(uart);
    test_let_run();
    CHECK_AT(&driver, 2);
    CHECK_EQ(driver.got[0].a0, CLOCK);
    CHECK_EQ(driver.got[1].a0, CLOCK | SERIAL);
}

/* The range that an error names, and the source that is always in use. */
TEST(s8_3_sources)
{
    seL4_CPtr slot = test_slot();

    WALK({ "0", TEST_IRQ_CONTROL, IRQIssueIRQHandler, WORDS(0, slot, 64),
           CAPS(TEST_CNODE), RANGE(1, 96) },
         { "97", TEST_IRQ_CONTROL, IRQIssueIRQHandler, WORDS(97, slot, 64),
           CAPS(TEST_CNODE), RANGE(1, 96) },
         { "the kernel's timer", TEST_IRQ_CONTROL, IRQIssueIRQHandler,
           WORDS(96, slot, 64), CAPS(TEST_CNODE), REVOKE_FIRST },
         { "1", TEST_IRQ_CONTROL, IRQIssueIRQHandler, WORDS(1, slot, 64),
           CAPS(TEST_CNODE), SUCCEEDS },
         { "95", TEST_IRQ_CONTROL, IRQIssueIRQHandler,
           WORDS(95, test_slot(), 64), CAPS(TEST_CNODE), SUCCEEDS });
}
