/* SPDX-License-Identifier: MIT
 *
 * Rules of ids and calls: what lab 12 removes.
 */
#include "model.h"
#include "attributes.h"
#include "runtime.h"
#include <inttypes.h>
#include <string.h>
#include <strings.h>

static void claim(struct model *m, struct owners *owners, uint64_t number,
                  const struct element *e, const char *what)
{
    (void)owners, (void)number, (void)what;
    element_warning(m->d, e, "claim: lab 12");
}

static void check_ids(struct model *m, struct pd *pd)
{
    element_warning(m->d, pd->e, "check_ids: lab 12");
}

static void check_call(struct model *m, const struct end *caller,
                       const struct end *callee)
{
    (void)callee;
    element_warning(m->d, caller->e, "check_call: lab 12");
}

static void note_reach(struct model *m)
{
    element_warning(m->d, m->root, "note_reach: lab 12");
}
