/* SPDX-License-Identifier: MIT
 *
 * The lines that the logger has written, as the serial line saw them.
 */
#pragma once

#include <camkes.h>
#include <logger.h>
#include <string.h>

#include "../../raw.h"

enum {
    ADA = 1, /* the client that the functions of <logger.h> are */
    EVE,
    BEN, /* the interface `second` */
    LINE_ROOM = 4096,
};

struct line {
    size_t bytes;
    char text[LINE_ROOM];
};

/** Forgets all lines, and lets Ada and Ben say everything. */
void begin_lines(void);

/** @return how many lines have come since begin_lines */
unsigned lines_come(void);

/** @return the last line that came; of no bytes if there was none */
const struct line *last_line(void);

/** Records the last line as a string of bytes. */
void record_last(const char *name);

/** The two clients' ways to the logger. */
const struct component_client *ada_way(void);
const struct component_client *ben_way(void);
