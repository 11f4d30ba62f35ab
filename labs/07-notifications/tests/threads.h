/* SPDX-License-Identifier: MIT */
/*
 * Threads that receive, for the tests of lab 07: one that waits once for a
 * signal, and one that serves an endpoint. All loops are bounded, so that a
 * kernel whose Wait never blocks ends the test with a wrong count and not with
 * an exhausted budget.
 *
 * Both kinds usually run above the test's own priority: started or woken, they
 * run at once, and when the test goes on they have blocked or ended.
 */
#pragma once

#include "proctor.h"

enum { ABOVE = TEST_PRIORITY + 10 }; /* a priority that preempts the test */

/** Polls once; 0 if nothing was pending (or a signal with word 0 was). */
static inline seL4_Word poll_once(seL4_CPtr ntfn)
{
    seL4_Word word;

    seL4_Poll(ntfn, &word);
    return word;
}

/* -- a thread that waits for one signal ----------------------------------- */

struct waiter {
    seL4_CPtr ntfn;
    volatile seL4_Word word; /* what Wait returned */
    struct test_thread *thread;
};

static inline void wait_once(void *argument)
{
    struct waiter *w = argument;
    seL4_Word word;

    seL4_Wait(w->ntfn, &word);
    w->word = word;
}

/** Starts a waiter; returns when it has blocked (or, wrongly, ended). */
static inline void start_waiter(struct waiter *w, const char *name,
                                seL4_CPtr ntfn, seL4_Word priority)
{
    *w = (struct waiter){ .ntfn = ntfn };
    w->thread = test_spawn(name, priority, wait_once, w);
}

/* -- a thread that receives in a loop ------------------------------------- */

enum { RECEIVES = 12 }; /* after so many a receiver ends */

struct receiver {
    seL4_CPtr source; /* endpoint or notification                           */
    seL4_CPtr reply;  /* reply object; 0 for a notification                 */
    volatile seL4_Word got[RECEIVES]; /* the badges, in order               */
    volatile seL4_Word count;
    struct test_thread *thread;
};

static inline void receive_all(void *argument)
{
    struct receiver *r = argument;

    for (int i = 0; i < RECEIVES; i++) {
        seL4_Word badge;

        seL4_Recv(r->source, &badge, r->reply);
        r->got[i] = badge;
        r->count = (seL4_Word)i + 1;
    }
}

/** Makes a receiver; `reply` is made for an endpoint. It is not started. */
static inline void make_receiver(struct receiver *r, const char *name,
                                 seL4_CPtr source, bool is_endpoint)
{
    *r = (struct receiver){ .source = source };
    if (is_endpoint)
        r->reply = test_object(seL4_ReplyObject, 0);
    r->thread = test_thread(name, ABOVE, receive_all, r);
}

/** Takes a thread's context away; it stays blocked where it is. */
static inline void make_passive(struct test_thread *thread)
{
    CHECK_OK(seL4_SchedContext_Unbind(thread->sc));
}
