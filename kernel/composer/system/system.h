/* SPDX-License-Identifier: MIT
 *
 * The front end for system descriptions in XML (.system): Microkit's model of
 * protection domains.
 *
 *     text --element.c--> elements --read.c--> model --check.c, memory.c-->
 *     model without open ends --lower.c and its neighbours--> plan
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "diagnostics.h"
#include "options.h"
#include "plan/builder.h"

/**
 * Reads a description and puts what it says into a plan.
 *
 * @param b       gets objects, capabilities, mappings, threads, constants;
 *                with o->headers_only no image is read, and only components,
 *                links and constants are of use
 * @param path    how messages name the description; must outlive b
 * @param text    the description; need not end in NUL
 * @param length  bytes
 * @return false: errors were reported; the plan is not to be used
 */
bool system_read(struct builder *b, struct diagnostics *d, const char *path,
                 const char *text, size_t length, const struct options *o);

/** Prints the limits of descriptions as a Markdown table, for the manual;
 * false: it could not be written. */
bool system_limits(FILE *out);
