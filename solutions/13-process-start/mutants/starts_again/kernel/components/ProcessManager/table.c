/* SPDX-License-Identifier: MIT
 *
 * Mutant: a bundle that runs is started once more.
 */
#include "table.h"

enum table_verdict table_check(const struct table *t, const char *id,
                               enum table_event event,
                               enum process_error *error)
{
    enum process_state state = state_of(t, id);
    const struct transition *to = &transitions[state][event];

    *error = to->error;
    if (to->error != PROCESS_SUCCESS)
        return TABLE_REFUSE;
    return TABLE_DO;
}
