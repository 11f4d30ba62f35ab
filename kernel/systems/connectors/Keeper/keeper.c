/* SPDX-License-Identifier: MIT
 *
 * Has what a memory manager needs: all memory that the system leaves, its own
 * capability space, the pool of address space numbers and the scheduling
 * control. It makes one object of each kind that needs one of them.
 */
#include <camkes.h>
#include <stdio.h>

#include "initialiser/plan.h"

enum { VSPACE_BITS = 12, CONTEXT_BITS = 8 };

static const struct plan_memory *const memory =
    (const struct plan_memory *)CAMKES_UNTYPED_PAGE;

/* The first untyped of normal memory; they are sorted, the largest first. */
static seL4_Error make(seL4_Word type, seL4_Word bits, seL4_CPtr slot)
{
    return seL4_Untyped_Retype(memory->untyped[0].slot, type, bits,
                               CAMKES_OWN_CNODE, 0, 0, slot, 1);
}

static void say(const char *what, seL4_Error error)
{
    printf("keeper: %s: %s\n", what, error ? "refused" : "done");
}

int run(void)
{
    seL4_CPtr space = CAMKES_FIRST_FREE, context = CAMKES_FIRST_FREE + 1;

    printf("keeper: %s of untyped memory, %s\n",
           memory->count ? "some" : "nothing",
           memory->untyped[0].slot == CAMKES_UNTYPED ? "from its first slot"
                                                     : "elsewhere");
    say("an address space",
        make(seL4_RISCV_PageTableObject, VSPACE_BITS, space));
    say("a number for it", seL4_RISCV_ASIDPool_Assign(CAMKES_ASID_POOL, space));
    say("a scheduling context",
        make(seL4_SchedContextObject, CONTEXT_BITS, context));
    say("time for it", seL4_SchedControl_ConfigureFlags(
                           CAMKES_SCHED_CONTROL, context, 1000, 1000, 0, 0, 0));
    return 0;
}
