/* SPDX-License-Identifier: MIT
 *
 * A line of the shell as words.
 *
 *     start hello            # a comment reaches up to the end of the line
 *     kvwrite hello greeting "Good morning, \"all\""
 *     echo 'as it stands: \n $ #' one\ word
 *
 * Blanks and tabs part words. In double quotes they belong to the word; in
 * single quotes everything does. A backslash outside of single quotes takes
 * its meaning from the character behind it. `#` begins a comment where a word
 * could begin.
 */
#pragma once

#include <stddef.h>

enum { WORDS_MAX = 16, WORDS_BYTES = 512 };

enum words_error {
    WORDS_OK,
    WORDS_QUOTE,     /* a quotation without an end */
    WORDS_BACKSLASH, /* nothing is behind the last backslash */
    WORDS_MANY,      /* more than WORDS_MAX */
    WORDS_LONG,      /* more than WORDS_BYTES, with a NUL for each word */
    WORDS_ERRORS
};

struct words {
    unsigned count;
    const char *word[WORDS_MAX]; /* in `bytes` */
    size_t used;
    char bytes[WORDS_BYTES];
};

/**
 * Splits a line.
 *
 * @param length  of the line, which need not end in a NUL
 * @param words   receives them; with an error, those in front of it
 */
enum words_error words_split(const char *line, size_t length,
                             struct words *words);

/** What is wrong, for people. */
const char *words_error_text(enum words_error error);
