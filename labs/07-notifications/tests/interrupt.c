/* SPDX-License-Identifier: MIT */
/*
 * Lab 07, visible tests: interrupts as signals.
 *
 * On this machine the kernel completes an interrupt before it signals, and
 * Acknowledge has nothing to do: a source is never masked while its driver
 * works. These tests say what follows from that.
 */
#include "devices.h"
#include "threads.h"

/* One bit for each source: that is how a driver tells them apart. */
static seL4_Word bit(const char *name, seL4_Word low, seL4_Word high)
{
    return 1ul << test_pick(name, low, high);
}

/* An interrupt is a signal with the badge of the installed capability. */
TEST(irq_badge_bit)
{
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    device_t rtc = rtc_open();

    route_irq(TEST_RTC_IRQ, ntfn, bit("clock", 16, 63));
    test_step("before the alarm");
    record_value("before", poll_once(ntfn));
    test_step("the alarm");
    rtc_fire(rtc);
    record_value("word", arrived(ntfn));
    rtc_clear(rtc);
}

/* Two sources share a notification; one word tells of both. */
TEST(two_irqs_one_wait)
{
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    device_t rtc = rtc_open();
    device_t uart = uart_open();
    struct waiter driver;

    route_irq(TEST_RTC_IRQ, ntfn, bit("clock", 16, 39));
    route_irq(TEST_UART_IRQ, ntfn, bit("serial", 40, 63));
    test_step("both interrupt, then one Wait");
    rtc_fire(rtc);
    uart_fire(uart);
    test_spin(10);
    rtc_clear(rtc);
    uart_clear(uart);
    start_waiter(&driver, "driver", ntfn, ABOVE);
    test_join(driver.thread);
    record_value("word", driver.word);
    record_value("left", poll_once(ntfn));
}

/* The source is not masked until Acknowledge: interrupts keep coming, and
   merge while nobody takes them. */
TEST(irq_again_without_ack)
{
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    device_t rtc = rtc_open();
    seL4_CPtr handler = route_irq(TEST_RTC_IRQ, ntfn, bit("clock", 16, 63));
    seL4_Word alarms = test_pick("alarms", 2, 6);
    seL4_Word seen = 0;

    test_step("alarm after alarm, none acknowledged");
    for (seL4_Word i = 0; i < alarms; i++) {
        rtc_fire(rtc);
        seen += arrived(ntfn) != 0;
        rtc_clear(rtc);
    }
    record_value("seen", seen);

    test_step("two alarms, one poll");
    for (int i = 0; i < 2; i++) {
        rtc_fire(rtc);
        rtc_clear(rtc);
    }
    record_value("word", arrived(ntfn));
    record_value("left", poll_once(ntfn));
    record_value("acknowledge", seL4_IRQHandler_Ack(handler));
}

/* A line that stays up costs a few signals at most, and leaves the processor
   to others; lowered and raised again, it interrupts again. */
TEST(level_irq_no_storm)
{
    enum { FEW = 3 };
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    device_t uart = uart_open();
    struct receiver driver;
    seL4_Word signals;

    make_receiver(&driver, "driver", ntfn, false);
    route_irq(TEST_UART_IRQ, ntfn, bit("serial", 16, 63));
    test_start(driver.thread);

    test_step("the line goes up and stays up");
    uart_fire(uart);
    test_spin(200);
    signals = driver.count;
    CHECK_MSG(signals >= 1, "the line is up and no signal arrived");
    CHECK_MSG(signals <= FEW, "%lu signals while the line stayed up", signals);
    record_value("word", driver.got[0]);

    test_step("the line goes down, then up again");
    uart_clear(uart);
    test_spin(10);
    signals = driver.count;
    uart_fire(uart);
    test_spin(10);
    uart_clear(uart);
    CHECK_MSG(driver.count > signals, "the line rose again without a signal");
}

/* There is one handler for a source at a time; who loses it loses the
   interrupts, whoever gets it next gets them. */
TEST(irq_control_exclusive)
{
    seL4_CPtr before = test_object(seL4_NotificationObject, 0);
    seL4_CPtr after = test_object(seL4_NotificationObject, 0);
    seL4_CPtr slot = test_slot();
    device_t rtc = rtc_open();
    seL4_CPtr handler = route_irq(TEST_RTC_IRQ, before, bit("before", 16, 63));

    record_value("second handler",
                 seL4_IRQControl_Get(TEST_IRQ_CONTROL, TEST_RTC_IRQ, TEST_CNODE,
                                     slot, seL4_WordBits));
    record_value("no such source",
                 seL4_IRQControl_Get(TEST_IRQ_CONTROL, 0, TEST_CNODE, slot,
                                     seL4_WordBits));
    rtc_fire(rtc);
    record_value("before", arrived(before));
    rtc_clear(rtc);

    test_step("the handler is deleted, the source is issued anew");
    test_delete(handler);
    route_irq(TEST_RTC_IRQ, after, bit("after", 16, 63));
    rtc_fire(rtc);
    record_value("after", arrived(after));
    rtc_clear(rtc);
    record_value("before, again", poll_once(before));
}

/* A serial driver: sends a byte, waits for the interrupt, reads it back. */
TEST(uart_echo_via_irq)
{
    enum { BYTES = 8 };
    uint64_t text = test_word("text");
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    device_t uart = uart_open();
    uint8_t echo[BYTES];
    size_t n = 0;

    route_irq(TEST_UART_IRQ, ntfn, bit("serial", 16, 63));
    test_step("send in loopback mode, read at each interrupt");
    uart[UART_MODEM] = UART_LOOPBACK;
    uart[UART_ENABLE] = UART_ON_RECEIVED;
    for (; n < BYTES; n++) {
        uart[UART_DATA] = (uint8_t)(text >> 8 * n);
        if (!arrived(ntfn))
            break;
        echo[n] = uart[UART_DATA];
    }
    uart[UART_ENABLE] = 0;
    uart[UART_MODEM] = 0;
    record_bytes("echo", echo, n);
}
