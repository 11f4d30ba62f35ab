/* SPDX-License-Identifier: MIT */
/* Lab 06, starter: what stands in the place of the pieces. */

#include "debug/print.h"

/* Lab 06: says once on the console that a function is still to be written. */
#define LAB_06(function)                       \
    do {                                       \
        static bool told;                      \
                                               \
        if (!told)                             \
            kprintf("%s: lab 06\n", function); \
        told = true;                           \
    } while (0)

void reply_attach(struct reply *r, struct tcb *t)
{
    /* Lab 06: each must know the other. */
    LAB_06("reply_attach");
    (void)r;
    (void)t;
}

struct reply *reply_detach(struct tcb *t)
{
    /* Lab 06: neither may know the other; NULL if the thread has none. */
    LAB_06("reply_detach");
    (void)t;
    return NULL;
}

void reply_push(struct reply *r, struct tcb *caller, struct tcb *receiver,
                bool may_donate)
{
    /* Lab 06: the caller waits for its reply; its context may go along, and
       then the reply object becomes the top of the context's stack. */
    LAB_06("reply_push");
    (void)r;
    (void)caller;
    (void)receiver;
    (void)may_donate;
}

/* The call has ended, by a reply or because the object goes away: the top
   entry gives the context back to a caller without one. */
static void remove(struct reply *r)
{
    /* Lab 06: unlink; from the top, the context goes back one step. */
    LAB_06("remove");
    (void)unlink; /* called from here */
    (void)r;
}
