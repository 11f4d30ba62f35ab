/* SPDX-License-Identifier: MIT
 *
 * A growing array: see table.h.
 */
#include "plan/table.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>

size_t table_add(struct table *t, const void *records, size_t count)
{
    size_t first = t->count;
    void *at;

    while (t->room < first + count) {
        t->room = t->room ? 2 * t->room : 64;
        t->records = realloc(t->records, t->room * t->size);
        if (!t->records)
            err(1, "compose");
    }
    t->count += count;
    at = t->records + first * t->size;
    if (records && count)
        memcpy(at, records, count * t->size);
    else if (count)
        memset(at, 0, count * t->size);
    return first;
}

void table_free(struct table *t)
{
    free(t->records);
    t->records = NULL;
    t->count = t->room = 0;
}
