/* SPDX-License-Identifier: MIT */
/* Lab 07, starter: what stands in the place of the pieces. */

#include "debug/print.h"

/* Lab 07: says once on the console that a function is still to be written. */
#define LAB_07(function)                       \
    do {                                       \
        static bool told;                      \
                                               \
        if (!told)                             \
            kprintf("%s: lab 07\n", function); \
        told = true;                           \
    } while (0)

void irq_deliver(word_t irq)
{
    /* Lab 07: complete the interrupt; mask a source that nobody was issued,
       otherwise signal the notification that is installed, if one is. */
    LAB_07("irq_deliver");
    (void)irq;
}

/* IRQHandler_SetNotification: whom the interrupt signals, and as what. */
static error_t set_notification(struct invocation *inv)
{
    /* Lab 07: refuse what is missing or is no notification with Write; then
       put a copy in the place of what was installed. */
    LAB_07("set_notification");
    (void)inv;
    return ERR_ILLEGAL_OPERATION;
}
