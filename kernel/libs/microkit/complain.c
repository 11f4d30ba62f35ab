/* SPDX-License-Identifier: MIT
 *
 * Refusals. A program that names a channel it does not have is wrong, but to
 * stop it would take its service from others; so the call has no effect, and
 * a line on the console says who asked for what. The line is made piece by
 * piece, because the C library's formatted output is larger than all else in
 * a small program.
 */
#include "runtime.h"

#include <console.h>

bool id_in(uint64_t set, unsigned int id)
{
    return id < PD_IDS && (set >> id & 1);
}

void complain(const char *text)
{
    console_text(microkit_name);
    console_text(": ");
    console_text(text);
}

void complain_number(const char *text, uint64_t number)
{
    console_text(text);
    console_number(number);
}

void complain_end(void)
{
    console_put('\n');
}

void complain_none(const char *who, const char *what, uint64_t number)
{
    complain(who);
    console_text(": no ");
    console_text(what);
    complain_number(" ", number);
    complain_end();
}
