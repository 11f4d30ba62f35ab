/* SPDX-License-Identifier: MIT
 *
 * The machine's real-time clock (Goldfish RTC) as a clock with one alarm.
 * Times are nanoseconds since clock_init.
 */
#pragma once

#include <stdint.h>

/** Begins to count, without an alarm. @param base  the mapped registers */
void clock_init(volatile void *base);

/** @return the time */
uint64_t clock_now(void);

/** Has the interrupt raised at a time, at once if it is over; it replaces the
 * alarm that was set before. */
void clock_set_alarm(uint64_t when);

/** Takes the alarm back, and a raised interrupt too. */
void clock_clear_alarm(void);
