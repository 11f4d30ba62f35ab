/* SPDX-License-Identifier: MIT */
/*
 * Servers, clients and counted system calls, for the tests of lab 10.
 *
 * Which way a message took cannot be asked; but it can be counted. Whoever
 * enters the kernel through counted() notes the instruction counter; whoever
 * leaves it through counted() next sees how many instructions lie between. One
 * thread in, another one out: that is the message's way.
 *
 * The measure is the ordinary way. NBSendRecv with a reply object does exactly
 * what ReplyRecv does, and the kernel has no short way for it. A message that
 * took fewer than SHORT_PERCENT of that went the short way.
 *
 * The usual client is the test's own thread, the usual server is passive and
 * of higher priority: it runs from the client's Call to its own answer.
 */
#pragma once

#include <stdio.h>

#include "proctor.h"

enum {
    ABOVE = TEST_PRIORITY + 10, /* a priority that preempts the test     */
    HIGH = TEST_PRIORITY + 50,  /* one that preempts the usual server    */
    BELOW = TEST_PRIORITY - 10, /* one that the test preempts            */
    REGISTERS = seL4_FastMessageRegisters,
    SHORT_PERCENT = 70, /* of the ordinary way: see above        */
};

extern volatile seL4_Word kernel_entered; /* counter at the last entry    */

/**
 * Any system call, with all registers that one can have.
 * \param m  the message that goes out, and the one that comes back.
 * \return the instructions since a thread entered the kernel the last time.
 */
static inline seL4_Word counted(seL4_Word number, seL4_CPtr to_or_from,
                                seL4_CPtr reply, seL4_CPtr t0,
                                struct sel4_message *m)
{
    kernel_entered = test_instructions();
    sel4_trap_send_receive(number, to_or_from, reply, t0, m);
    return test_instructions() - kernel_entered;
}

/** A message of `length` words, which derive from `name`. */
struct sel4_message short_message(const char *name, seL4_Word length);

/** Reports label, length, and the first `length` words. */
void record_message(const char *who, const struct sel4_message *m);

/* -- servers --------------------------------------------------------------- */

struct server {
    seL4_CPtr from, reply;
    seL4_Word number; /* how it answers: ReplyRecv, or NBSendRecv     */
    struct sel4_message answer;
    void (*before_answer)(struct server *); /* or null                */
    void *for_hook;
    volatile int served;
    struct sel4_message got; /* the last message, with its badge       */
    seL4_Word cost;          /* of the way that it came                */
    struct test_thread *thread;
};

/** A server that waits at a new endpoint, not started yet: set what is to be
    different. */
void make_server(struct server *s, const char *name, seL4_Word priority);

/** Lets it wait; it keeps its context. */
void start_active(struct server *s);

/** Lets it wait, without a context. */
void start_passive(struct server *s);

/** make_server(), start_passive(). */
void passive_server(struct server *s, const char *name, seL4_Word priority);

/* -- clients that are not the test itself ---------------------------------- */

struct client {
    seL4_CPtr to;
    struct sel4_message message; /* goes out, comes back               */
    seL4_Word cost;              /* of the way back                    */
    struct test_thread *thread;
};

/** A client that will call once; not started. */
void make_client(struct client *c, const char *name, seL4_Word priority,
                 seL4_CPtr to);

/* -- ways ------------------------------------------------------------------ */

/** Instructions of an ordinary ReplyRecv, once one of the need_...() ran. */
extern seL4_Word ordinary_way;

/** Whether so many instructions are a short way. */
bool is_short_way(seL4_Word cost);

/** What a plain Call and its answer cost, of four words each. */
struct costs {
    seL4_Word call, answer;
};

/** Measures both, and the ordinary way. */
struct costs measure_ways(void);

/**
 * Fails the test unless a plain Call goes the short way: a kernel without one
 * falls back from it in all cases, but not because of them.
 */
void need_short_calls(void);

/** The same of a plain ReplyRecv. */
void need_short_answers(void);

/** Fails the test unless these many instructions were a short way. */
#define CHECK_SHORT(cost)                                                  \
    do {                                                                   \
        seL4_Word short_cost = (cost);                                     \
        CHECK_MSG(is_short_way(short_cost),                                \
                  "%s: %lu instructions, the ordinary way has %lu", #cost, \
                  short_cost, ordinary_way);                               \
    } while (0)

/** Fails the test if they were one. */
#define CHECK_ORDINARY(cost)                                             \
    do {                                                                 \
        seL4_Word long_cost = (cost);                                    \
        CHECK_MSG(!is_short_way(long_cost),                              \
                  "%s: %lu instructions are a short way, of %lu", #cost, \
                  long_cost, ordinary_way);                              \
    } while (0)
