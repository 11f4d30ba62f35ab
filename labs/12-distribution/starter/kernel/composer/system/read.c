/* SPDX-License-Identifier: MIT
 *
 * Ends of channels: what lab 12 removes.
 */
#include "attributes.h"
#include "model.h"
#include "numbers.h"
#include <inttypes.h>
#include <string.h>

static void read_end(struct model *m, struct end *end, const struct element *e)
{
    end->e = e;
    end->pd_name = element_attribute(e, "pd");
    end->id = NONE;
    element_warning(m->d, e, "read_end: lab 12");
}
