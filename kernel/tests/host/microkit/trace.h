/* SPDX-License-Identifier: MIT
 *
 * What happened in a test, as text: each function that the test plays adds a
 * line, and the whole is compared with what should have happened. For one
 * source file of a test program.
 */
#pragma once

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static char trace[4096]; /* "\0" before each test */

/** Adds to the trace, as printf does; what has no room is cut off. */
__attribute__((format(printf, 1, 2))) static void note(const char *format, ...)
{
    va_list arguments;
    size_t length = strlen(trace);

    va_start(arguments, format);
    vsnprintf(trace + length, sizeof trace - length, format, arguments);
    va_end(arguments);
}
