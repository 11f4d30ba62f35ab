/* SPDX-License-Identifier: MIT
 *
 * The terminal at the serial line: what is printed and what is typed. All of
 * it is for the control thread.
 *
 * printf and the console library print to it. What is printed is collected
 * and written at the end of each line, and before the shell waits.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/** Before anything else. */
void terminal_init(void);

/** Prints bytes. */
void terminal_write(const char *bytes, size_t count);

/** Writes what was printed. */
void terminal_flush(void);

/** A line begins: what others have written up to now was not into it. */
void terminal_begin_line(void);

/**
 * Waits for a byte.
 *
 * @param erasable     others may erase the line, which is one row, to write
 *                     theirs
 * @param interrupted  called if others have written into the line meanwhile
 */
char terminal_read(bool erasable, void (*interrupted)(void));

/**
 * Looks for a ^C in what was typed. If there is one, what was typed up to it
 * is dropped.
 */
bool terminal_interrupted(void);

/** Waits until something has been typed or a bundle's state has changed; may
 * return without a reason. */
void terminal_wait(void);

/**
 * Waits.
 *
 * @return false: not to the end, because of ^C
 */
bool terminal_sleep(unsigned long microseconds);
