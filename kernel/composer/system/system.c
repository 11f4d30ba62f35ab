/* SPDX-License-Identifier: MIT
 *
 * The steps of the front end, one after the other: see system.h.
 *
 * The checks run even if reading found errors, so that one run shows as many
 * as possible; the plan is only touched if there was none.
 */
#include "system.h"
#include "lower.h"
#include "model.h"

#include <stdlib.h>

static void check_and_lower(struct model *m, struct builder *b)
{
    unsigned errors = m->d->errors;

    if (!model_read(m, m->root))
        return;
    model_check(m);
    model_check_memory(m);
    model_load_prefills(m);
    if (m->d->errors == errors)
        system_lower(b, m);
}

bool system_read(struct builder *b, struct diagnostics *d, const char *path,
                 const char *text, size_t length, const struct options *o)
{
    struct model m = { .d = d, .options = o };
    unsigned errors = d->errors;

    obstack_init(&m.memory);
    m.root = element_parse(&m.memory, d, path, text, length);
    if (m.root)
        check_and_lower(&m, b);
    obstack_free(&m.memory, NULL);
    return d->errors == errors;
}
