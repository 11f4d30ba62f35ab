/* SPDX-License-Identifier: MIT
 *
 * The parts of the line editor: the text (line_text.c), what the terminal
 * shows of it (line_display.c), completion (line_complete.c), history and
 * keys (line_editor.c). A change to the text is followed by one of the
 * functions that show it.
 */
#pragma once

#include "line_editor.h"

/* -- text ------------------------------------------------------------------ */

/** @return how many columns so many bytes take */
size_t line_columns(const char *text, size_t bytes);

/** @return where the character in front of `at` begins; 0: the first */
size_t line_left(const struct line_editor *e, size_t at);

/** @return where the character behind the one at `at` begins, or the end */
size_t line_right(const struct line_editor *e, size_t at);

/** @return the beginning of the word at or in front of `at` */
size_t line_word_left(const struct line_editor *e, size_t at);

/** @return the end of the word at or behind `at` */
size_t line_word_right(const struct line_editor *e, size_t at);

/** Inserts at the cursor, which then stands behind it.
 * @return false: it does not fit, and nothing was done */
bool line_insert(struct line_editor *e, const char *text, size_t bytes);

/** Deletes from one position up to another; the cursor is then there. */
void line_delete(struct line_editor *e, size_t from, size_t to);

/** Makes another text the line; the cursor is at its end. */
void line_replace(struct line_editor *e, const char *text);

/* -- display --------------------------------------------------------------- */

/** Adds bytes to what will be written. */
void line_put(struct line_editor *e, const char *text, size_t bytes);

/** The same with a text. */
void line_put_text(struct line_editor *e, const char *text);

/** Writes what was added. */
void line_flush(struct line_editor *e);

/** Shows prompt and line, where the terminal is at the beginning of a row. */
void line_draw(struct line_editor *e);

/** The same over what is shown. */
void line_redraw(struct line_editor *e);

/** `bytes` at the end of the line are new: shows them. */
void line_draw_end(struct line_editor *e, size_t bytes);

/** The last column of the line is gone: shows that. */
void line_erase_end(struct line_editor *e);

/** Puts the terminal's cursor where the line's is. */
void line_draw_cursor(struct line_editor *e);

/** Leaves the line: the terminal is at the beginning of the row below. */
void line_leave(struct line_editor *e);

/** Asks the terminal how wide it is, once. */
void line_ask_columns(struct line_editor *e);

/** Its answer. */
void line_set_columns(struct line_editor *e, size_t columns);

/* -- completion ------------------------------------------------------------ */

/** Completes the word at the cursor as far as it is clear, or lists what
 * there is, if that is nowhere. */
void line_complete(struct line_editor *e);
