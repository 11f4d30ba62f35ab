/* SPDX-License-Identifier: MIT */
/* Lab 04, starter: what stands in the place of the pieces. */

#include "debug/print.h"
#include "machine.h"

/* Lab 04: says once on the console that a function is still to be written. */
#define LAB_04(function)                       \
    do {                                       \
        static bool told;                      \
                                               \
        if (!told)                             \
            kprintf("%s: lab 04\n", function); \
        told = true;                           \
    } while (0)

/* Finalises the capability of a slot as far as is possible at once. Returns
   true with the slot empty, false with a zombie in it. */
static bool dissolve(struct cte *slot)
{
    /* Lab 04: what the last capability of an object, a frame, a zombie and
       every other capability leave behind. */
    LAB_04("dissolve");
    (void)finalise_object; /* called from here */
    (void)slot;
    return true;
}

/* Empties a slot of a dying CNode or TCB. The zombies of further objects are
   parked in their own first slots. */
static void empty_inner(struct cte *slot)
{
    /* Lab 04: dissolve what is there, until nothing is left or only what
       disappears with the object. */
    LAB_04("empty_inner");
    (void)dissolve; /* called from here */
    (void)slot;
}

/* Empties the last slot that the zombie in `slot` still covers. */
static void reduce_zombie(struct cte *slot)
{
    /* Lab 04: one slot, from the highest down. Until then a CNode can never be
       empty: the machine stops. */
    LAB_04("reduce_zombie");
    (void)empty_inner; /* called from here */
    (void)slot;
    machine_halt();
}

error_t cap_delete(struct cte *slot)
{
    /* Lab 04: dissolve, and reduce what stays, as long as it takes. */
    LAB_04("cap_delete");
    (void)reduce_zombie; /* called from here */
    (void)slot;
    return ERR_ILLEGAL_OPERATION;
}

error_t cap_revoke(struct cte *slot)
{
    /* Lab 04: delete the next entry as long as it is a child. */
    LAB_04("cap_revoke");
    (void)slot;
    return ERR_ILLEGAL_OPERATION;
}
