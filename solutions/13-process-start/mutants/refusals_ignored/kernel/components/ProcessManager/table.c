/* SPDX-License-Identifier: MIT
 *
 * Mutant: the table refuses nothing.
 */
#include "table.h"

enum table_verdict table_check(const struct table *t, const char *id,
                               enum table_event event,
                               enum process_error *error)
{
    enum process_state state = state_of(t, id);
    const struct transition *to = &transitions[state][event];

    *error = PROCESS_SUCCESS;
    return to->next == state && event != TABLE_UNINSTALL ? TABLE_NOTHING
                                                         : TABLE_DO;
}
