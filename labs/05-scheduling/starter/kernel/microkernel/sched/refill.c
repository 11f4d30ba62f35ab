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

/* Puts a refill at the end of the list, merging it if it touches the last one
   or if there is no room. */
static void add(struct sched_context *sc, struct refill r)
{
    /* Lab 05: append, or one of two ways to merge. */
    LAB_05("add");
    (void)sc;
    (void)r;
}

/* Step 1 of a charge: refills that are used up whole go to the end of the
   list, one period later. Returns what is left of the usage. */
static ticks_t charge_whole(struct sched_context *sc, ticks_t usage)
{
    /* Lab 05: as long as the first refill is no more than the usage. */
    LAB_05("charge_whole");
    (void)add; /* called from here */
    (void)sc;
    return usage;
}

/* Step 2: the used part of the first refill comes back one period after its
   begin. The head is shortened first: it may also be the tail. */
static void charge_part(struct sched_context *sc, ticks_t usage)
{
    /* Lab 05: split the first refill. */
    LAB_05("charge_part");
    (void)sc;
    (void)usage;
}

/* Step 3: a first refill too small to run on joins the next one. */
static void merge_small_head(struct sched_context *sc)
{
    /* Lab 05: its end stays where the next one begins. */
    LAB_05("merge_small_head");
    (void)sc;
}

void refill_unblock(struct sched_context *sc)
{
    /* Lab 05: the first refill counts from now; what it reaches joins it. */
    LAB_05("refill_unblock");
    (void)pop_head; /* called from here */
    (void)sc;
}
