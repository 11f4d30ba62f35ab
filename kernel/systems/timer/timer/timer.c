/* SPDX-License-Identifier: MIT
 *
 * A periodic timer on the machine's real-time clock (Goldfish RTC).
 *
 * The clock counts nanoseconds in two registers of 32 bits. An alarm is set
 * by writing the moment, high half first; when it comes the device raises its
 * interrupt and keeps it raised until it is cleared.
 *
 *   offset  register         use
 *   0x00    TIME_LOW         reading it latches TIME_HIGH
 *   0x04    TIME_HIGH
 *   0x08    ALARM_LOW        writing it arms the alarm
 *   0x0c    ALARM_HIGH
 *   0x10    IRQ_ENABLED      1: the alarm raises the interrupt
 *   0x1c    CLEAR_INTERRUPT  any value clears it
 *
 * Clear the device first, acknowledge to the kernel afterwards: in the other
 * order the interrupt would come again for the same alarm. The
 * acknowledgement is the last thing, so it can be deferred and cost no system
 * call of its own.
 */
#include <microkit.h>
#include <stdio.h>

#define ALARM_IRQ 5

#define TIME_LOW        0x00
#define TIME_HIGH       0x04
#define ALARM_LOW       0x08
#define ALARM_HIGH      0x0c
#define IRQ_ENABLED     0x10
#define CLEAR_INTERRUPT 0x1c

#define PERIOD_NS 1000000ull
#define TICKS     5

uintptr_t rtc;

static uint64_t first;
static uint64_t next;
static unsigned ticks;

static volatile uint32_t *reg(unsigned offset)
{
    return (volatile uint32_t *)(rtc + offset);
}

static uint64_t now(void)
{
    uint64_t low = *reg(TIME_LOW);

    return (uint64_t)*reg(TIME_HIGH) << 32 | low;
}

static void arm(uint64_t when)
{
    *reg(ALARM_HIGH) = (uint32_t)(when >> 32);
    *reg(ALARM_LOW) = (uint32_t)when;
}

void init(void)
{
    first = now();
    next = first + PERIOD_NS;
    *reg(IRQ_ENABLED) = 1;
    arm(next);
    printf("timer: armed\n");
}

void notified(microkit_channel ch)
{
    if (ch != ALARM_IRQ)
        return;
    *reg(CLEAR_INTERRUPT) = 1;
    ticks++;
    printf("timer: tick %u after %lu us\n", ticks, (now() - first) / 1000);
    next += PERIOD_NS;
    if (ticks < TICKS)
        arm(next);
    microkit_deferred_irq_ack(ch);
}
