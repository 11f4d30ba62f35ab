/* SPDX-License-Identifier: MIT
 *
 * The C of one instance. What is printed compiles without warnings and is
 * laid out as .clang-format wants it, because people step through it.
 */
#pragma once

#include <stdio.h>

#include "connectors/layout.h"

/** Prints camkes_instance.h: what the component's program may use. */
void generate_header(FILE *out, const struct layout *l,
                     const struct layout_instance *li);

/** Prints glue.c: the runtime's tables, and the functions of the header. */
void generate_glue(FILE *out, const struct layout *l,
                   const struct layout_instance *li);

/** Prints a client's functions for the methods of an interface. */
void generate_client(FILE *out, struct arena *arena,
                     const struct layout_interface *f);

/** Prints a server's functions that read requests and write answers. */
void generate_server(FILE *out, struct arena *arena,
                     const struct layout_interface *f);
