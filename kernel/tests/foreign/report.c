/* SPDX-License-Identifier: MIT */
/*
 * Checks and their report.
 *
 * The report begins in the image and moves, as soon as the pages are mapped,
 * to memory behind the end of RAM, where the host reads it after the run: a
 * release kernel has no console. A failed check is also printed at once.
 */
#include "report.h"

#ifdef CONFIG_PRINTING
#include <sel4/debug.h>
#endif

static struct report first = { .magic = REPORT_MAGIC };
struct report *report = &first;

static void put_console(const char *s)
{
#ifdef CONFIG_PRINTING
    seL4_DebugPutString(s);
#else
    (void)s;
#endif
}

static void put(const char *s)
{
    put_console(s);
    for (; *s && report->length < REPORT_TEXT; s++)
        report->text[report->length++] = *s;
}

/* The digits of a number, in a buffer that the next call uses again. */
static const char *digits(seL4_Word value, seL4_Word base)
{
    static char text[24];
    char *at = text + sizeof(text) - 1;

    do {
        *--at = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    return at;
}

void check_equal(const char *where, const char *what, seL4_Word seen,
                 seL4_Word wanted)
{
    if (seen == wanted) {
        report->passed++;
        return;
    }
    report->failed++;
    put(where);
    put(what);
    put(" is 0x");
    put(digits(seen, 16));
    put(", not 0x");
    put(digits(wanted, 16));
    put("\n");
}

void report_move(struct report *to)
{
    const seL4_Word *from = (const seL4_Word *)report;

    for (seL4_Word i = 0; i < sizeof(*to) / sizeof(*from); i++)
        ((seL4_Word *)to)[i] = from[i];
    report = to;
}

void report_print(void)
{
    put_console("foreign: ");
    put_console(digits(report->passed, 10));
    put_console(" checks passed\n");
}
