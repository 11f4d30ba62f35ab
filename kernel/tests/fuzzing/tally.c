/* SPDX-License-Identifier: MIT
 *
 * Counting answers, and telling them in a line: see fuzzing.h.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "fuzzing.h"

enum { TOLD_MAX = 8 }; /* wrong answers that are said */

void fuzz_count_request(struct fuzz_tally *t, const struct fuzz_request *r,
                        const struct fuzz_answer *a)
{
    t->requests++;
    t->spoilt += r->spoilt;
    if (a->status > COMPONENT_NOT_PERMITTED)
        fuzz_count_wrong(t, "status", (int64_t)a->status, 0);
    else
        t->refused[a->status]++;
}

bool fuzz_judge_status(struct fuzz_tally *t, const struct fuzz_request *r,
                       const struct fuzz_answer *a,
                       enum component_status expected)
{
    fuzz_count_request(t, r, a);
    if (a->status != expected)
        fuzz_count_wrong(t, "status", (int64_t)a->status, expected);
    return a->status == COMPONENT_OK && expected == COMPONENT_OK;
}

/* The place of an answer, which is made if there is none. */
static unsigned place(struct fuzz_tally *t, int answer)
{
    unsigned at = 0;

    while (at < t->kinds && t->answer[at] < answer)
        at++;
    if ((at < t->kinds && t->answer[at] == answer) || t->kinds == FUZZ_ANSWERS)
        return at;
    for (unsigned i = t->kinds++; i > at; i--) {
        t->answer[i] = t->answer[i - 1];
        t->count[i] = t->count[i - 1];
    }
    t->answer[at] = answer;
    t->count[at] = 0;
    return at;
}

void fuzz_count_answer(struct fuzz_tally *t, int answer)
{
    unsigned at = place(t, answer);

    if (at < t->kinds && t->answer[at] == answer)
        t->count[at]++;
    else
        fuzz_count_wrong(t, "one answer too many", answer, 0);
}

void fuzz_count(struct fuzz_tally *t, const struct fuzz_request *r,
                const struct fuzz_answer *a)
{
    struct component_message m = { .data = a->bytes, .size = a->size };
    int answer = 0;

    fuzz_count_request(t, r, a);
    if (a->status != COMPONENT_OK)
        return;
    component_get(&m, &answer, sizeof answer);
    fuzz_count_answer(t, answer);
}

void fuzz_count_wrong(struct fuzz_tally *t, const char *what, int64_t is,
                      int64_t should_be)
{
    if (t->wrong++ < TOLD_MAX)
        printf("fuzzer: %s: request %u: WRONG: %s is %lld, not %lld\n", t->name,
               t->requests, what, (long long)is, (long long)should_be);
}

static char text[FUZZ_TEXT];
static size_t length;

__attribute__((format(printf, 1, 2))) static void add(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    length += (size_t)vsnprintf(text + length, sizeof text - length, format,
                                arguments);
    va_end(arguments);
    if (length >= sizeof text)
        length = sizeof text - 1;
}

const char *fuzz_report(const struct fuzz_tally *t)
{
    length = 0;
    add("%s: %u requests, %u spoilt, %u wrong, refused", t->name, t->requests,
        t->spoilt, t->wrong);
    for (unsigned i = 1; i <= COMPONENT_NOT_PERMITTED; i++)
        if (t->refused[i])
            add(" %u:%u", i, t->refused[i]);
    add(", answered");
    for (unsigned i = 0; i < t->kinds; i++)
        add(" %d:%u", t->answer[i], t->count[i]);
    return text;
}
