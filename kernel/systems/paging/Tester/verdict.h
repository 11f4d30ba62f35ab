/* SPDX-License-Identifier: MIT
 *
 * Judging: a check that fails is printed with its place; the test goes on.
 * What a test cannot do without ends the run.
 */
#pragma once

#include <stdbool.h>

/** Counts a check; prints it if it is not true. */
void verdict(bool is_true, const char *file, int line, const char *text);

/** Stops the tester if it is not true. */
void verdict_need(bool is_true, const char *file, int line, const char *text);

#define check(condition) verdict((condition), __FILE__, __LINE__, #condition)
#define need(condition) \
    verdict_need((condition), __FILE__, __LINE__, #condition)
