/* SPDX-License-Identifier: MIT
 *
 * The console of user-level programs: see console.h.
 *
 * Numbers and texts are printed without the C library's formatted output,
 * which is larger than all else in a small program.
 */
#include <console.h>
#include <sel4/sel4.h>
#include <stdio.h>

static void kernel_put(char c)
{
#ifdef CONFIG_PRINTING
    seL4_DebugPutChar(c);
#else
    (void)c;
#endif
}

static void (*sink)(char c) = kernel_put;

void console_redirect(void (*put)(char c))
{
    sink = put ? put : kernel_put;
}

void console_put(char c)
{
    sink(c);
}

void console_text(const char *text)
{
    while (*text)
        console_put(*text++);
}

void console_number(uint64_t number)
{
    if (number >= 10)
        console_number(number / 10);
    console_put((char)('0' + number % 10));
}

static int stream_put(char c, FILE *stream)
{
    (void)stream;
    console_put(c);
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
