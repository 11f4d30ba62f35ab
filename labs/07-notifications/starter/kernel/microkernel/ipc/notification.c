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

void notification_lend_context(struct notification *n, struct tcb *t)
{
    /* Lab 07: a thread that has no scheduling context gets that of `n`, if
       there is one and nobody runs on it; then make it ready. */
    LAB_07("notification_lend_context");
    (void)n;
    (void)t;
}

void notification_return_context(struct notification *n, struct tcb *t)
{
    /* Lab 07: a thread that runs on the context of `n` loses it. */
    LAB_07("notification_return_context");
    (void)n;
    (void)t;
}

/* Hands `badge` to a thread that has just stopped waiting. */
static void deliver(struct notification *n, struct tcb *t, word_t badge)
{
    /* Lab 07: the thread goes on with the badge, on a context if it has none;
       the scheduler learns of it, and so does a sporadic context. */
    LAB_07("deliver");
    (void)n;
    (void)t;
    (void)badge;
}

void notification_signal(struct notification *n, word_t badge)
{
    /* Lab 07: the column Signal(b) of the table above, and the bound thread. */
    LAB_07("notification_signal");
    (void)deliver; /* called from here */
    (void)n;
    (void)badge;
}

/* Takes the pending word; the notification is idle again. */
static void take(struct notification *n, struct tcb *t)
{
    /* Lab 07: the word goes to the thread, with a context if it has none. */
    LAB_07("take");
    (void)n;
    (void)t;
}

void notification_receive(struct notification *n, struct tcb *t, bool blocking)
{
    /* Lab 07: the column receive of the table above; without `blocking`,
       a thread that finds nothing gets 0. */
    LAB_07("notification_receive");
    (void)take; /* called from here */
    (void)n;
    (void)t;
    (void)blocking;
}

bool notification_take_bound(struct tcb *t)
{
    /* Lab 07: is a word pending in the thread's bound notification? */
    LAB_07("notification_take_bound");
    (void)t;
    return false;
}

void notification_cancel_wait(struct tcb *t)
{
    /* Lab 07: out of the queue. */
    LAB_07("notification_cancel_wait");
    (void)t;
}

void notification_bind(struct notification *n, struct tcb *t)
{
    /* Lab 07: each must know the other. */
    LAB_07("notification_bind");
    (void)n;
    (void)t;
}

void notification_unbind(struct tcb *t)
{
    /* Lab 07: neither may know the other; nothing happens if there is none. */
    LAB_07("notification_unbind");
    (void)t;
}
