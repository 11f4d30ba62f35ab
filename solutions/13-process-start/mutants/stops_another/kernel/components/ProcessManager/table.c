/* SPDX-License-Identifier: MIT
 *
 * Mutant: what is asked of one bundle happens to another.
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
    for (size_t i = 0; cause->event == TABLE_STOP && i < TABLE_ENTRIES; i++)
        if (t->process[i].entry.status.state == PROCESS_RUNNING)
            p = &t->process[i];
    s = &p->entry.status;
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
