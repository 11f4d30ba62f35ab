/* SPDX-License-Identifier: MIT
 *
 * Splitting a line into words: see words.h. No system calls; tested on the
 * host.
 */
#include "words.h"

#include <stdbool.h>

struct reader {
    const char *at, *end;
    struct words *words;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static enum words_error add(struct words *w, char c)
{
    if (w->used == sizeof w->bytes)
        return WORDS_LONG;
    w->bytes[w->used++] = c;
    return WORDS_OK;
}

static enum words_error read_escaped(struct reader *r)
{
    r->at++;
    if (r->at == r->end)
        return WORDS_BACKSLASH;
    return add(r->words, *r->at++);
}

/* From one quotation mark to the next. */
static enum words_error read_quotation(struct reader *r)
{
    char mark = *r->at++;
    enum words_error error = WORDS_OK;

    while (!error && r->at < r->end && *r->at != mark) {
        if (*r->at == '\\' && mark == '"')
            error = read_escaped(r);
        else
            error = add(r->words, *r->at++);
    }
    if (!error && r->at == r->end)
        return WORDS_QUOTE;
    r->at++;
    return error;
}

static enum words_error read_word(struct reader *r)
{
    enum words_error error = WORDS_OK;

    while (!error && r->at < r->end && !is_blank(*r->at)) {
        if (*r->at == '"' || *r->at == '\'')
            error = read_quotation(r);
        else if (*r->at == '\\')
            error = read_escaped(r);
        else
            error = add(r->words, *r->at++);
    }
    return error ? error : add(r->words, 0);
}

enum words_error words_split(const char *line, size_t length,
                             struct words *words)
{
    struct reader r = { line, line + length, words };

    words->count = 0;
    words->used = 0;
    for (;;) {
        const char *word = words->bytes + words->used;
        enum words_error error;

        while (r.at < r.end && is_blank(*r.at))
            r.at++;
        if (r.at == r.end || *r.at == '#')
            return WORDS_OK;
        if (words->count == WORDS_MAX)
            return WORDS_MANY;
        error = read_word(&r);
        if (error)
            return error;
        words->word[words->count++] = word;
    }
}

const char *words_error_text(enum words_error error)
{
    static const char *const texts[WORDS_ERRORS] = {
        [WORDS_OK] = "nothing is wrong",
        [WORDS_QUOTE] = "a quotation has no end; add the quotation mark",
        [WORDS_BACKSLASH] = "nothing follows the last backslash; write \\\\ "
                            "for a backslash",
        [WORDS_MANY] = "too many words; put words that belong together in "
                       "quotes",
        [WORDS_LONG] = "the words are too long",
    };

    return (unsigned)error < WORDS_ERRORS ? texts[error] : "unknown error";
}
