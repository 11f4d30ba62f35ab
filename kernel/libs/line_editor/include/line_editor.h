/* SPDX-License-Identifier: MIT
 *
 * A line of text that a person types at a terminal, or that comes through a
 * pipe: editing, history, completion. No system calls: bytes go in one by
 * one, what the terminal shall show comes out through a function.
 *
 *     line_editor_begin --bytes--> LINE_READY, LINE_TOO_LONG,
 *                                  LINE_INTERRUPTED or LINE_ENDED --> begin
 *
 *     key                            does
 *     Left, Right, ^B, ^F            by a character
 *     Alt-B, Alt-F, Ctrl-Left/Right  by a word
 *     Home, End, ^A, ^E              to the ends
 *     Backspace, Delete, ^D          delete a character
 *     ^W, Alt-Backspace, Alt-D       delete a word, to the left or right
 *     ^U, ^K                         delete all to the left or right
 *     ^Y                             insert what was last deleted by these
 *     Up, Down, ^P, ^N               history
 *     Tab                            complete the word, or list what fits
 *     ^L                             clear the screen
 *     Enter                          LINE_READY
 *     ^C                             LINE_INTERRUPTED
 *     ^D on an empty line            LINE_ENDED
 *
 * A carriage return, a line feed and both together are one Enter. A sequence
 * of bytes that a key sends may come in any pieces. Keys that are not in the
 * table do nothing.
 *
 * What is typed at the end of a line is shown by these bytes alone, so a
 * script that comes through a pipe gives a clean protocol, however long its
 * lines are. For everything else the terminal must know the usual sequences
 * (ECMA-48). Its width is 80 columns, until the first key that only a
 * terminal has, or a carriage return without a line feed behind it: then it is
 * asked, and may answer at any time. Bytes from 128
 * on are UTF-8; each character takes one column.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum {
    LINE_BYTES = 512,      /* of a line, with the NUL */
    LINE_HISTORY = 32,     /* lines */
    LINE_NAME_BYTES = 128, /* of a candidate's name, with the NUL */
    LINE_PROMPT_MAX = 16,  /* columns */
    LINE_COLUMNS_MIN = 20, /* of the terminal */
    LINE_OUTPUT_BYTES = 1024,
};

enum line_event {
    LINE_NOTHING, /* the line goes on */
    LINE_READY,
    LINE_TOO_LONG, /* ended, but bytes of it did not fit */
    LINE_INTERRUPTED,
    LINE_ENDED, /* there will be no more lines */
};

struct line_candidates;

/* Whose editor it is. */
struct line_user {
    void *context;
    /* Shows bytes; all bytes of a call belong together. */
    void (*write)(void *context, const char *bytes, size_t count);
    /* Names what the word at text[word] could become by line_candidate; the
       text ends where the cursor is. May be called twice, and says the same
       then. NULL: no completion. */
    void (*complete)(void *context, const char *text, size_t word,
                     struct line_candidates *to);
};

struct line_editor {
    const struct line_user *user;
    const char *prompt;
    char text[LINE_BYTES]; /* the line, which ends in a NUL */

    size_t length, cursor; /* bytes */
    bool too_long;
    char deleted[LINE_BYTES]; /* what ^Y inserts */

    /* What the terminal shows. */
    size_t columns;
    size_t at;      /* columns from the prompt's beginning to the cursor */
    bool unwrapped; /* the last column was written: the cursor stands on it
                       still, though it belongs to the next row */
    bool asked;     /* for its width */
    bool answered;

    /* The sequence of a key so far. */
    enum { KEY_NONE, KEY_ESCAPE, KEY_CSI, KEY_SS3 } key;
    unsigned number[2], numbers;
    bool after_return;

    char history[LINE_HISTORY][LINE_BYTES];
    size_t remembered; /* lines since the start */
    size_t back;       /* how many lines the shown one is back; 0: the new */
    char draft[LINE_BYTES];

    char output[LINE_OUTPUT_BYTES];
    size_t output_bytes;
};

/** Makes an editor without history. user: lives as long as the editor. */
void line_editor_init(struct line_editor *editor, const struct line_user *user);

/**
 * Begins a line, where the terminal is at the beginning of a row.
 *
 * @param prompt  at most LINE_PROMPT_MAX columns; stays valid until the end
 */
void line_editor_begin(struct line_editor *editor, const char *prompt);

/**
 * Takes a byte. After every event but LINE_NOTHING the line has ended: its
 * text is there until the next one begins, the terminal is at the beginning
 * of a row, and a line that is ready and not empty is in the history.
 */
enum line_event line_editor_feed(struct line_editor *editor, char byte);

/** Shows prompt and line once more, where the terminal is at the beginning of
 * a row: somebody else has written meanwhile. */
void line_editor_show(struct line_editor *editor);

/** @return whether prompt and line are known to be one row of a terminal */
bool line_editor_is_one_row(const struct line_editor *editor);

/** Says what a word could become. Names that do not begin with it, or have
 * LINE_NAME_BYTES and more, are passed over. */
void line_candidate(struct line_candidates *to, const char *name);
