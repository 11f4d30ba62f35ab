/* SPDX-License-Identifier: MIT */
/* Lab 02, starter: what stands in the place of the pieces. */

#include "debug/print.h"

/* Lab 02: says once on the console that a function is still to be written. */
#define LAB_02(function)                       \
    do {                                       \
        static bool told;                      \
                                               \
        if (!told)                             \
            kprintf("%s: lab 02\n", function); \
        told = true;                           \
    } while (0)

/* Read-write, read-only, or nothing: write without read does not exist. */
static word_t mask_frame_rights(word_t old, word_t mask)
{
    /* Lab 02: what is left of the rights of a frame. */
    LAB_02("mask_frame_rights");
    (void)mask;
    return old;
}

struct cap cap_mask_rights(struct cap cap, word_t rights)
{
    /* Lab 02: which types have rights? */
    LAB_02("cap_mask_rights");
    (void)mask_frame_rights; /* called from here */
    (void)rights;
    return cap;
}
