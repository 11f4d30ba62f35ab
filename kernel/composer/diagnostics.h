/* SPDX-License-Identifier: MIT
 *
 * Errors and warnings about descriptions, for people.
 *
 * A front end goes on after an error as long as it makes sense, so that one
 * run reports several. Every message tells what is wrong and where:
 *
 *     error: <what>: <file>:<line>:<column>
 *
 * The list keeps the order of the reports. After DIAGNOSTICS_MAX errors the
 * rest is only counted.
 */
#pragma once

#include <stdio.h>

enum { DIAGNOSTICS_MAX = 50 };

/** A position in a description; line and column count from 1, 0: unknown. */
struct place {
    const char *file;
    int line;
    int column;
};

struct diagnostics {
    FILE *out;
    unsigned errors;
    unsigned warnings;
};

/**
 * Reports an error.
 *
 * @param at      where, or NULL if it has no place
 * @param format  as printf; no full stop, no line end
 */
void diagnostics_error(struct diagnostics *d, const struct place *at,
                       const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** Reports something legal that is probably not meant; as an error, else. */
void diagnostics_warning(struct diagnostics *d, const struct place *at,
                         const char *format, ...)
    __attribute__((format(printf, 3, 4)));
