/* SPDX-License-Identifier: MIT
 *
 * The line editor: keys and history. line_editor.h has the table of keys.
 *
 * A key is a byte, or a sequence:
 *
 *     ESC [ numbers letter    what most keys send (CSI)
 *     ESC O letter            some keys of some terminals (SS3)
 *     ESC letter              Alt and the letter
 *
 * A control character in a sequence ends the sequence and counts itself, so
 * that ^C always works. The answer of the terminal to the question how wide it
 * is comes as ESC [ row ; column R.
 */
#include "line_text.h"

#include <string.h>

#define CONTROL(letter) ((letter)&0x1f)

enum { ESCAPE = 0x1b, BACKSPACE = 0x7f };

void line_editor_init(struct line_editor *e, const struct line_user *user)
{
    memset(e, 0, sizeof *e);
    e->user = user;
    e->prompt = "";
    e->columns = 80;
}

void line_editor_begin(struct line_editor *e, const char *prompt)
{
    e->prompt = prompt;
    e->length = e->cursor = e->back = 0;
    e->text[0] = 0;
    e->too_long = false;
    line_editor_show(e);
}

void line_editor_show(struct line_editor *e)
{
    line_draw(e);
    line_flush(e);
}

/* -- history --------------------------------------------------------------- */

static char *line_back(struct line_editor *e, size_t back)
{
    return e->history[(e->remembered - back) % LINE_HISTORY];
}

static void remember(struct line_editor *e)
{
    if (e->length == 0 ||
        (e->remembered && strcmp(line_back(e, 1), e->text) == 0))
        return;
    memcpy(e->history[e->remembered % LINE_HISTORY], e->text, e->length + 1);
    e->remembered++;
}

static void go_back(struct line_editor *e, size_t back)
{
    if (e->back == 0)
        memcpy(e->draft, e->text, e->length + 1);
    e->back = back;
    e->too_long = false;
    line_replace(e, back ? line_back(e, back) : e->draft);
    line_redraw(e);
}

static void older(struct line_editor *e)
{
    if (e->back < e->remembered && e->back < LINE_HISTORY)
        go_back(e, e->back + 1);
}

static void newer(struct line_editor *e)
{
    if (e->back > 0)
        go_back(e, e->back - 1);
}

/* -- editing --------------------------------------------------------------- */

static void insert(struct line_editor *e, char byte)
{
    if (!line_insert(e, &byte, 1)) {
        if (!e->too_long)
            line_put_text(e, "\a");
        e->too_long = true;
    } else if (e->cursor == e->length) {
        line_draw_end(e, 1);
    } else {
        line_redraw(e);
    }
}

static void delete (struct line_editor *e, size_t from, size_t to)
{
    bool one = to == e->length && line_columns(e->text + from, to - from) == 1;
    bool at_end = e->cursor == e->length;

    e->too_long = false; /* somebody sees what there is */
    if (from == to)
        return;
    line_delete(e, from, to);
    if (one && at_end)
        line_erase_end(e);
    else
        line_redraw(e);
}

static void delete_and_keep(struct line_editor *e, size_t from, size_t to)
{
    if (to > from) {
        memcpy(e->deleted, e->text + from, to - from);
        e->deleted[to - from] = 0;
    }
    delete (e, from, to);
}

static void insert_deleted(struct line_editor *e)
{
    if (line_insert(e, e->deleted, strlen(e->deleted)))
        line_redraw(e);
    else
        line_put_text(e, "\a");
}

static void move(struct line_editor *e, size_t to)
{
    e->cursor = to;
    line_draw_cursor(e);
}

static void clear_screen(struct line_editor *e)
{
    line_put_text(e, "\033[H\033[2J");
    line_draw(e);
}

/* -- keys ------------------------------------------------------------------ */

static enum line_event end_line(struct line_editor *e)
{
    line_leave(e);
    if (e->too_long)
        return LINE_TOO_LONG;
    remember(e);
    return LINE_READY;
}

static enum line_event interrupt(struct line_editor *e)
{
    e->cursor = e->length;
    line_draw_cursor(e);
    line_put_text(e, "^C\n");
    e->length = e->cursor = 0;
    e->text[0] = 0;
    return LINE_INTERRUPTED;
}

static enum line_event end_input(struct line_editor *e)
{
    if (e->length > 0) {
        delete (e, e->cursor, line_right(e, e->cursor));
        return LINE_NOTHING;
    }
    line_leave(e);
    return LINE_ENDED;
}

/* Keys that change or move. */
static void edit(struct line_editor *e, int key)
{
    switch (key) {
    case CONTROL('A'):
        move(e, 0);
        break;
    case CONTROL('B'):
        move(e, line_left(e, e->cursor));
        break;
    case CONTROL('E'):
        move(e, e->length);
        break;
    case CONTROL('F'):
        move(e, line_right(e, e->cursor));
        break;
    case CONTROL('H'):
    case BACKSPACE:
        delete (e, line_left(e, e->cursor), e->cursor);
        break;
    case CONTROL('K'):
        delete_and_keep(e, e->cursor, e->length);
        break;
    case CONTROL('L'):
        clear_screen(e);
        break;
    case CONTROL('N'):
        newer(e);
        break;
    case CONTROL('P'):
        older(e);
        break;
    case CONTROL('U'):
        delete_and_keep(e, 0, e->cursor);
        break;
    case CONTROL('W'):
        delete_and_keep(e, line_word_left(e, e->cursor), e->cursor);
        break;
    case CONTROL('Y'):
        insert_deleted(e);
        break;
    }
}

static enum line_event control(struct line_editor *e, char byte)
{
    bool second_half = byte == '\n' && e->after_return;

    e->after_return = byte == '\r';
    switch (byte) {
    case 0: /* says nothing; a pipe may send some ahead of the first line */
        return LINE_NOTHING;
    case '\r':
        return end_line(e);
    case '\n':
        return second_half ? LINE_NOTHING : end_line(e);
    case CONTROL('C'):
        return interrupt(e);
    case CONTROL('D'):
        return end_input(e);
    case '\t':
        line_complete(e);
        return LINE_NOTHING;
    default:
        line_ask_columns(e);
        edit(e, byte);
        return LINE_NOTHING;
    }
}

static void alt(struct line_editor *e, char letter)
{
    switch (letter) {
    case 'b':
        move(e, line_word_left(e, e->cursor));
        break;
    case 'd':
        delete_and_keep(e, e->cursor, line_word_right(e, e->cursor));
        break;
    case 'f':
        move(e, line_word_right(e, e->cursor));
        break;
    case BACKSPACE:
        delete_and_keep(e, line_word_left(e, e->cursor), e->cursor);
        break;
    }
}

/* ESC [ number ~ */
static void numbered(struct line_editor *e)
{
    switch (e->number[0]) {
    case 1:
    case 7:
        move(e, 0);
        break;
    case 3:
        delete (e, e->cursor, line_right(e, e->cursor));
        break;
    case 4:
    case 8:
        move(e, e->length);
        break;
    }
}

/* The letter that ends a sequence. */
static void lettered(struct line_editor *e, char letter)
{
    bool words = e->number[1] == 5; /* with Ctrl */

    switch (letter) {
    case 'A':
        older(e);
        break;
    case 'B':
        newer(e);
        break;
    case 'C':
        if (words)
            move(e, line_word_right(e, e->cursor));
        else
            move(e, line_right(e, e->cursor));
        break;
    case 'D':
        if (words)
            move(e, line_word_left(e, e->cursor));
        else
            move(e, line_left(e, e->cursor));
        break;
    case 'F':
        move(e, e->length);
        break;
    case 'H':
        move(e, 0);
        break;
    case 'R':
        line_set_columns(e, e->number[1]);
        break;
    case '~':
        numbered(e);
        break;
    }
}

static void begin_sequence(struct line_editor *e, char byte)
{
    e->key = byte == '[' ? KEY_CSI : byte == 'O' ? KEY_SS3 : KEY_NONE;
    e->number[0] = e->number[1] = e->numbers = 0;
    if (byte == ESCAPE)
        e->key = KEY_ESCAPE;
    if (e->key == KEY_NONE)
        alt(e, byte);
}

static void go_on_with_sequence(struct line_editor *e, char byte)
{
    unsigned *number = &e->number[e->numbers];

    if (byte >= '0' && byte <= '9' && e->numbers < 2) {
        if (*number < 1000)
            *number = *number * 10 + (unsigned)(byte - '0');
    } else if (byte == ';') {
        e->numbers += e->numbers < 2;
    } else if ((unsigned char)byte >= '@') {
        e->key = KEY_NONE;
        lettered(e, byte);
    }
}

static enum line_event take(struct line_editor *e, char byte)
{
    bool is_control = (unsigned char)byte < ' ' || byte == BACKSPACE;

    if (e->after_return && byte != '\n')
        line_ask_columns(e);
    if (byte == ESCAPE) {
        e->key = KEY_ESCAPE;
        line_ask_columns(e);
        return LINE_NOTHING;
    }
    if (is_control && !(e->key == KEY_ESCAPE && byte == BACKSPACE)) {
        e->key = KEY_NONE;
        return control(e, byte);
    }
    e->after_return = false;
    if (e->key == KEY_ESCAPE)
        begin_sequence(e, byte);
    else if (e->key != KEY_NONE)
        go_on_with_sequence(e, byte);
    else
        insert(e, byte);
    return LINE_NOTHING;
}

enum line_event line_editor_feed(struct line_editor *e, char byte)
{
    enum line_event event = take(e, byte);

    line_flush(e);
    return event;
}
