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

void sched_commit(void)
{
    /* Lab 05: charge the pending time, and count it. */
    LAB_05("sched_commit");
}

/* The current thread's slice is over: it faults, goes to the back of its
   queue, or waits for its next refill. */
static void end_timeslice(bool may_fault)
{
    /* Lab 05: one of three, then a new choice. */
    LAB_05("end_timeslice");
    (void)may_fault;
}

void sched_exhaust(ticks_t usage, bool may_fault)
{
    /* Lab 05: charge, then end the slice of a thread that could go on. */
    LAB_05("sched_exhaust");
    (void)end_timeslice; /* called from here */
    (void)usage;
    (void)may_fault;
}

/* Ends the slice if too little is left of it to be used. */
static void check_budget(void)
{
    /* Lab 05: look at the budget. Until then nobody's ends. */
    LAB_05("check_budget");
    ks.reprogram = true;
}
