/* SPDX-License-Identifier: MIT
 *
 * stdin, stdout and stderr of an application: what is printed becomes lines of
 * the log, stdout at level INFO, stderr at level ERROR; there is no input.
 *
 * A line is sent when it ends, so that lines of several applications never
 * mix; one that grows too long is sent in pieces. What was printed last and
 * has no end is sent when the program ends.
 */
#include <sdk.h>
#include <stdio.h>

#include "runtime.h"

enum { LINE_BYTES = 256 };

struct line {
    enum sdk_level level;
    size_t length;
    char text[LINE_BYTES + 1];
};

static struct line out = { .level = SDK_INFO };
static struct line error = { .level = SDK_ERROR };

static void send(struct line *line)
{
    line->text[line->length] = '\0';
    line->length = 0;
    sdk_log(line->level, line->text);
}

static void add(struct line *line, char c)
{
    if (c == '\n' || line->length == LINE_BYTES)
        send(line);
    if (c != '\n')
        line->text[line->length++] = c;
}

void sdk_flush_line(void)
{
    if (out.length > 0)
        send(&out);
    if (error.length > 0)
        send(&error);
}

static int put_out(char c, FILE *stream)
{
    (void)stream;
    add(&out, c);
    return (unsigned char)c;
}

static int put_error(char c, FILE *stream)
{
    (void)stream;
    add(&error, c);
    return (unsigned char)c;
}

static int get(FILE *stream)
{
    (void)stream;
    return _FDEV_EOF;
}

static FILE to_out = FDEV_SETUP_STREAM(put_out, get, NULL, _FDEV_SETUP_RW);
static FILE to_error = FDEV_SETUP_STREAM(put_error, get, NULL, _FDEV_SETUP_RW);

FILE *const stdin = &to_out;
FILE *const stdout = &to_out;
FILE *const stderr = &to_error;
