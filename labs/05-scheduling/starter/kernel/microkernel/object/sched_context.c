/* SPDX-License-Identifier: MIT */
/* Lab 05, starter: what stands in the place of the pieces. */

#include "debug/print.h"

/* Lab 05: says once on the console that a function is still to be written. */
#define LAB_05(function)                       \
    do {                                       \
        static bool told;                      \
                                               \
        if (!told)                             \
            kprintf("%s: lab 05\n", function); \
        told = true;                           \
    } while (0)

void sc_donate(struct sched_context *sc, struct tcb *to)
{
    /* Lab 05: from the thread that has it, if any, to the other. */
    LAB_05("sc_donate");
    (void)sc;
    (void)to;
}

static error_t bind_tcb(struct sched_context *sc, struct tcb *t)
{
    /* Lab 05: three reasons to refuse. */
    LAB_05("bind_tcb");
    (void)sc;
    (void)t;
    return ERR_ILLEGAL_OPERATION;
}

static error_t unbind(struct sched_context *sc)
{
    /* Lab 05: one reason to refuse, three links to cut. */
    LAB_05("unbind");
    (void)sc;
    return ERR_ILLEGAL_OPERATION;
}

/* SchedContext_YieldTo: lets the context's thread run in place of the caller.
   If it does, the answer is due when the caller runs again. */
static error_t yield_to(struct invocation *inv, struct sched_context *sc)
{
    /* Lab 05: three reasons to refuse, two to answer at once. */
    LAB_05("yield_to");
    (void)inv;
    (void)sc;
    return ERR_ILLEGAL_OPERATION;
}
