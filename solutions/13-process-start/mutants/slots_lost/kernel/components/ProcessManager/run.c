/* SPDX-License-Identifier: MIT
 *
 * Mutant: the row of slots is never given back.
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
    if (r->account)
        closed = accounts_close(r->account);
    *r = (struct run){ .number = 0 };
    return closed;
}
