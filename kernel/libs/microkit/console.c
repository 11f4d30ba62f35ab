/* SPDX-License-Identifier: MIT
 *
 * Output for debugging, the C library's streams on top of it, and the end of
 * a program.
 *
 * In release builds the kernel has no console, and what is printed here is
 * dropped. There is no input: reading reports end of file. Nothing is
 * buffered, so a restart never loses or repeats a line.
 *
 * A protection domain has no end: it answers until somebody stops it. exit
 * and abort say what happened and then fault, so that the parent or the
 * monitor gets to know of it.
 */
#include "runtime.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void microkit_dbg_putc(int c)
{
#ifdef CONFIG_PRINTING
    seL4_DebugPutChar((char)c);
#else
    (void)c;
#endif
}

void microkit_dbg_puts(const char *s)
{
    for (; *s; s++)
        microkit_dbg_putc(*s);
}

void microkit_dbg_put32(seL4_Uint32 x)
{
    if (x >= 10)
        microkit_dbg_put32(x / 10);
    microkit_dbg_putc('0' + (int)(x % 10));
}

void microkit_dbg_put8(seL4_Uint8 x)
{
    microkit_dbg_put32(x);
}

static int stream_put(char c, FILE *stream)
{
    (void)stream;
    microkit_dbg_putc(c);
    return (unsigned char)c;
}

static int stream_get(FILE *stream)
{
    (void)stream;
    return _FDEV_EOF;
}

static FILE console =
    FDEV_SETUP_STREAM(stream_put, stream_get, NULL, _FDEV_SETUP_RW);

FILE *const stdin = &console;
FILE *const stdout = &console;
FILE *const stderr = &console;

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
