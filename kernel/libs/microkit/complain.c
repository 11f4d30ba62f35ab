/* SPDX-License-Identifier: MIT
 *
 * Refusals. A program that names a channel it does not have is wrong, but to
 * stop it would take its service from others; so the call has no effect, and
 * a line on the console says who asked for what. The line is made piece by
 * piece, because the C library's formatted output is larger than all else in
 * a small program.
 */
#include "runtime.h"

bool id_in(uint64_t set, unsigned int id)
{
    return id < PD_IDS && (set >> id & 1);
}

static void put_number(uint64_t number)
{
    if (number >= 10)
        put_number(number / 10);
    microkit_dbg_putc('0' + (int)(number % 10));
}

void complain(const char *text)
{
    microkit_dbg_puts(microkit_name);
    microkit_dbg_puts(": ");
    microkit_dbg_puts(text);
}

void complain_number(const char *text, uint64_t number)
{
    microkit_dbg_puts(text);
    put_number(number);
}

void complain_end(void)
{
    microkit_dbg_putc('\n');
}

void complain_none(const char *who, const char *what, uint64_t number)
{
    complain(who);
    microkit_dbg_puts(": no ");
    microkit_dbg_puts(what);
    complain_number(" ", number);
    complain_end();
}
