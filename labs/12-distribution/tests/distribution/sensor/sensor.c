/* SPDX-License-Identifier: MIT
 *
 * A driver for the serial line: tells what was typed, by interrupt.
 */
#include <microkit.h>
#include <stdio.h>

#include <sensor.h>

static volatile uint8_t *const registers = (uint8_t *)0x20000000;

void init(void)
{
    registers[1] = 1; /* interrupt when a byte is there */
}

void notified(microkit_channel ch)
{
    while (registers[5] & 1)
        printf("sensor: '%c' at %u\n", registers[0], (unsigned)ch);
    microkit_irq_ack(ch);
    microkit_notify(CHANNEL_CLIENT);
}
