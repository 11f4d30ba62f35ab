/* SPDX-License-Identifier: MIT
 *
 * A ticking clock on the real-time clock (Goldfish RTC), and a line that is
 * listened to (NS16550A).
 *
 * The alarm calls a function that is registered anew for each tick; the
 * serial line has a function named after its interface, which is called every
 * time. Both clear the device first and then acknowledge: in the other order
 * the same interrupt would come again.
 *
 * Its work is done when it has heard three ticks and two letters; nobody knows
 * which come first.
 */
#include <camkes.h>
#include <stdio.h>

/* Registers of the clock, by word. */
enum {
    TIME_LOW = 0,
    TIME_HIGH = 1,
    ALARM_LOW = 2,
    ALARM_HIGH = 3,
    IRQ_ENABLED = 4,
    CLEAR_INTERRUPT = 7,
};

/* Registers of the serial line, by byte. */
enum {
    RECEIVED = 0,
    INTERRUPTS = 1,
    LINE_STATUS = 5,
};

#define PERIOD_NS 1000000ull
#define TICKS     3u
#define LETTERS   2u

static unsigned ticks, letters;
static uint64_t first;

static volatile uint32_t *clock_register(unsigned number)
{
    return (volatile uint32_t *)rtc + number;
}

static volatile uint8_t *line_register(unsigned number)
{
    return (volatile uint8_t *)uart + number;
}

static uint64_t now(void)
{
    uint64_t low = *clock_register(TIME_LOW);

    return (uint64_t)*clock_register(TIME_HIGH) << 32 | low;
}

static void arm(uint64_t when)
{
    *clock_register(ALARM_HIGH) = (uint32_t)(when >> 32);
    *clock_register(ALARM_LOW) = (uint32_t)when;
}

static void tell_end(void)
{
    if (ticks == TICKS && letters == LETTERS)
        printf("clock: heard all\n");
}

static void on_alarm(void *argument)
{
    (void)argument;
    *clock_register(CLEAR_INTERRUPT) = 1;
    ticks++;
    printf("clock: tick %u, %s\n", ticks,
           now() >= first + ticks * PERIOD_NS ? "not too early" : "too early");
    if (ticks < TICKS) {
        arm(first + (ticks + 1) * PERIOD_NS);
        alarm_reg_callback(on_alarm, NULL);
    }
    alarm_acknowledge();
    tell_end();
}

void received_handle(void)
{
    while (*line_register(LINE_STATUS) & 1) {
        printf("clock: typed %c\n", *line_register(RECEIVED));
        letters++;
    }
    received_acknowledge();
    tell_end();
}

int run(void)
{
    printf("clock: begins\n");
    *line_register(INTERRUPTS) = 1;
    *clock_register(IRQ_ENABLED) = 1;
    alarm_reg_callback(on_alarm, NULL);
    first = now();
    arm(first + PERIOD_NS);
    return 0;
}
