/* SPDX-License-Identifier: MIT
 *
 * Output for debugging, the C library's streams on top of it, and the end of
 * a program.
 *
 * In release builds the kernel has no console, and what is printed here is
 * dropped. There is no input. exit and abort say so and then fault, so that
 * the monitor gets to know of it.
 */
#include "runtime.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void put(char c)
{
#ifdef CONFIG_PRINTING
    seL4_DebugPutChar(c);
#else
    (void)c;
#endif
}

void console_text(const char *text)
{
    while (*text)
        put(*text++);
}

void console_number(uint64_t number)
{
    if (number >= 10)
        console_number(number / 10);
    put('0' + (char)(number % 10));
}

static int stream_put(char c, FILE *stream)
{
    (void)stream;
    put(c);
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
    console_text(component.name);
    console_text(status < 0 ? ": exit, status -" : ": exit, status ");
    console_number(status < 0 ? -(uint64_t)status : (uint64_t)status);
    console_text("\n");
    __builtin_trap();
}

/** The end after a failed assertion. */
_Noreturn void abort(void)
{
    console_text(component.name);
    console_text(": abort\n");
    __builtin_trap();
}
