/* SPDX-License-Identifier: MIT
 *
 * Capabilities of protection domains: what lab 12 removes.
 */
#include "lower.h"
#include <stdio.h>

static void give_inputs(struct lowering *l, const struct pd *pd)
{
    element_warning(l->m->d, pd->e, "give_inputs: lab 12");
}

static void give_end(struct lowering *l, const struct end *from,
                     const struct end *to)
{
    (void)to;
    element_warning(l->m->d, from->e, "give_end: lab 12");
}

static void give_irqs(struct lowering *l, const struct pd *pd)
{
    if (pd->irq_count)
        element_warning(l->m->d, pd->e, "give_irqs: lab 12");
}

static void give_child(struct lowering *l, const struct pd *child)
{
    element_warning(l->m->d, child->e, "give_child: lab 12");
}
