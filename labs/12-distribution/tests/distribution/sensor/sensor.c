/* SPDX-License-Identifier: MIT
 *
 * A driver for the serial line: tells what was typed, by interrupt, as soon as
 * it has been asked to.
 */
#include <microkit.h>
#include <stdio.h>

#include <sensor.h>

static volatile uint8_t *const registers = (uint8_t *)0x20000000;

void init(void)
{
}

microkit_msginfo protected(microkit_channel ch, microkit_msginfo msginfo)
{
    (void)msginfo;
    printf("sensor: called at %u\n", (unsigned)ch);
    registers[1] = 1; /* interrupt when a byte is there */
    return microkit_msginfo_new(0, 0);
}

void notified(microkit_channel ch)
{
    while (registers[5] & 1)
        printf("sensor: '%c' at %u\n", registers[0], (unsigned)ch);
    microkit_irq_ack(ch);
    microkit_notify(CHANNEL_CLIENT);
}
