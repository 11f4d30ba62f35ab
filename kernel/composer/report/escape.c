/* SPDX-License-Identifier: MIT
 *
 * Text of users in several formats: see escape.h.
 */
#include "report/escape.h"

#include <stdbool.h>
#include <stdint.h>

#define REPLACEMENT "\xef\xbf\xbd"

static bool continues(unsigned char byte)
{
    return (byte & 0xc0) == 0x80;
}

/* Length of the UTF-8 sequence at `s`, 0 if there is none: overlong forms,
   surrogates and numbers above 0x10ffff are none. */
static int sequence(const unsigned char *s)
{
    if (s[0] < 0x80)
        return 1;
    if (s[0] >= 0xc2 && s[0] < 0xe0)
        return continues(s[1]) ? 2 : 0;
    if ((s[0] & 0xf0) == 0xe0) {
        if (!continues(s[1]) || !continues(s[2]))
            return 0;
        return (s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] >= 0xa0)
                   ? 0
                   : 3;
    }
    if (s[0] >= 0xf0 && s[0] <= 0xf4) {
        if (!continues(s[1]) || !continues(s[2]) || !continues(s[3]))
            return 0;
        return (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] >= 0x90)
                   ? 0
                   : 4;
    }
    return 0;
}

/* The characters U+0080 to U+009F control terminals too. */
static bool control(const unsigned char *s)
{
    return s[0] < 0x20 || s[0] == 0x7f || (s[0] == 0xc2 && s[1] < 0xa0);
}

/* Writes the character at `s` unless it is a single byte; returns its length,
   1 for a byte that is none. Single bytes are the caller's. */
static int long_character(FILE *out, const unsigned char *s)
{
    int length = sequence(s);

    if (length == 1)
        return 0;
    if (length == 0 || control(s))
        fputs(REPLACEMENT, out);
    else
        fwrite(s, 1, (size_t)length, out);
    return length == 0 ? 1 : length;
}

void escape_json(FILE *out, const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    int length;

    fputc('"', out);
    for (; *s; s += length ? length : 1) {
        length = long_character(out, s);
        if (length)
            continue;
        if (*s == '"' || *s == '\\')
            fprintf(out, "\\%c", *s);
        else if (control(s))
            fprintf(out, "\\u%04x", *s);
        else
            fputc(*s, out);
    }
    fputc('"', out);
}

void escape_html(FILE *out, const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    int length;

    for (; *s; s += length ? length : 1) {
        length = long_character(out, s);
        if (length)
            continue;
        if (*s == '<')
            fputs("&lt;", out);
        else if (*s == '>')
            fputs("&gt;", out);
        else if (*s == '&')
            fputs("&amp;", out);
        else if (*s == '"')
            fputs("&quot;", out);
        else if (control(s))
            fputs(REPLACEMENT, out);
        else
            fputc(*s, out);
    }
}

/* Whether `s` begins or ends a comment. */
static bool comment_mark(const unsigned char *s)
{
    return (s[0] == '*' && s[1] == '/') || (s[0] == '/' && s[1] == '*');
}

void escape_plain(FILE *out, const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    int length;

    for (; *s; s += length ? length : 1) {
        length = long_character(out, s);
        if (length)
            continue;
        if (control(s))
            fputs(REPLACEMENT, out);
        else
            fputc(*s, out);
        if (comment_mark(s))
            fputc(' ', out);
    }
}

int escape_width(const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    int width = 0;

    for (int length; *s; s += length ? length : 1) {
        length = sequence(s);
        width += 1 + comment_mark(s);
    }
    return width;
}
