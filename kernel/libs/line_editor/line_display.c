/* SPDX-License-Identifier: MIT
 *
 * What the terminal shows of the line.
 *
 * Prompt and line take as many rows as they need; the terminal itself goes to
 * the next row when one is full. A place is a number of columns from the
 * prompt's beginning, `at` that of the terminal's cursor:
 *
 *     row = place / columns, column = place % columns
 *
 * with one exception. A terminal that has written the last column of a row
 * stays on it until the next character comes. Then `unwrapped` is set, and
 * the cursor is not at the beginning of row at / columns, which may not even
 * exist, but at the end of the row above. It happens only at the end of the
 * line.
 */
#include "line_text.h"

#include <string.h>

void line_put(struct line_editor *e, const char *text, size_t bytes)
{
    if (bytes > sizeof e->output - e->output_bytes)
        line_flush(e);
    if (bytes > sizeof e->output) /* no piece is: they are short, or a line */
        bytes = sizeof e->output;
    memcpy(e->output + e->output_bytes, text, bytes);
    e->output_bytes += bytes;
}

void line_put_text(struct line_editor *e, const char *text)
{
    line_put(e, text, strlen(text));
}

void line_flush(struct line_editor *e)
{
    if (e->output_bytes)
        e->user->write(e->user->context, e->output, e->output_bytes);
    e->output_bytes = 0;
}

/* ESC [ count letter; nothing if the count is 0. */
static void put_move(struct line_editor *e, size_t count, char letter)
{
    char text[24];
    char *at = text + sizeof text;
    size_t number = count;

    if (count == 0)
        return;
    *--at = letter;
    for (; number; number /= 10)
        *--at = (char)('0' + number % 10);
    *--at = '[';
    *--at = '\033';
    line_put(e, at, (size_t)(text + sizeof text - at));
}

static size_t prompt_columns(const struct line_editor *e)
{
    return line_columns(e->prompt, strlen(e->prompt));
}

static size_t place_of(const struct line_editor *e, size_t position)
{
    return prompt_columns(e) + line_columns(e->text, position);
}

static size_t row(const struct line_editor *e)
{
    return e->at / e->columns - e->unwrapped;
}

/* The terminal has gone on to a place by writing characters. */
static void written_to(struct line_editor *e, size_t place)
{
    e->at = place;
    e->unwrapped = place > 0 && place % e->columns == 0;
}

static void move_to(struct line_editor *e, size_t place)
{
    size_t to = place / e->columns;

    if (row(e) > to)
        put_move(e, row(e) - to, 'A');
    else
        put_move(e, to - row(e), 'B');
    line_put_text(e, "\r");
    put_move(e, place % e->columns, 'C');
    e->at = place;
    e->unwrapped = false;
}

/* The row behind the last column may not exist: one gets there by writing
   that column. */
static void move_to_end(struct line_editor *e)
{
    size_t place = place_of(e, e->length);
    size_t last = line_left(e, e->length);

    if (place % e->columns != 0 || e->length == 0) {
        move_to(e, place);
    } else {
        move_to(e, place - 1);
        line_put(e, e->text + last, e->length - last);
        written_to(e, place);
    }
}

void line_draw_cursor(struct line_editor *e)
{
    size_t place = place_of(e, e->cursor);

    if (place == e->at)
        return;
    if (e->cursor == e->length)
        move_to_end(e);
    else if (place + 1 == e->at && !e->unwrapped && e->at % e->columns != 0) {
        line_put_text(e, "\b");
        e->at = place;
    } else
        move_to(e, place);
}

void line_draw(struct line_editor *e)
{
    line_put_text(e, e->prompt);
    line_put(e, e->text, e->length);
    written_to(e, place_of(e, e->length));
    line_draw_cursor(e);
}

void line_redraw(struct line_editor *e)
{
    move_to(e, 0);
    line_put_text(e, "\033[J");
    line_draw(e);
}

void line_draw_end(struct line_editor *e, size_t bytes)
{
    line_put(e, e->text + e->length - bytes, bytes);
    written_to(e, place_of(e, e->length));
}

void line_erase_end(struct line_editor *e)
{
    if (e->at % e->columns == 0) {
        line_redraw(e);
    } else {
        line_put_text(e, "\b\033[K");
        e->at--;
    }
}

void line_leave(struct line_editor *e)
{
    e->cursor = e->length;
    line_draw_cursor(e);
    line_put_text(e, "\n");
}

void line_ask_columns(struct line_editor *e)
{
    if (!e->asked)
        line_put_text(e, "\0337\033[999C\033[6n\0338");
    e->asked = true;
}

/* The rows that are there were counted with the other width: if there may be
   several, the line is shown once more below them. Numbers below the least
   width come from other keys, whose sequences look alike. */
void line_set_columns(struct line_editor *e, size_t columns)
{
    size_t end = place_of(e, e->length);
    bool wide = end >= columns || end >= e->columns;

    if (columns < LINE_COLUMNS_MIN)
        return;
    e->answered = true;
    if (columns == e->columns)
        return;
    e->columns = columns;
    if (wide) {
        line_put_text(e, "\n\033[J");
        line_draw(e);
    }
}

bool line_editor_is_one_row(const struct line_editor *e)
{
    return e->answered && place_of(e, e->length) < e->columns;
}
