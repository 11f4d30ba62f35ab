/* SPDX-License-Identifier: MIT
 *
 * Mutant: the end of a run does not close its account.
 */
#include "run.h"

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
    if (r->slots && closed)
        slots_give_row(&slots, r->first, r->slots);
    else if (r->slots)
        slots_drop_row(&slots, r->first, r->slots);
    *r = (struct run){ .number = 0 };
    return closed;
}
