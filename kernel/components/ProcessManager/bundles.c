/* SPDX-License-Identifier: MIT
 *
 * The table of states and its lock: see bundles.h.
 */
#include "bundles.h"

#include <camkes.h>

static struct table states;

enum table_verdict bundles_check(const char *id, enum table_event event,
                                 enum process_error *error)
{
    enum table_verdict verdict;

    table_lock();
    verdict = table_check(&states, id, event, error);
    table_unlock();
    return verdict;
}

void bundles_change(const char *id, const struct table_cause *cause)
{
    table_lock();
    table_change(&states, id, cause);
    table_unlock();
    changed_emit();
}

uint32_t bundles_new_run(void)
{
    uint32_t run;

    table_lock();
    run = table_new_run(&states);
    table_unlock();
    return run;
}

uint32_t bundles_run(const char *id)
{
    const struct table_process *p;
    uint32_t run;

    table_lock();
    p = table_find(&states, id);
    run = p ? p->run : 0;
    table_unlock();
    return run;
}

bool bundles_status(const char *id, struct process_status *status)
{
    const struct table_process *p;

    table_lock();
    p = table_find(&states, id);
    *status = p ? p->entry.status : (struct process_status){ .state = 0 };
    table_unlock();
    return p;
}

size_t bundles_list(struct process_entry entries[TABLE_ENTRIES])
{
    size_t count;

    table_lock();
    count = table_list(&states, entries);
    table_unlock();
    return count;
}
