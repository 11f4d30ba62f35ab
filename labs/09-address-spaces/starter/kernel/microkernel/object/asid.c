/* SPDX-License-Identifier: MIT */
/* Lab 09, starter: what stands in the place of the pieces. */

#include "debug/print.h"

/* Lab 09: says once on the console that a function is still to be written. */
#define LAB_09(function)                       \
    do {                                       \
        static bool told;                      \
                                               \
        if (!told)                             \
            kprintf("%s: lab 09\n", function); \
        told = true;                           \
    } while (0)

void asid_remove(word_t asid)
{
    /* Lab 09: the number is free, its translations are forgotten, and nobody
       runs in the space any more. */
    LAB_09("asid_remove");
    (void)asid;
}

static word_t free_asid(word_t pool)
{
    /* Lab 09: the lowest one of the pool; 0 says that there is none. */
    LAB_09("free_asid");
    (void)root_of; /* called from here, and from asid_remove */
    (void)pool;
    return 0;
}

error_t asid_pool_invoke(struct invocation *inv)
{
    /* Lab 09: the checks, then a number for the root table. */
    LAB_09("asid_pool_invoke");
    (void)free_asid; /* called from here */
    (void)inv;
    return ERR_ILLEGAL_OPERATION;
}
