/* SPDX-License-Identifier: MIT
 *
 * Output for debugging, by Microkit's names, and the end of a program.
 *
 * A protection domain has no end: it answers until somebody stops it. exit
 * and abort say what happened and then fault, so that the parent or the
 * monitor gets to know of it.
 */
#include "runtime.h"

#include <console.h>
#include <stdlib.h>
#include <unistd.h>

void microkit_dbg_putc(int c)
{
    console_put((char)c);
}

void microkit_dbg_puts(const char *s)
{
    console_text(s);
}

void microkit_dbg_put32(seL4_Uint32 x)
{
    console_number(x);
}

void microkit_dbg_put8(seL4_Uint8 x)
{
    microkit_dbg_put32(x);
}

/** The end: says with which status, and faults. */
_Noreturn void _exit(int status)
{
    complain(status < 0 ? "exit, status -" : "exit, status ");
    complain_number("", status < 0 ? -(int64_t)status : status);
    complain_end();
    __builtin_trap();
}

/** The end after a failed assertion. */
_Noreturn void abort(void)
{
    complain("abort");
    complain_end();
    __builtin_trap();
}
