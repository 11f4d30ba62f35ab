/* SPDX-License-Identifier: MIT
 *
 * stdout and stderr of the C library: one unbuffered stream whose characters
 * go to the kernel's console (debug builds), or to where console_redirect
 * sends them. There is no input stream: reading reports end of file.
 */
#include "start.h"

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

static int stream_put(char c, FILE *stream)
{
    (void)stream;
    sink(c);
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
