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

/* Links `slot` with the given flags between `prev` and what follows it. */
static void insert_after(struct cte *slot, struct cap cap, struct cte *prev,
                         word_t flags)
{
    /* Given, so that the kernel boots: the entry, in a list of its own. */
    slot->cap = cap;
    slot->next_flags = flags;

    /* Lab 04: four links, if there are so many neighbours. */
    LAB_04("insert_after");
    (void)set_next; /* called from here */
    (void)prev;
}

/* Whether a copy `cap` of `source` may itself have children. */
static bool copy_is_original(struct cap cap, struct cap source)
{
    /* Lab 04: which copies begin a family? */
    LAB_04("copy_is_original");
    (void)cap;
    (void)source;
    return false;
}

void cdt_insert_copy(struct cte *slot, struct cap cap, struct cte *source)
{
    /* Given, so that the kernel boots: the copy stands alone. */
    insert_after(slot, cap, NULL, 0);

    /* Lab 04: behind its source, with the right flags; and an untyped gives its
       memory away. */
    LAB_04("cdt_insert_copy");
    (void)copy_is_original; /* called from here */
    (void)source;
}

void cdt_move(struct cte *from, struct cte *to, struct cap cap)
{
    /* Lab 04: the neighbours must find the entry at its new place. */
    LAB_04("cdt_move");
    (void)from;
    (void)to;
    (void)cap;
}

void cdt_swap(struct cap cap_a, struct cte *a, struct cap cap_b, struct cte *b)
{
    /* Lab 04: three moves; `a` and `b` may be neighbours. */
    LAB_04("cdt_swap");
    (void)cap_a;
    (void)a;
    (void)cap_b;
    (void)b;
}

void cdt_remove(struct cte *slot)
{
    /* Lab 04: the neighbours become neighbours of each other. */
    LAB_04("cdt_remove");
    (void)slot;
}

bool cdt_is_parent(const struct cte *a, const struct cte *b)
{
    /* Lab 04: flags, regions, badges. */
    LAB_04("cdt_is_parent");
    (void)a;
    (void)b;
    return false;
}

bool cdt_has_children(const struct cte *slot)
{
    /* Lab 04: look at the next entry. Until then nobody knows which memory is
       in use: the machine stops. */
    LAB_04("cdt_has_children");
    (void)slot;
    machine_halt();
}

bool cdt_is_final(const struct cte *slot)
{
    /* Lab 04: look at both neighbours. */
    LAB_04("cdt_is_final");
    (void)slot;
    return false;
}
