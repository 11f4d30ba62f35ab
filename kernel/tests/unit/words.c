/* SPDX-License-Identifier: MIT */
/*
 * The shell's splitter of lines.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "DebugConsole/words.h"

static struct words words;

/* The line lies in a block of exactly its size: it has no NUL. */
static enum words_error split(const char *line)
{
    size_t length = strlen(line);
    char *copy = malloc(length ? length : 1);
    enum words_error error;

    memcpy(copy, line, length);
    memset(&words, 0xa5, sizeof words);
    error = words_split(copy, length, &words);
    free(copy);
    return error;
}

static void lines_become_words(void **state)
{
    static const struct {
        const char *line;
        unsigned count;
        const char *word[4];
    } cases[] = {
        { "", 0, { 0 } },
        { "  \t ", 0, { 0 } },
        { "# start hello", 0, { 0 } },
        { "start hello", 2, { "start", "hello" } },
        { "\tstart  hello # now", 2, { "start", "hello" } },
        { "a#b #c", 1, { "a#b" } },
        { "echo '#' \"#\" \\#", 4, { "echo", "#", "#", "#" } },
        { "a \"b  c\" 'd \"e\"'", 3, { "a", "b  c", "d \"e\"" } },
        { "\"a\\\"b\\\\\" 'c\\'", 2, { "a\"b\\", "c\\" } },
        { "one\\ word two", 2, { "one word", "two" } },
        { "a'b'\"c\"\\d", 1, { "abcd" } },
        { "'' \"\" x", 3, { "", "", "x" } },
        { "\303\244 \377", 2, { "\303\244", "\377" } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(split(cases[i].line), WORDS_OK);
        assert_int_equal(words.count, cases[i].count);
        for (unsigned n = 0; n < words.count; n++)
            assert_string_equal(words.word[n], cases[i].word[n]);
    }
}

static void each_defect_has_its_own_name(void **state)
{
    static const struct {
        const char *line;
        enum words_error error;
        unsigned count; /* of words in front of it */
    } cases[] = {
        { "start 'hello", WORDS_QUOTE, 1 },
        { "'", WORDS_QUOTE, 0 },
        { "a b \"c\\\"", WORDS_QUOTE, 2 },
        { "a \"b\\", WORDS_BACKSLASH, 1 },
        { "a \\", WORDS_BACKSLASH, 1 },
        { "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17", WORDS_MANY, WORDS_MAX },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(words_error_text(split(cases[i].line)),
                            words_error_text(cases[i].error));
        assert_int_equal(words.count, cases[i].count);
    }
    assert_int_equal(split("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 # 17"),
                     WORDS_OK);
}

static void words_fit_or_are_refused(void **state)
{
    char line[WORDS_BYTES + 1];

    (void)state;
    memset(line, 'x', sizeof line);
    line[WORDS_BYTES - 1] = 0;
    assert_int_equal(split(line), WORDS_OK);
    assert_int_equal(strlen(words.word[0]), WORDS_BYTES - 1);
    line[WORDS_BYTES - 1] = 'x';
    line[WORDS_BYTES] = 0;
    assert_int_equal(split(line), WORDS_LONG);
    line[10] = ' '; /* two words, which need two NULs */
    assert_int_equal(split(line), WORDS_LONG);
    line[11] = ' ';
    assert_int_equal(split(line), WORDS_OK);
}

/* Any bytes: the words lie one behind the other, and putting each in single
   quotes gives the same words again. */
static void any_line_is_split_the_same_way_twice(void **state)
{
    static const char bytes[] = "ab \t'\"\\#\x01\xff";

    (void)state;
    srand(11);
    for (unsigned round = 0; round < 100000; round++) {
        char line[64], again[256] = "";
        struct words first;
        size_t length = (size_t)rand() % sizeof line;
        bool quotable = true;

        for (size_t i = 0; i < length; i++)
            line[i] = bytes[(size_t)rand() % (sizeof bytes - 1)];
        if (words_split(line, length, &first) != WORDS_OK)
            continue;
        for (unsigned n = 0; n < first.count; n++) {
            assert_ptr_equal(first.word[n], n ? first.word[n - 1] +
                                                    strlen(first.word[n - 1]) +
                                                    1
                                              : first.bytes);
            quotable = quotable && !strchr(first.word[n], '\'');
            strcat(strcat(strcat(again, "'"), first.word[n]), "' ");
        }
        if (!quotable)
            continue;
        assert_int_equal(split(again), WORDS_OK);
        assert_int_equal(words.count, first.count);
        for (unsigned n = 0; n < first.count; n++)
            assert_string_equal(words.word[n], first.word[n]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_become_words),
        cmocka_unit_test(each_defect_has_its_own_name),
        cmocka_unit_test(words_fit_or_are_refused),
        cmocka_unit_test(any_line_is_split_the_same_way_twice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
