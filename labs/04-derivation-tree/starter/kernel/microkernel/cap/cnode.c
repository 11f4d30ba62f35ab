/* SPDX-License-Identifier: MIT */
/* Lab 04, starter: what stands in the place of the pieces. */

#include "debug/print.h"

/* Lab 04: says once on the console that a function is still to be written. */
#define LAB_04(function)                       \
    do {                                       \
        static bool told;                      \
                                               \
        if (!told)                             \
            kprintf("%s: lab 04\n", function); \
        told = true;                           \
    } while (0)

static error_t cancel_badged_sends(struct cte *slot)
{
    /* Lab 04: an endpoint, all rights, a badge. */
    LAB_04("cancel_badged_sends");
    (void)slot;
    return ERR_ILLEGAL_OPERATION;
}

static error_t copy(struct invocation *inv, struct cte *dest, struct cte *src)
{
    /* Lab 04: fewer rights, derive, insert. */
    LAB_04("copy");
    (void)inv;
    (void)dest;
    (void)src;
    return ERR_ILLEGAL_OPERATION;
}

static error_t mint(struct invocation *inv, struct cte *dest, struct cte *src)
{
    /* Lab 04: the same with a badge or guard. */
    LAB_04("mint");
    (void)inv;
    (void)dest;
    (void)src;
    return ERR_ILLEGAL_OPERATION;
}
