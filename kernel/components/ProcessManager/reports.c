/* SPDX-License-Identifier: MIT
 *
 * The queue of reports: see reports.h.
 */
#include "reports.h"

#include <stddef.h>

static struct reports_place *find(struct reports *q, uint32_t run)
{
    for (size_t i = 0; i < REPORTS_MAX; i++)
        if (q->place[i].run == run)
            return &q->place[i];
    return NULL;
}

bool reports_expect(struct reports *q, uint32_t run)
{
    struct reports_place *p = find(q, 0);

    if (p)
        *p = (struct reports_place){ .run = run };
    return p;
}

bool reports_put(struct reports *q, const struct report *report)
{
    struct reports_place *p = report->run ? find(q, report->run) : NULL;

    if (!p || p->order)
        return false;
    p->order = ++q->came;
    p->report = *report;
    return true;
}

bool reports_take(struct reports *q, struct report *report)
{
    struct reports_place *first = NULL;

    for (size_t i = 0; i < REPORTS_MAX; i++) {
        struct reports_place *p = &q->place[i];

        if (p->order && !p->taken && (!first || p->order < first->order))
            first = p;
    }
    if (!first)
        return false;
    first->taken = true;
    *report = first->report;
    return true;
}

void reports_forget(struct reports *q, uint32_t run)
{
    struct reports_place *p = run ? find(q, run) : NULL;

    if (p)
        *p = (struct reports_place){ .run = 0 };
}
