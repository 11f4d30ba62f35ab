/* SPDX-License-Identifier: MIT
 *
 * Laying out generated C: see print.h.
 */
#define _GNU_SOURCE
#include "connectors/print.h"

#include <err.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 80 };

void print_list_free(struct print_list *list)
{
    free(list->memory);
    *list = (struct print_list){ 0 };
}

void print_list_add(struct print_list *list, const char *format, ...)
{
    char *text;
    va_list arguments;
    size_t length;

    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) < 0)
        err(1, "compose");
    va_end(arguments);
    length = strlen(text) + 1;
    list->memory = realloc(list->memory, list->size + length);
    if (!list->memory)
        err(1, "compose");
    memcpy(list->memory + list->size, text, length);
    list->count++;
    list->size += length;
    free(text);
}

static size_t total(const struct print_list *list)
{
    /* Each NUL is a comma, and a space follows; but not at the end. */
    return list->count ? list->size + list->count - 2 : 0;
}

static void print_broken(FILE *out, size_t indent,
                         const struct print_list *list, size_t tail)
{
    const char *item = list->memory;
    size_t column = indent;

    for (unsigned i = 0; i < list->count; i++, item += strlen(item) + 1) {
        /* its comma, or what follows the last one */
        size_t length =
            strlen(item) + (i + 1 == list->count ? tail : sizeof "," - 1);

        if (i > 0 && column + 1 + length > COLUMNS) {
            fprintf(out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (i > 0) {
            fputc(' ', out);
            column++;
        }
        fprintf(out, "%s%s", item, i + 1 == list->count ? "" : ",");
        column += length;
    }
}

void print_wrapped(FILE *out, const char *head, const struct print_list *list,
                   const char *none, const char *tail)
{
    size_t start = strlen(head);
    const char *item = list->memory;

    fputs(head, out);
    if (!list->count)
        fputs(none, out);
    else if (start + total(list) + strlen(tail) <= COLUMNS)
        for (unsigned i = 0; i < list->count; i++, item += strlen(item) + 1)
            fprintf(out, "%s%s", i ? ", " : "", item);
    else
        print_broken(out, start, list, strlen(tail));
    fprintf(out, "%s\n", tail);
}
