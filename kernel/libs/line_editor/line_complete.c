/* SPDX-License-Identifier: MIT
 *
 * Completion of the word in front of the cursor.
 *
 * The user names candidates, nobody keeps them: a first round finds out how
 * many there are and what they have in common, a second one, if need be,
 * lists them.
 */
#include "line_text.h"

#include <string.h>

struct line_candidates {
    struct line_editor *e;
    const char *word;
    size_t word_bytes;
    unsigned count;
    char common[LINE_NAME_BYTES];
    size_t common_bytes;
    size_t longest; /* columns */
    bool list;
    size_t in_row; /* columns of the row that is being listed */
};

static void compare(struct line_candidates *to, const char *name, size_t bytes)
{
    size_t same = 0;

    if (to->count == 0) {
        memcpy(to->common, name, bytes);
        to->common_bytes = bytes;
    }
    while (same < to->common_bytes && same < bytes &&
           name[same] == to->common[same])
        same++;
    to->common_bytes = same;
    if (line_columns(name, bytes) > to->longest)
        to->longest = line_columns(name, bytes);
}

static void list(struct line_candidates *to, const char *name, size_t bytes)
{
    size_t columns = line_columns(name, bytes);

    if (to->in_row && to->in_row + to->longest >= to->e->columns) {
        line_put_text(to->e, "\n");
        line_flush(to->e);
        to->in_row = 0;
    }
    line_put(to->e, name, bytes);
    for (; columns < to->longest + 2; columns++)
        line_put_text(to->e, " ");
    to->in_row += columns;
}

void line_candidate(struct line_candidates *to, const char *name)
{
    size_t bytes = strlen(name);

    if (bytes >= LINE_NAME_BYTES || bytes < to->word_bytes ||
        memcmp(name, to->word, to->word_bytes) != 0)
        return;
    if (to->list)
        list(to, name, bytes);
    else
        compare(to, name, bytes);
    to->count++;
}

static void ask(struct line_candidates *to)
{
    struct line_editor *e = to->e;
    const struct line_user *user = e->user;
    char text[LINE_BYTES];
    size_t word = e->cursor;

    while (word > 0 && e->text[word - 1] != ' ')
        word--;
    memcpy(text, e->text, e->cursor);
    text[e->cursor] = 0;
    to->word = e->text + word;
    to->word_bytes = e->cursor - word;
    to->count = 0;
    user->complete(user->context, text, word, to);
}

static void list_all(struct line_candidates *to)
{
    struct line_editor *e = to->e;
    size_t cursor = e->cursor;

    line_leave(e);
    e->cursor = cursor;
    to->list = true;
    ask(to);
    line_put_text(e, "\n");
    line_flush(e);
    line_draw(e);
}

static void insert(struct line_editor *e, const char *text, size_t bytes)
{
    bool at_end = e->cursor == e->length;

    if (!line_insert(e, text, bytes))
        line_put_text(e, "\a");
    else if (at_end)
        line_draw_end(e, bytes);
    else
        line_redraw(e);
}

void line_complete(struct line_editor *e)
{
    struct line_candidates c = { .e = e };

    if (e->user->complete)
        ask(&c);
    if (c.count == 0) {
        line_put_text(e, "\a");
        return;
    }
    if (c.count > 1 && c.common_bytes == c.word_bytes) {
        list_all(&c);
        return;
    }
    insert(e, c.common + c.word_bytes, c.common_bytes - c.word_bytes);
    if (c.count == 1 && e->text[e->cursor] != ' ')
        insert(e, " ", 1);
}
