/* SPDX-License-Identifier: MIT
 *
 * The text of the line.
 *
 * Invariants: cursor <= length < LINE_BYTES, text[length] is NUL and no other
 * byte is. The cursor never stands inside of a character, as far as the text
 * is UTF-8: positions move over all bytes 10xxxxxx, which begin none.
 */
#include "line_text.h"

#include <string.h>

static bool begins_character(char byte)
{
    return ((unsigned char)byte & 0xc0) != 0x80;
}

size_t line_columns(const char *text, size_t bytes)
{
    size_t columns = 0;

    for (size_t i = 0; i < bytes; i++)
        columns += begins_character(text[i]);
    return columns;
}

size_t line_left(const struct line_editor *e, size_t at)
{
    while (at > 0 && !begins_character(e->text[--at]))
        ;
    return at;
}

size_t line_right(const struct line_editor *e, size_t at)
{
    if (at < e->length)
        at++;
    while (at < e->length && !begins_character(e->text[at]))
        at++;
    return at;
}

size_t line_word_left(const struct line_editor *e, size_t at)
{
    while (at > 0 && e->text[at - 1] == ' ')
        at--;
    while (at > 0 && e->text[at - 1] != ' ')
        at--;
    return at;
}

size_t line_word_right(const struct line_editor *e, size_t at)
{
    while (at < e->length && e->text[at] == ' ')
        at++;
    while (at < e->length && e->text[at] != ' ')
        at++;
    return at;
}

bool line_insert(struct line_editor *e, const char *text, size_t bytes)
{
    char *here = e->text + e->cursor;

    if (bytes >= LINE_BYTES - e->length)
        return false;
    memmove(here + bytes, here, e->length - e->cursor + 1);
    memcpy(here, text, bytes);
    e->length += bytes;
    e->cursor += bytes;
    return true;
}

void line_delete(struct line_editor *e, size_t from, size_t to)
{
    memmove(e->text + from, e->text + to, e->length - to + 1);
    e->length -= to - from;
    e->cursor = from;
}

void line_replace(struct line_editor *e, const char *text)
{
    e->length = e->cursor = strlen(text);
    memmove(e->text, text, e->length + 1);
}
