/* SPDX-License-Identifier: MIT
 *
 * Registers of the Goldfish RTC, 32 bits each:
 *
 *   offset  register         use
 *   0x00    TIME_LOW         nanoseconds; reading it latches TIME_HIGH
 *   0x04    TIME_HIGH
 *   0x08    ALARM_LOW        writing it sets the alarm
 *   0x0c    ALARM_HIGH       to be written first
 *   0x10    IRQ_ENABLED      1: the alarm raises the interrupt
 *   0x14    CLEAR_ALARM      any value takes the alarm back
 *   0x1c    CLEAR_INTERRUPT  any value takes the interrupt back
 *
 * An alarm that is set to a time which is over raises the interrupt at once.
 */
#include "clock.h"

enum {
    TIME_LOW = 0x00 / 4,
    TIME_HIGH = 0x04 / 4,
    ALARM_LOW = 0x08 / 4,
    ALARM_HIGH = 0x0c / 4,
    IRQ_ENABLED = 0x10 / 4,
    CLEAR_ALARM = 0x14 / 4,
    CLEAR_INTERRUPT = 0x1c / 4,
};

static volatile uint32_t *registers;
static uint64_t start;

static uint64_t device_time(void)
{
    uint64_t low = registers[TIME_LOW];

    return (uint64_t)registers[TIME_HIGH] << 32 | low;
}

void clock_init(volatile void *base)
{
    registers = base;
    start = device_time();
    clock_clear_alarm();
    registers[IRQ_ENABLED] = 1;
}

uint64_t clock_now(void)
{
    return device_time() - start;
}

void clock_set_alarm(uint64_t when)
{
    registers[ALARM_HIGH] = (uint32_t)((start + when) >> 32);
    registers[ALARM_LOW] = (uint32_t)(start + when);
}

void clock_clear_alarm(void)
{
    registers[CLEAR_ALARM] = 1;
    registers[CLEAR_INTERRUPT] = 1;
}
