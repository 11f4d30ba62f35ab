/* SPDX-License-Identifier: MIT
 *
 * Maps: what lab 12 removes.
 */
#include "lower.h"

static void add_map(struct lowering *l, const struct pd *pd,
                    const struct map *map)
{
    (void)pd;
    element_warning(l->m->d, map->e, "add_map: lab 12");
}
