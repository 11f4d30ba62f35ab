/* SPDX-License-Identifier: MIT
 *
 * The console of user-level programs: the kernel's, in debug builds.
 *
 * stdin, stdout and stderr of the C library are one unbuffered stream on top
 * of it, so a restart or a crash never loses or repeats a line. There is no
 * input: reading reports end of file. In release builds the kernel has no
 * console, and what is printed is dropped.
 */
#pragma once

#include <stdint.h>

/**
 * Sends what is printed from now on to a function.
 *
 * @param put  gets each character; NULL: back to the kernel's console
 */
void console_redirect(void (*put)(char c));

/** Prints a character. */
void console_put(char c);

/** Prints a text. */
void console_text(const char *text);

/** Prints a number, decimal. */
void console_number(uint64_t number);
