/* SPDX-License-Identifier: MIT
 *
 * Mutant: an exit is not recorded.
 */
#include "table.h"

void table_change(struct table *t, const char *id,
                  const struct table_cause *cause)
{
    struct table_process *p;
    struct process_status *s;

    if (cause->event == TABLE_UNINSTALL) {
        forget(t, id);
        return;
    }
    p = find_or_make(t, id);
    s = &p->entry.status;
    if (cause->event != TABLE_EXIT && cause->event != TABLE_STOP)
        s->state = transitions[s->state][cause->event].next;
    s->code = cause->event == TABLE_EXIT ? cause->code : 0;
    s->fault = (struct process_fault){ 0 };
    if (cause->event == TABLE_FAULT)
        s->fault = cause->fault;
    if (cause->event == TABLE_START) {
        p->run = cause->run;
        s->starts++;
    }
    if (s->state != PROCESS_RUNNING && s->state != PROCESS_SUSPENDED)
        p->run = 0;
    p->changed = ++t->changes;
}
