/* SPDX-License-Identifier: MIT
 *
 * The states of bundles: see table.h.
 */
#include "table.h"

#include <stdlib.h>
#include <string.h>

enum { STATES = PROCESS_FAULTED + 1 };

/* What an event does: the new state, or how it is refused. Where the state
 * stays the same there is nothing to do. */
struct transition {
    enum process_error error;
    enum process_state next;
};

#define TO(state)                        \
    {                                    \
        PROCESS_SUCCESS, PROCESS_##state \
    }
#define NO(reason)                 \
    {                              \
        PROCESS_BUNDLE_##reason, 0 \
    }

static const struct transition transitions[STATES][TABLE_EVENTS] = {
    [PROCESS_STOPPED] = {
        [TABLE_START] = TO(RUNNING),
        [TABLE_STOP] = NO(NOT_RUNNING),
        [TABLE_SUSPEND] = NO(NOT_RUNNING),
        [TABLE_RESUME] = NO(NOT_RUNNING),
        [TABLE_EXIT] = NO(NOT_RUNNING),
        [TABLE_FAULT] = NO(NOT_RUNNING),
        [TABLE_UNINSTALL] = TO(STOPPED),
    },
    [PROCESS_RUNNING] = {
        [TABLE_START] = TO(RUNNING),
        [TABLE_STOP] = TO(STOPPED),
        [TABLE_SUSPEND] = TO(SUSPENDED),
        [TABLE_RESUME] = NO(RUNNING),
        [TABLE_EXIT] = TO(EXITED),
        [TABLE_FAULT] = TO(FAULTED),
        [TABLE_UNINSTALL] = NO(RUNNING),
    },
    /* Starting it is refused: it would have to be either resumed or begun
       anew, and the caller has not said which. */
    [PROCESS_SUSPENDED] = {
        [TABLE_START] = NO(RUNNING),
        [TABLE_STOP] = TO(STOPPED),
        [TABLE_SUSPEND] = NO(NOT_RUNNING),
        [TABLE_RESUME] = TO(RUNNING),
        [TABLE_EXIT] = TO(EXITED),
        [TABLE_FAULT] = TO(FAULTED),
        [TABLE_UNINSTALL] = NO(RUNNING),
    },
    [PROCESS_EXITED] = {
        [TABLE_START] = TO(RUNNING),
        [TABLE_STOP] = NO(NOT_RUNNING),
        [TABLE_SUSPEND] = NO(NOT_RUNNING),
        [TABLE_RESUME] = NO(NOT_RUNNING),
        [TABLE_EXIT] = NO(NOT_RUNNING),
        [TABLE_FAULT] = NO(NOT_RUNNING),
        [TABLE_UNINSTALL] = TO(STOPPED),
    },
    [PROCESS_FAULTED] = {
        [TABLE_START] = TO(RUNNING),
        [TABLE_STOP] = NO(NOT_RUNNING),
        [TABLE_SUSPEND] = NO(NOT_RUNNING),
        [TABLE_RESUME] = NO(NOT_RUNNING),
        [TABLE_EXIT] = NO(NOT_RUNNING),
        [TABLE_FAULT] = NO(NOT_RUNNING),
        [TABLE_UNINSTALL] = TO(STOPPED),
    },
};

/* -- looking --------------------------------------------------------------- */

const struct table_process *table_find(const struct table *t, const char *id)
{
    for (size_t i = 0; i < TABLE_ENTRIES; i++)
        if (*id && !strcmp(t->process[i].entry.id, id))
            return &t->process[i];
    return NULL;
}

const struct table_process *table_find_run(const struct table *t, uint32_t run)
{
    for (size_t i = 0; i < TABLE_ENTRIES; i++)
        if (run && t->process[i].run == run)
            return &t->process[i];
    return NULL;
}

static enum process_state state_of(const struct table *t, const char *id)
{
    const struct table_process *p = table_find(t, id);

    return p ? p->entry.status.state : PROCESS_STOPPED;
}

enum table_verdict table_check(const struct table *t, const char *id,
                               enum table_event event,
                               enum process_error *error)
{
    enum process_state state = state_of(t, id);
    const struct transition *to = &transitions[state][event];

    *error = to->error;
    if (to->error != PROCESS_SUCCESS)
        return TABLE_REFUSE;
    return to->next == state && event != TABLE_UNINSTALL ? TABLE_NOTHING
                                                         : TABLE_DO;
}

static int by_id(const void *a, const void *b)
{
    const struct process_entry *left = a, *right = b;

    return strcmp(left->id, right->id);
}

size_t table_list(const struct table *t,
                  struct process_entry entries[TABLE_ENTRIES])
{
    size_t count = 0;

    for (size_t i = 0; i < TABLE_ENTRIES; i++)
        if (t->process[i].entry.status.state != PROCESS_STOPPED)
            entries[count++] = t->process[i].entry;
    qsort(entries, count, sizeof *entries, by_id);
    return count;
}

const char *table_state_name(uint32_t state)
{
    static const char *const names[STATES] = {
        [PROCESS_STOPPED] = "stopped",     [PROCESS_RUNNING] = "running",
        [PROCESS_SUSPENDED] = "suspended", [PROCESS_EXITED] = "exited",
        [PROCESS_FAULTED] = "faulted",
    };

    return state < STATES ? names[state] : "in no state";
}

/* -- changing -------------------------------------------------------------- */

uint32_t table_new_run(struct table *t)
{
    return ++t->runs;
}

/* An empty place, or else that of the one to be forgotten. As there are more
 * places than runs, there is always one. */
static struct table_process *find_place(struct table *t)
{
    struct table_process *oldest = NULL;

    for (size_t i = 0; i < TABLE_ENTRIES; i++) {
        struct table_process *p = &t->process[i];

        if (!*p->entry.id)
            return p;
        if (!p->run && (!oldest || p->changed < oldest->changed))
            oldest = p;
    }
    return oldest;
}

static struct table_process *find_or_make(struct table *t, const char *id)
{
    struct table_process *p = (struct table_process *)table_find(t, id);

    if (!p) {
        p = find_place(t);
        *p = (struct table_process){ .run = 0 };
        strncpy(p->entry.id, id, PROCESS_ID_MAX);
    }
    return p;
}

static void forget(struct table *t, const char *id)
{
    struct table_process *p = (struct table_process *)table_find(t, id);

    if (p)
        *p = (struct table_process){ .run = 0 };
}

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
