/* SPDX-License-Identifier: MIT */
/*
 * Two devices that interrupt when they are told to, for the tests of lab 07.
 *
 *   real-time clock   an alarm for an instant that has passed goes off at
 *   (goldfish)        once; the line stays up until the interrupt is cleared
 *   UART (ns16550a)   the transmitter is empty, so enabling its interrupt
 *                     raises the line; reading the cause lowers it. In
 *                     loopback mode what is sent comes back as received
 *
 * The console of kernel and firmware is the same UART: nothing is printed
 * while it is in loopback mode.
 */
#pragma once

#include "proctor.h"

/* -- goldfish real-time clock: 32-bit registers --------------------------- */

enum {
    RTC_ALARM_LOW = 0x08,
    RTC_ALARM_HIGH = 0x0c,
    RTC_IRQ_ENABLED = 0x10,
    RTC_CLEAR_ALARM = 0x14,
    RTC_CLEAR_INTERRUPT = 0x1c,
};

typedef volatile uint8_t *device_t;

static inline void rtc_write(device_t rtc, int reg, uint32_t value)
{
    *(volatile uint32_t *)(rtc + reg) = value;
}

/** Maps the clock; no interrupt is pending in it. */
static inline device_t rtc_open(void)
{
    device_t rtc = test_map_device(TEST_RTC);

    rtc_write(rtc, RTC_CLEAR_ALARM, 1);
    rtc_write(rtc, RTC_CLEAR_INTERRUPT, 1);
    rtc_write(rtc, RTC_IRQ_ENABLED, 1);
    return rtc;
}

/** Raises the line: an alarm for the first nanosecond of 1970. */
static inline void rtc_fire(device_t rtc)
{
    rtc_write(rtc, RTC_ALARM_HIGH, 0);
    rtc_write(rtc, RTC_ALARM_LOW, 1);
}

/** Lowers the line. */
static inline void rtc_clear(device_t rtc)
{
    rtc_write(rtc, RTC_CLEAR_INTERRUPT, 1);
}

/* -- ns16550a UART: 8-bit registers --------------------------------------- */

enum {
    UART_DATA = 0,   /* written: sent; read: received                     */
    UART_ENABLE = 1, /* bit 0: interrupt when received, 1: when sent      */
    UART_CAUSE = 2,  /* why it interrupts; reading lowers "sent"          */
    UART_MODEM = 4,  /* bit 4: loopback                                   */
    UART_STATUS = 5, /* bit 0: received                                   */

    UART_ON_RECEIVED = 1,
    UART_ON_SENT = 2,
    UART_LOOPBACK = 0x10,
    UART_RECEIVED = 1,
};

/** Maps the UART; its interrupts are off, and it has received nothing. */
static inline device_t uart_open(void)
{
    device_t uart = test_map_device(TEST_UART);

    uart[UART_ENABLE] = 0;
    uart[UART_MODEM] = 0;
    while (uart[UART_STATUS] & UART_RECEIVED)
        (void)uart[UART_DATA];
    (void)uart[UART_CAUSE];
    return uart;
}

/** Raises the line: the transmitter is empty. */
static inline void uart_fire(device_t uart)
{
    uart[UART_ENABLE] = UART_ON_SENT;
}

/** Lowers the line. */
static inline void uart_clear(device_t uart)
{
    (void)uart[UART_CAUSE];
    uart[UART_ENABLE] = 0;
}

/* -- interrupts to notifications ------------------------------------------ */

enum { SOON = 100 }; /* microseconds within which a signal must arrive */

/** Issues interrupt `irq` and lets it signal `ntfn` with `badge`. */
static inline seL4_CPtr route_irq(seL4_Word irq, seL4_CPtr ntfn,
                                  seL4_Word badge)
{
    seL4_CPtr handler = test_irq_handler(irq);
    seL4_Error error = seL4_IRQHandler_SetNotification(
        handler, test_mint(ntfn, seL4_CanWrite, badge));

    CHECK_MSG(error == seL4_NoError,
              "IRQHandler_SetNotification answers with error %d", error);
    return handler;
}

/** The word that arrives soon, or 0. */
static inline seL4_Word arrived(seL4_CPtr ntfn)
{
    seL4_Word word = 0;

    return test_poll(ntfn, &word, SOON) ? word : 0;
}
