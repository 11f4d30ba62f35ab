/* SPDX-License-Identifier: MIT
 *
 * Runs of bundles: see run.h. All of it under the lock `work`.
 */
#include "run.h"

#include <camkes.h>
#include <string.h>

#include "accounts.h"
#include "attempts.h"
#include "layout.h"
#include "table.h"

SLOTS_OF_COMPONENT(slots);

static struct run runs[TABLE_RUNS];

struct run *run_begin(uint32_t number, const char *id)
{
    struct run *r = run_find(0);

    if (r) {
        *r = (struct run){ .number = number };
        strncpy(r->id, id, PROCESS_ID_MAX);
    }
    return r;
}

struct run *run_find(uint32_t number)
{
    for (unsigned i = 0; i < TABLE_RUNS; i++)
        if (runs[i].number == number)
            return &runs[i];
    return NULL;
}

/* The runtime and the pager still use its memory, so it goes last. */
bool run_end(struct run *r)
{
    bool closed = true;

    if (r->has_objects)
        seL4_TCB_Suspend(r->first + LAYOUT_TCB);
    if (r->has_requests)
        runtime_detach(r->number);
    if (r->has_space)
        spaces_detach(r->number);
    slots_drop(&slots, r->request);
    slots_drop(&slots, r->fault);
    if (r->account)
        closed = accounts_close(r->account);
    if (r->slots && closed)
        slots_give_row(&slots, r->first, r->slots);
    else if (r->slots)
        slots_drop_row(&slots, r->first, r->slots);
    *r = (struct run){ .number = 0 };
    return closed;
}

seL4_Error run_suspend(const struct run *r)
{
    return KERNEL(seL4_SchedContext_UnbindObject(r->first + LAYOUT_CONTEXT,
                                                 r->first + LAYOUT_TCB));
}

/* A thread that waits takes only a context which could run at once: so its
 * budget is filled anew. */
seL4_Error run_resume(const struct run *r)
{
    const seL4_CPtr context = r->first + LAYOUT_CONTEXT;
    seL4_Error error = KERNEL(seL4_SchedControl_Configure(
        CAMKES_SCHED_CONTROL, context, r->budget, r->period, 0, 0));

    if (error)
        return error;
    return KERNEL(seL4_SchedContext_Bind(context, r->first + LAYOUT_TCB));
}
