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

/* The first thread, if the queue is one of threads in this state. */
static struct tcb *first_in(struct endpoint *ep, enum thread_state state)
{
    /* Lab 06: look at the head of the queue. */
    LAB_06("first_in");
    (void)ep;
    (void)state;
    return NULL;
}

/* Lab 06: `t` begins to wait at the endpoint, in this state. */
static void block(struct endpoint *ep, struct tcb *t, enum thread_state state)
{
    LAB_06("block");
    (void)ep;
    (void)t;
    (void)state;
}

void endpoint_dequeue(struct tcb *t)
{
    /* Lab 06: out of the queue; the thread waits on nothing. */
    LAB_06("endpoint_dequeue");
    (void)t;
}

/* The two sides have met and the message has passed: tie a caller to the
   reply object, or let it go if it can never be answered. */
static void await_reply(struct tcb *caller, struct tcb *receiver,
                        struct reply *reply, word_t rights, bool may_donate)
{
    /* Lab 06: a reply object and a right to be answered, or Inactive. */
    LAB_06("await_reply");
    (void)caller;
    (void)receiver;
    (void)reply;
    (void)rights;
    (void)may_donate;
}

void endpoint_send(struct endpoint *ep, struct tcb *t, struct sending how)
{
    /* Lab 06: meet the first receiver, or wait, or drop the message. */
    LAB_06("endpoint_send");
    (void)await_reply; /* called from here */
    (void)ep;
    (void)t;
    (void)how;
}

/* Takes the message of the first queued sender. */
static void take_message(struct endpoint *ep, struct tcb *sender, struct tcb *t,
                         struct reply *reply)
{
    /* Lab 06: the message passes as it would have when it was sent. */
    LAB_06("take_message");
    (void)ep;
    (void)sender;
    (void)t;
    (void)reply;
}

void endpoint_receive(struct endpoint *ep, struct tcb *t, struct reply *reply,
                      bool blocking)
{
    /* Lab 06: a pending signal, the first sender, or wait, or answer 0.
       Until then nobody can wait here, not even the tests' own root task: the
       machine stops with this line. */
    if (blocking)
        kernel_panic(__FILE__, __LINE__, "endpoint_receive: lab 06");
    LAB_06("endpoint_receive");
    (void)first_in;     /* called from here */
    (void)block;        /* called from here */
    (void)take_message; /* called from here */
    (void)ep;
    (void)t;
    (void)reply;
}

/* A queued thread leaves: a faulter stops, any other starts over. */
static void release_thread(struct tcb *t)
{
    /* Lab 06: out of the queue, and Inactive, or Restart and woken. */
    LAB_06("release_thread");
    (void)t;
}

void endpoint_cancel_all(struct endpoint *ep)
{
    /* Lab 06: releases everyone, then lets the scheduler choose. */
    LAB_06("endpoint_cancel_all");
    (void)ep;
}
