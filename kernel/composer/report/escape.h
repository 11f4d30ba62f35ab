/* SPDX-License-Identifier: MIT
 *
 * Text of users within JSON, HTML, C comments and plain lines.
 *
 * Text is taken as UTF-8. Bytes that are not are written as U+FFFD, the
 * replacement character, in every format: what is written is always UTF-8.
 */
#pragma once

#include <stdio.h>

/** Writes `text` as a JSON string, with its quotes. */
void escape_json(FILE *out, const char *text);

/** Writes `text` as the content of an HTML-like label of Graphviz: markup
    characters as entities, control characters as U+FFFD. */
void escape_html(FILE *out, const char *text);

/** Writes `text` for a plain line or within a C comment: control characters
    become U+FFFD, and a comment cannot be ended or begun. */
void escape_plain(FILE *out, const char *text);

/** How many columns escape_plain() writes: one for each code point, and one
    more where it parts the two characters of a comment's end. */
int escape_width(const char *text);
