/* SPDX-License-Identifier: MIT
 *
 * How errors and warnings are printed: see diagnostics.h.
 */
#include "diagnostics.h"

#include <stdarg.h>

static void print(FILE *out, const char *kind, const struct place *at,
                  const char *format, va_list arguments)
{
    fprintf(out, "%s: ", kind);
    vfprintf(out, format, arguments);
    if (at && at->file) {
        fprintf(out, ": %s", at->file);
        if (at->line)
            fprintf(out, ":%d:%d", at->line, at->column);
    }
    fputc('\n', out);
}

void diagnostics_error(struct diagnostics *d, const struct place *at,
                       const char *format, ...)
{
    va_list arguments;

    if (d->errors++ == DIAGNOSTICS_MAX)
        fprintf(d->out, "error: more than %d errors; the rest is not shown\n",
                DIAGNOSTICS_MAX);
    if (d->errors > DIAGNOSTICS_MAX)
        return;
    va_start(arguments, format);
    print(d->out, "error", at, format, arguments);
    va_end(arguments);
}

void diagnostics_warning(struct diagnostics *d, const struct place *at,
                         const char *format, ...)
{
    va_list arguments;

    d->warnings++;
    va_start(arguments, format);
    print(d->out, "warning", at, format, arguments);
    va_end(arguments);
}
