/* SPDX-License-Identifier: MIT
 *
 * Mutant: the bundle holds its fault endpoint, too.
 */
#include "start.h"

static enum process_error move_in(struct start *s)
{
    struct run *r = s->run;
    seL4_Error error =
        KERNEL(seL4_CNode_Move(r->cspace, APPLICATION_REQUESTS, seL4_WordBits,
                               CAMKES_OWN_CNODE, r->request, seL4_WordBits));

    if (!error)
        error =
            KERNEL(seL4_TCB_SetSpace(slot(s, LAYOUT_TCB), r->fault, r->cspace,
                                     0, slot(s, LAYOUT_VSPACE), 0));
    if (!error)
        error = KERNEL(seL4_CNode_Copy(
            r->cspace, APPLICATION_REQUESTS + 1, seL4_WordBits,
            CAMKES_OWN_CNODE, r->fault, seL4_WordBits, seL4_AllRights));
    if (error)
        return kernel_said(s, error, "endpoints");
    slots_drop(&slots, r->request);
    slots_drop(&slots, r->fault);
    r->request = r->fault = seL4_CapNull;
    return PROCESS_SUCCESS;
}
