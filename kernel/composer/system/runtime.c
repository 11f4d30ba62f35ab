/* SPDX-License-Identifier: MIT
 *
 * Which symbols of the runtime the composer writes: see runtime.h.
 */
#include "runtime.h"

#include <stddef.h>
#include <string.h>

bool runtime_is_symbol(const char *name)
{
    static const char *const names[] = {
        "microkit_name",        "microkit_passive",
        "microkit_irqs",        "microkit_notifications",
        "microkit_pps",         "microkit_children",
        "microkit_restore",     "microkit_passive_children",
        "microkit_restore_end", "microkit_input_is_endpoint",
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}
