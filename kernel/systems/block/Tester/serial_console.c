/* SPDX-License-Identifier: MIT
 *
 * Printing without a driver: see serial_console.h. Who prints waits until the
 * line takes the character.
 */
#include "serial_console.h"

#include <camkes.h>
#include <console.h>
#include <stdint.h>

enum { DATA = 0, LINE_STATUS = 5, STATUS_SENT = 0x20 };

static void put(char c)
{
    volatile uint8_t *registers = (volatile uint8_t *)line;

    if (c == '\n')
        put('\r');
    while (!(registers[LINE_STATUS] & STATUS_SENT))
        ;
    registers[DATA] = (uint8_t)c;
}

void serial_console(void)
{
    console_redirect(put);
}
