/* SPDX-License-Identifier: MIT
 *
 * Numbers as descriptions write them: decimal or 0x and hexadecimal, with `_`
 * allowed between digits. Durations of domains carry a unit.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum number_result {
    NUMBER_OK,
    NUMBER_SYNTAX, /* not a number */
    NUMBER_HUGE,   /* needs more than 64 bits */
    NUMBER_UNIT,   /* a duration without a unit, or with another one */
};

enum { TICKS_PER_US = 10 };

/**
 * Reads a whole text as a number.
 *
 * @param value  receives it
 * @return NUMBER_OK, NUMBER_SYNTAX or NUMBER_HUGE
 */
enum number_result number_read(const char *text, uint64_t *value);

/**
 * Reads a duration: a number with the unit `us` or `ticks`, blanks allowed
 * between.
 *
 * @param ticks  receives it in timer ticks of 100 ns
 * @return any of enum number_result
 */
enum number_result number_read_ticks(const char *text, uint64_t *ticks);

/** @return whether the text was written in hexadecimal */
bool number_is_hex(const char *text);
