/* SPDX-License-Identifier: MIT */
/*
 * The line editor at a model of a terminal. After every byte the screen must
 * show prompt and line, wrapped at the terminal's width, and the cursor must
 * stand where the line's is; the line is compared with a simpler editor's,
 * which knows nothing of screens.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "line_editor.h"

#define PROMPT "TESSERA> "

enum { ROWS = 80, COLUMNS_MAX = 200 };

/* -- the terminal ---------------------------------------------------------- */

static struct {
    size_t columns;
    char cell[ROWS][COLUMNS_MAX][5]; /* a character in UTF-8, "" is blank */
    size_t row, column, saved_row, saved_column;
    bool at_margin; /* the last column was written; the next one wraps */
    char sequence[32];
    size_t sequence_bytes;
    unsigned bells, asked;
    size_t written; /* bytes */
    char log[8192]; /* of them */
} screen;

static void reset_screen(size_t columns)
{
    memset(&screen, 0, sizeof screen);
    screen.columns = columns;
}

static void new_row(void)
{
    assert_true(screen.row + 1 < ROWS);
    screen.row++;
    screen.column = 0;
    screen.at_margin = false;
}

static void show(char byte)
{
    char(*row)[5];

    if (((unsigned char)byte & 0xc0) == 0x80) { /* goes with the last one */
        size_t last = screen.at_margin ? screen.column : screen.column - 1;
        char *cell = screen.cell[screen.row][last];

        assert_true(strlen(cell) < 4);
        cell[strlen(cell)] = byte;
        return;
    }
    if (screen.at_margin)
        new_row();
    row = screen.cell[screen.row];
    memset(row[screen.column], 0, 5);
    row[screen.column][0] = byte;
    if (screen.column + 1 == screen.columns)
        screen.at_margin = true;
    else
        screen.column++;
}

static void erase(size_t row, size_t from)
{
    memset(screen.cell[row][from], 0, sizeof screen.cell[row] - from * 5);
}

static void obey(char letter, size_t count)
{
    size_t n = count ? count : 1;

    screen.at_margin = screen.at_margin && strchr("JKn", letter);
    if (letter == 'A') {
        assert_true(n <= screen.row);
        screen.row -= n;
    } else if (letter == 'B') {
        screen.row += n;
        assert_true(screen.row < ROWS);
    } else if (letter == 'C') {
        screen.column += n;
        if (screen.column >= screen.columns)
            screen.column = screen.columns - 1;
    } else if (letter == 'H') {
        screen.row = screen.column = 0;
    } else if (letter == 'K') {
        erase(screen.row, screen.column);
    } else if (letter == 'J') {
        erase(screen.row, count == 2 ? 0 : screen.column);
        for (size_t r = count == 2 ? 0 : screen.row + 1; r < ROWS; r++)
            erase(r, 0);
    } else {
        assert_true(letter == 'n' && count == 6);
        screen.asked++;
    }
}

/* Takes the byte if it belongs to a sequence. */
static bool in_sequence(char byte)
{
    if (screen.sequence_bytes == 0 && byte != '\033')
        return false;
    screen.sequence[screen.sequence_bytes++] = byte;
    assert_true(screen.sequence_bytes < sizeof screen.sequence);
    if (screen.sequence_bytes == 2 && byte == '7') {
        screen.saved_row = screen.row;
        screen.saved_column = screen.column;
        screen.sequence_bytes = 0;
    } else if (screen.sequence_bytes == 2 && byte == '8') {
        screen.row = screen.saved_row;
        screen.column = screen.saved_column;
        screen.sequence_bytes = 0;
    } else if (screen.sequence_bytes > 2 && byte >= '@') {
        obey(byte, (size_t)atoi(screen.sequence + 2));
        memset(screen.sequence, 0, sizeof screen.sequence);
        screen.sequence_bytes = 0;
    }
    return true;
}

static void terminal_byte(char byte)
{
    if (in_sequence(byte))
        return;
    if (byte == '\n') {
        new_row();
    } else if (byte == '\r') {
        screen.column = 0;
        screen.at_margin = false;
    } else if (byte == '\b') {
        assert_true(screen.column > 0);
        screen.column -= !screen.at_margin;
        screen.at_margin = false;
    } else if (byte == '\a') {
        screen.bells++;
    } else {
        assert_true((unsigned char)byte >= ' ');
        show(byte);
    }
}

static void terminal_write(void *context, const char *bytes, size_t count)
{
    assert_ptr_equal(context, &screen);
    assert_true(count > 0 && count <= LINE_OUTPUT_BYTES);
    for (size_t i = 0; i < count; i++) {
        terminal_byte(bytes[i]);
        screen.log[screen.written++ % sizeof screen.log] = bytes[i];
    }
    /* nobody's output may come between the bytes of a sequence */
    assert_int_equal(screen.sequence_bytes, 0);
}

/* -- the editor under test ------------------------------------------------- */

static const char *const commands[] = { "start", "status", "stop", "suspend",
                                        "help" };
static const char *const bundles[] = { "hello", "hog" };

static void complete(void *context, const char *text, size_t word,
                     struct line_candidates *to)
{
    (void)context;
    assert_true(word <= strlen(text));
    if (word == 0)
        for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
            line_candidate(to, commands[i]);
    else
        for (size_t i = 0; i < sizeof bundles / sizeof *bundles; i++)
            line_candidate(to, bundles[i]);
}

static const struct line_user user = { &screen, terminal_write, complete };
static struct line_editor e;

static void begin(size_t columns)
{
    reset_screen(columns);
    line_editor_begin(&e, PROMPT);
}

static enum line_event type(const char *bytes)
{
    enum line_event event = LINE_NOTHING;

    for (; *bytes; bytes++) {
        assert_int_equal(event, LINE_NOTHING);
        event = line_editor_feed(&e, *bytes);
    }
    return event;
}

static int fresh(void **state)
{
    (void)state;
    line_editor_init(&e, &user);
    begin(80);
    return 0;
}

/* The first rows, each as text without blanks at its end. */
static void assert_screen(const char *expected)
{
    char text[ROWS * (COLUMNS_MAX + 1)] = "";

    for (size_t r = 0; r < ROWS; r++) {
        size_t end = COLUMNS_MAX;

        while (end > 0 && (!screen.cell[r][end - 1][0] ||
                           !strcmp(screen.cell[r][end - 1], " ")))
            end--;
        for (size_t c = 0; c < end; c++)
            strcat(text, screen.cell[r][c][0] ? screen.cell[r][c] : " ");
        strcat(text, "\n");
    }
    for (size_t last = strlen(text); last > 1 && text[last - 2] == '\n';)
        text[--last] = 0;
    assert_string_equal(text, expected);
}

/* Every cell, and the cursor; `row` is the prompt's. */
static void assert_shows(const char *line, size_t cursor, size_t row)
{
    char text[sizeof PROMPT + LINE_BYTES];
    size_t place = 0, at = 0;

    snprintf(text, sizeof text, PROMPT "%s", line);
    cursor += strlen(PROMPT);
    for (size_t i = 0; text[i];) {
        char character[5] = { 0 };

        at = i == cursor ? place : at;
        do
            character[strlen(character)] = text[i++];
        while (((unsigned char)text[i] & 0xc0) == 0x80);
        assert_string_equal(
            screen.cell[row + place / screen.columns][place % screen.columns],
            character);
        place++;
    }
    at = cursor == strlen(text) ? place : at;
    for (size_t c = place % screen.columns; c < screen.columns; c++)
        assert_string_equal(screen.cell[row + place / screen.columns][c], "");
    if (screen.at_margin) {
        assert_int_equal(at, place);
        assert_int_equal(at % screen.columns, 0);
        assert_int_equal(screen.row, row + at / screen.columns - 1);
    } else {
        assert_int_equal(screen.row, row + at / screen.columns);
        assert_int_equal(screen.column, at % screen.columns);
    }
}

/* -- tests ----------------------------------------------------------------- */

static void plain_text_is_shown_by_itself(void **state)
{
    char line[301];

    (void)state;
    line_editor_feed(&e, 0); /* nothing */
    for (size_t i = 0; i < 300; i++)
        line[i] = (char)('a' + i % 26);
    line[300] = 0;
    type(line);
    assert_int_equal(type("\n"), LINE_READY);
    assert_string_equal(e.text, line);
    screen.log[screen.written] = 0;
    assert_memory_equal(screen.log, PROMPT, strlen(PROMPT));
    assert_memory_equal(screen.log + strlen(PROMPT), line, 300);
    assert_string_equal(screen.log + strlen(PROMPT) + 300, "\n");
}

static void every_kind_of_enter_is_one(void **state)
{
    static const char *const enters[] = { "\n", "\r", "\r\n" };

    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        begin(80);
        type("x");
        assert_int_equal(line_editor_feed(&e, enters[i][0]), LINE_READY);
        begin(80);
        if (enters[i][1])
            assert_int_equal(line_editor_feed(&e, '\n'), LINE_NOTHING);
        assert_int_equal(type("y\n"), LINE_READY);
        assert_string_equal(e.text, "y");
    }
    begin(80);
    assert_int_equal(type("\n"), LINE_READY);
    begin(80);
    assert_int_equal(type("\n"), LINE_READY);
}

static void keys_move_and_delete(void **state)
{
    static const struct {
        const char *keys;
        const char *line;
    } cases[] = {
        { "abc\033[D\033[Dx", "axbc" },
        { "abc\033[H1\033[F2", "1abc2" },
        { "abc\033OH1\033OF2", "1abc2" },
        { "abc\033[1~1\033[4~2", "1abc2" },
        { "abc\001\004", "bc" },
        { "abc\001\033[3~\033[3~", "c" },
        { "abc\177\177", "a" },
        { "abc\b", "ab" },
        { "one two three\027", "one two " },
        { "one two three\033b\033b\013", "one " },
        { "one two\033[1;5D\025", "two" },
        { "one two\001\033[1;5C!", "one! two" },
        { "one two\001\033d", " two" },
        { "one two\033\177", "one " },
        { "one two\027\001\031-", "two-one " },
        { "one\002\002\006\013", "on" },
        { "a\033[5~\033[15~\033[99;99Zb\033xc", "abc" },
        { "gr\303\274n\033[D\033[D\004", "grn" },
        { "\303\244\303\266\177", "\303\244" },
        { "a\033[1\003", "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        begin(80);
        type(cases[i].keys);
        assert_string_equal(e.text, cases[i].line);
        if (cases[i].line[0])
            assert_shows(e.text, e.cursor, 0);
    }
}

static void history_goes_up_and_down_and_keeps_the_draft(void **state)
{
    (void)state;
    type("first\n");
    begin(80);
    type("second\n");
    begin(80);
    type("second\n"); /* not again */
    begin(80);
    type("\n"); /* not at all */
    begin(80);
    type("dra\033[A");
    assert_shows("second", 6, 0);
    type("\033[A");
    assert_shows("first", 5, 0);
    type("\033[A"); /* there is no more */
    assert_shows("first", 5, 0);
    type("!\020\016");
    assert_shows("second", 6, 0);
    type("\033OB");
    assert_shows("dra", 3, 0);
    type("\033[B");
    assert_int_equal(type("ft\n"), LINE_READY);
    assert_string_equal(e.text, "draft");
}

static void history_forgets_the_oldest(void **state)
{
    char line[16];

    (void)state;
    for (unsigned i = 0; i < LINE_HISTORY + 5; i++) {
        begin(80);
        snprintf(line, sizeof line, "line %u\n", i);
        type(line);
    }
    begin(80);
    for (unsigned i = 0; i < LINE_HISTORY + 5; i++)
        type("\033[A");
    assert_string_equal(e.text, "line 5");
}

static void tab_completes_what_is_clear(void **state)
{
    (void)state;
    type("h\t");
    assert_shows("help ", 5, 0);
    type("he\t");
    assert_shows("help hello ", 11, 0);
    begin(80);
    type("st\ta\t");
    assert_screen(PROMPT "st\nstart   status  stop\n" PROMPT "sta\n"
                         "start   status\n" PROMPT "sta\n");
    type("r\tx\t");
    assert_shows("start x", 7, 4);
    assert_int_equal(screen.bells, 1);
    begin(80);
    type("s h\033[D\033[D\t");
    assert_shows("s h", 1, 2);
}

static void tab_lists_in_as_many_columns_as_fit(void **state)
{
    (void)state;
    begin(30);
    type("\033[1;30R\t");
    assert_screen("TESSERA>\nstart    status   stop\n"
                  "suspend  help\nTESSERA>\n");
}

static void a_line_too_long_says_so(void **state)
{
    (void)state;
    for (unsigned i = 0; i < LINE_BYTES + 10; i++)
        type("x");
    assert_int_equal(screen.bells, 1);
    assert_int_equal(e.length, LINE_BYTES - 1);
    assert_int_equal(type("\n"), LINE_TOO_LONG);
    begin(80);
    for (unsigned i = 0; i < LINE_BYTES; i++)
        type("x");
    assert_int_equal(type("\177\n"), LINE_READY); /* somebody saw it */
}

static void the_end_and_the_interrupt(void **state)
{
    (void)state;
    assert_int_equal(type("ab\001\004\004\004"), LINE_ENDED);
    begin(80);
    assert_int_equal(type("abc\003"), LINE_INTERRUPTED);
    assert_screen(PROMPT "abc^C\n");
    begin(80);
    type("\033[A"); /* was not remembered */
    assert_string_equal(e.text, "");
}

static void the_width_is_asked_once_and_believed(void **state)
{
    (void)state;
    begin(30);
    type("some words");
    assert_int_equal(screen.asked, 0);
    type("\033[D\033[D\033[1;30R");
    assert_int_equal(screen.asked, 1);
    assert_int_equal(e.columns, 30);
    type(" that need three rows of such a screen");
    assert_shows(e.text, e.cursor, 0);
    type("\033OR\033[1;2R"); /* F3 */
    assert_int_equal(e.columns, 30);
}

static void a_return_alone_is_a_terminals(void **state)
{
    (void)state;
    type("x\r");
    begin(80);
    assert_int_equal(line_editor_feed(&e, '\n'), LINE_NOTHING);
    type("y\n");
    assert_int_equal(screen.asked, 0);
    assert_false(line_editor_is_one_row(&e));
    begin(80);
    type("x\r");
    begin(80);
    type("y");
    assert_int_equal(screen.asked, 1);
    assert_false(line_editor_is_one_row(&e));
    type("\033[24;80R");
    assert_true(line_editor_is_one_row(&e));
    for (unsigned i = 0; i < 69; i++)
        type("z");
    assert_true(line_editor_is_one_row(&e));
    type("z");
    assert_false(line_editor_is_one_row(&e));
}

static void a_line_that_others_wrote_over_is_shown_again(void **state)
{
    (void)state;
    type("start hel\033[D");
    for (const char *c = "\nlog: INFO words\n"; *c; c++)
        terminal_byte(*c);
    line_editor_show(&e);
    assert_shows("start hel", 8, 2);
}

/* -- against a simpler editor ---------------------------------------------- */

static const char *const keys[] = {
    "a",        "b",     " ",
    "\303\251", "-",     "\033[D",
    "\033[C",   "\001",  "\005",
    "\177",     "\004",  "\013",
    "\025",     "\027",  "\031",
    "\033b",    "\033f", "\033d",
    "\033[3~",  "word ", "\303\244\303\266",
    "\t",       "\014",
};

struct simple {
    char left[2 * LINE_BYTES], right[2 * LINE_BYTES], kept[2 * LINE_BYTES];
};

static void keep(struct simple *s, const char *text)
{
    if (*text)
        strcpy(s->kept, text);
}

static size_t last_character(const char *text)
{
    size_t at = strlen(text);

    while (at > 0 && ((unsigned char)text[--at] & 0xc0) == 0x80)
        ;
    return at;
}

static size_t first_character(const char *text)
{
    size_t bytes = *text != 0;

    while (((unsigned char)text[bytes] & 0xc0) == 0x80)
        bytes++;
    return bytes;
}

static size_t last_word(const char *text)
{
    size_t at = strlen(text);

    while (at && text[at - 1] == ' ')
        at--;
    while (at && text[at - 1] != ' ')
        at--;
    return at;
}

static size_t first_word(const char *text)
{
    size_t spaces = strspn(text, " ");

    return spaces + strcspn(text + spaces, " ");
}

static void go_left(struct simple *s, size_t at)
{
    char right[2 * LINE_BYTES];

    snprintf(right, sizeof right, "%s%s", s->left + at, s->right);
    strcpy(s->right, right);
    s->left[at] = 0;
}

static void go_right(struct simple *s, size_t bytes)
{
    size_t end = strlen(s->left);

    memcpy(s->left + end, s->right, bytes);
    s->left[end + bytes] = 0;
    memmove(s->right, s->right + bytes, strlen(s->right) - bytes + 1);
}

static void cut_left(struct simple *s, size_t at, bool kept)
{
    if (kept)
        keep(s, s->left + at);
    s->left[at] = 0;
}

static void cut_right(struct simple *s, size_t bytes, bool kept)
{
    char text[2 * LINE_BYTES];

    snprintf(text, sizeof text, "%.*s", (int)bytes, s->right);
    if (kept)
        keep(s, text);
    memmove(s->right, s->right + bytes, strlen(s->right) - bytes + 1);
}

static void simply(struct simple *s, const char *key)
{
    if ((unsigned char)*key >= ' ' && *key != '\177')
        strcat(s->left, key);
    else if (!strcmp(key, "\033[D"))
        go_left(s, last_character(s->left));
    else if (!strcmp(key, "\033[C"))
        go_right(s, first_character(s->right));
    else if (*key == '\001')
        go_left(s, 0);
    else if (*key == '\005')
        go_right(s, strlen(s->right));
    else if (*key == '\177')
        cut_left(s, last_character(s->left), false);
    else if (*key == '\004' || !strcmp(key, "\033[3~"))
        cut_right(s, first_character(s->right), false);
    else if (*key == '\013')
        cut_right(s, strlen(s->right), true);
    else if (*key == '\025')
        cut_left(s, 0, true);
    else if (*key == '\027')
        cut_left(s, last_word(s->left), true);
    else if (*key == '\031')
        strcat(s->left, s->kept);
    else if (!strcmp(key, "\033b"))
        go_left(s, last_word(s->left));
    else if (!strcmp(key, "\033f"))
        go_right(s, first_word(s->right));
    else if (!strcmp(key, "\033d"))
        cut_right(s, first_word(s->right), true);
}

/* One line of random keys on a terminal of this width. */
static void walk(size_t columns, unsigned steps)
{
    struct simple s = { 0 };
    char whole[4 * LINE_BYTES];

    line_editor_init(&e, &(struct line_user){ &screen, terminal_write, NULL });
    begin(columns);
    snprintf(whole, sizeof whole, "\033[1;%zuR", columns);
    type(whole);
    for (unsigned i = 0; i < steps; i++) {
        const char *key = keys[(size_t)rand() % (sizeof keys / sizeof *keys)];

        if (strlen(s.left) + strlen(s.right) + strlen(s.kept) > 400)
            key = "\025";
        if (*key == '\004' && !*s.left && !*s.right)
            continue;
        assert_int_equal(type(key), LINE_NOTHING);
        simply(&s, key);
        snprintf(whole, sizeof whole, "%s%s", s.left, s.right);
        assert_string_equal(e.text, whole);
        assert_int_equal(e.cursor, strlen(s.left));
        assert_shows(whole, strlen(s.left), 0);
    }
}

static void any_keys_keep_line_and_screen_together(void **state)
{
    (void)state;
    srand(42);
    for (size_t columns = LINE_COLUMNS_MIN; columns <= 80; columns += 4)
        for (unsigned i = 0; i < 8; i++)
            walk(columns, 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(plain_text_is_shown_by_itself, fresh),
        cmocka_unit_test_setup(every_kind_of_enter_is_one, fresh),
        cmocka_unit_test_setup(keys_move_and_delete, fresh),
        cmocka_unit_test_setup(history_goes_up_and_down_and_keeps_the_draft,
                               fresh),
        cmocka_unit_test_setup(history_forgets_the_oldest, fresh),
        cmocka_unit_test_setup(tab_completes_what_is_clear, fresh),
        cmocka_unit_test_setup(tab_lists_in_as_many_columns_as_fit, fresh),
        cmocka_unit_test_setup(a_line_too_long_says_so, fresh),
        cmocka_unit_test_setup(the_end_and_the_interrupt, fresh),
        cmocka_unit_test_setup(the_width_is_asked_once_and_believed, fresh),
        cmocka_unit_test_setup(a_return_alone_is_a_terminals, fresh),
        cmocka_unit_test_setup(a_line_that_others_wrote_over_is_shown_again,
                               fresh),
        cmocka_unit_test_setup(any_keys_keep_line_and_screen_together, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
