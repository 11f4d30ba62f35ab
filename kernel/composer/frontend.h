/* SPDX-License-Identifier: MIT
 *
 * The two languages of descriptions, behind one interface.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "diagnostics.h"
#include "options.h"
#include "plan/builder.h"

/**
 * Reads the description that the options name and adds what it means to a
 * plan. The language is told by the file's ending.
 *
 * @return false: errors were reported
 */
bool frontend_read(struct builder *b, struct diagnostics *d,
                   const struct options *o);

/**
 * Writes what the programs are compiled with into the output folder: headers
 * and programs.mk, for components their glue as well.
 *
 * @param plan  of the same description
 * @return false: errors were reported
 */
bool frontend_write(struct diagnostics *d, const struct plan *plan,
                    const struct options *o);

/** Prints the model of a .camkes description as JSON. */
bool frontend_dump(struct diagnostics *d, const struct options *o, FILE *out);

/** Prints the limits of descriptions as a table in Markdown. */
bool frontend_limits(FILE *out);
