/* SPDX-License-Identifier: MIT
 *
 * Looking up debug information: see rows.h.
 */
#include "rows.h"

#include <stddef.h>

#include "tables.h"

const struct plan_row *rows_find(const struct plan *p, uint32_t component,
                                 uint64_t address)
{
    const struct plan_component *c = &plan_components(p)[component];
    const struct plan_row *rows = plan_rows(p) + c->first_row;
    uint32_t low = 0, high = c->rows;

    /* Rows below `low` start at or before the address, those from `high` on
     * behind it. */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (rows[middle].address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 || rows[low - 1].function == 0)
        return NULL;
    return &rows[low - 1];
}
