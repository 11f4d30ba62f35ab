/* SPDX-License-Identifier: MIT */
/*
 * Actors: threads that do a list of system calls, for the tests about
 * rendezvous, scheduling, faults and notifications.
 *
 * An actor does its steps one after another. After each it keeps what the
 * registers held and writes its letter into the *trace*, one string for the
 * whole test. So a test says what runs, and reads off in which order:
 *
 *     struct actor a, b;
 *
 *     ACTOR(&a, 'a', LOW, SEND(ep, 1));
 *     ACTOR(&b, 'b', LOW, SEND(ep, 2));
 *     ...
 *     CHECK_TRACE("ba");
 *
 * Priorities: the test's own thread has TEST_PRIORITY. An actor above it runs
 * as soon as it can, one below it when the test stands back (test_let_run).
 *
 * Every register that a call may write holds REGISTER_MARK + its number before
 * the call, so that a test sees which ones the kernel left alone.
 */
#pragma once

#include "conformance.h"

enum {
    LOWER = 40,
    LOW = 50,
    EQUAL = TEST_PRIORITY,
    HIGH = 110,
    HIGHER = 120,
};

#define REGISTER_MARK 0x5a00

/* -- Raw system calls ------------------------------------------------------ */

/** What a system call reads and writes: a0, a1, a2..a5, and a6, t0, a7. */
struct call {
    seL4_Word a0, a1, mr[4], a6, t0, a7;
};

static inline void trap(struct call *r)
{
    register seL4_Word a0 __asm__("a0") = r->a0;
    register seL4_Word a1 __asm__("a1") = r->a1;
    register seL4_Word a2 __asm__("a2") = r->mr[0];
    register seL4_Word a3 __asm__("a3") = r->mr[1];
    register seL4_Word a4 __asm__("a4") = r->mr[2];
    register seL4_Word a5 __asm__("a5") = r->mr[3];
    register seL4_Word a6 __asm__("a6") = r->a6;
    register seL4_Word t0 __asm__("t0") = r->t0;
    register seL4_Word a7 __asm__("a7") = r->a7;

    __asm__ volatile("ecall"
                     : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4),
                       "+r"(a5), "+r"(a6), "+r"(t0), "+r"(a7)
                     :
                     : "memory");
    *r = (struct call){ a0, a1, { a2, a3, a4, a5 }, a6, t0, a7 };
}

static inline seL4_Word info_label(seL4_Word info)
{
    return info >> 12;
}

static inline seL4_Word info_length(seL4_Word info)
{
    return info & 0x7f;
}

/* -- Steps ----------------------------------------------------------------- */

/** A step: a system call, or a function if `run` is set. */
struct step {
    seL4_Word call;  /* a7                                                */
    seL4_CPtr cap;   /* a0                                                */
    seL4_CPtr other; /* a6: reply object, or where NBSendWait sends       */
    seL4_CPtr dest;  /* t0: where NBSendRecv sends                        */
    seL4_Word info;  /* a1; receives: REGISTER_MARK + 1                   */
    seL4_Word word;  /* a2; a3.. hold marks                               */
    void (*run)(seL4_Word);
};

/* A message with label `l` has one word, the label plus 1000. */
#define MESSAGE(l) .info = (seL4_Word)(l) << 12 | 1, .word = (l) + 1000
#define NOTHING    .info = REGISTER_MARK + 1, .word = REGISTER_MARK + 2
#define SEND(c, l)                                              \
    {                                                           \
        .call = (seL4_Word)seL4_SysSend, .cap = (c), MESSAGE(l) \
    }
#define NBSEND(c, l)                                              \
    {                                                             \
        .call = (seL4_Word)seL4_SysNBSend, .cap = (c), MESSAGE(l) \
    }
#define CALL(c, l)                                              \
    {                                                           \
        .call = (seL4_Word)seL4_SysCall, .cap = (c), MESSAGE(l) \
    }
#define RECV(c, r)                                                         \
    {                                                                      \
        .call = (seL4_Word)seL4_SysRecv, .cap = (c), .other = (r), NOTHING \
    }
#define NBRECV(c, r)                                                         \
    {                                                                        \
        .call = (seL4_Word)seL4_SysNBRecv, .cap = (c), .other = (r), NOTHING \
    }
#define WAIT(c)                                              \
    {                                                        \
        .call = (seL4_Word)seL4_SysWait, .cap = (c), NOTHING \
    }
#define NBWAIT(c)                                              \
    {                                                          \
        .call = (seL4_Word)seL4_SysNBWait, .cap = (c), NOTHING \
    }
#define REPLYRECV(c, r, l)                                              \
    {                                                                   \
        .call = (seL4_Word)seL4_SysReplyRecv, .cap = (c), .other = (r), \
        MESSAGE(l)                                                      \
    }
#define NBSENDRECV(d, l, c, r)                                           \
    {                                                                    \
        .call = (seL4_Word)seL4_SysNBSendRecv, .cap = (c), .other = (r), \
        .dest = (d), MESSAGE(l)                                          \
    }
#define NBSENDWAIT(d, l, c)                                              \
    {                                                                    \
        .call = (seL4_Word)seL4_SysNBSendWait, .cap = (c), .other = (d), \
        MESSAGE(l)                                                       \
    }
#define YIELD()                                                         \
    {                                                                   \
        .call = (seL4_Word)seL4_SysYield, .cap = REGISTER_MARK, NOTHING \
    }
#define DO(function, argument)                \
    {                                         \
        .run = (function), .word = (argument) \
    }

static inline struct call do_step(const struct step *s)
{
    struct call r = {
        .a0 = s->cap,
        .a1 = s->info,
        .mr = { s->word, REGISTER_MARK + 3, REGISTER_MARK + 4,
                REGISTER_MARK + 5 },
        .a6 = s->other,
        .t0 = s->dest,
        .a7 = s->call,
    };

    if (s->run)
        s->run(s->word);
    else
        trap(&r);
    return r;
}

/** Does one step in the calling thread: ONE(NBRECV(ep, reply)). */
#define ONE(...) do_step(&(const struct step)__VA_ARGS__)

/* -- The trace ------------------------------------------------------------- */

enum { TRACE_LENGTH = 64 };

/** Appends a letter. */
void trace(char letter);

/** Fails the test unless the trace is `want`; then empties it. */
#define CHECK_TRACE(want) check_trace(want, __FILE__, __LINE__)
void check_trace(const char *want, const char *file, int line);

/* -- Actors ---------------------------------------------------------------- */

enum { STEPS = 8 };

struct actor {
    struct test_thread *thread;
    seL4_CPtr tcb, sc;
    char letter;
    struct step steps[STEPS];
    unsigned count;
    volatile unsigned at; /* steps that are done                    */
    struct call got[STEPS];
};

/** Makes an actor without starting it. */
void actor_make(struct actor *a, char letter, seL4_Word priority,
                const struct step *steps, unsigned count);

#define STEP_LIST(...)                    \
    (const struct step[]){ __VA_ARGS__ }, \
        sizeof((const struct step[]){ __VA_ARGS__ }) / sizeof(struct step)

/** Makes an actor, started by actor_start(). */
#define MAKE(a, letter, priority, ...) \
    actor_make(a, letter, priority, STEP_LIST(__VA_ARGS__))

/** Makes and starts an actor. */
#define ACTOR(a, letter, priority, ...)         \
    do {                                        \
        MAKE(a, letter, priority, __VA_ARGS__); \
        test_start((a)->thread);                \
    } while (0)

static inline void actor_start(struct actor *a)
{
    test_start(a->thread);
}

/** Lets faults of the actor arrive at an endpoint; before it blocks. */
void actor_handler(struct actor *a, seL4_CPtr endpoint);

/** Takes the actor's own scheduling context away. */
void actor_passive(struct actor *a);

/** Fails the test unless the actor has done exactly `n` steps. */
#define CHECK_AT(a, n)                                              \
    CHECK_MSG((a)->at == (n), "actor %c has done %u steps, not %u", \
              (a)->letter, (a)->at, (unsigned)(n))

/* -- What cannot be read directly ------------------------------------------ */

/**
 * Whether a thread that has no scheduling context is blocked (on an endpoint,
 * a notification or a reply) and not merely inactive: only then is an
 * unconfigured context refused (5.7).
 */
bool is_blocked(seL4_CPtr tcb);

/** Whether a thread, not the caller's, has any scheduling context (5.7). */
bool has_context(seL4_CPtr tcb);

/** Whether `sc` is bound to `tcb`, not the caller's; bound as before after. */
bool holds(seL4_CPtr sc, seL4_CPtr tcb);

/** Gives the test's own thread a full slice, so that none ends soon. */
static inline void fresh_slice(void)
{
    seL4_Yield();
}
