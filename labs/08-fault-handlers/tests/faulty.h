/* SPDX-License-Identifier: MIT */
/*
 * Threads that fault, for the tests of lab 08, and the test as their handler.
 *
 * A faulter runs above the test's own priority: started or answered, it runs at
 * once, and when the test goes on it has faulted (again) or ended. Its message
 * then waits in the queue of an endpoint, and the test takes it from there with
 * a receive that does not block: a kernel that sends nothing fails a CHECK and
 * not the budget.
 *
 * The instructions that fault are all four bytes long, so that the next one is
 * at ip + 4, and note their own address before they are executed.
 */
#pragma once

#include "handler.h"

enum { ABOVE = TEST_PRIORITY + 10 }; /* a priority that preempts the test */

/* -- what a faulter does --------------------------------------------------- */

struct faulter {
    seL4_Word address;         /* that it accesses                           */
    volatile seL4_Word at;     /* where the faulting instruction is          */
    volatile seL4_Word passed; /* how often it got behind that               */
    seL4_Word a[8];            /* registers a0..a7 before, then after a call */
    seL4_Word ra;              /* after a call                               */
    seL4_Word sp_moved;        /* sp after a call, less sp before it         */

    struct test_thread *thread;
    seL4_CPtr endpoint, reply;
    seL4_CPtr handler; /* the endpoint's capability with `badge` */
    seL4_Word badge;
};

#define NOTE_ADDRESS    \
    ".option push\n"    \
    ".option norvc\n"   \
    "la t0, 1f\n"       \
    "sd t0, 0(%[at])\n" \
    "1: "

#define OPTIONS_BACK "\n.option pop\n"

/** Loads from `address`. */
static inline void do_load(void *argument)
{
    struct faulter *f = argument;

    __asm__ volatile(NOTE_ADDRESS "ld zero, 0(%[address])" OPTIONS_BACK
                     :
                     : [at] "r"(&f->at), [address] "r"(f->address)
                     : "t0", "memory");
    f->passed++;
}

/** Stores to `address`. */
static inline void do_store(void *argument)
{
    struct faulter *f = argument;

    __asm__ volatile(NOTE_ADDRESS "sd zero, 0(%[address])" OPTIONS_BACK
                     :
                     : [at] "r"(&f->at), [address] "r"(f->address)
                     : "t0", "memory");
    f->passed++;
}

/** Jumps to `address`. */
static inline void do_jump(void *argument)
{
    struct faulter *f = argument;

    f->at = f->address;
    ((void (*)(void))f->address)();
    f->passed++;
}

/** Executes an instruction that does not exist. */
static inline void do_illegal(void *argument)
{
    struct faulter *f = argument;

    __asm__ volatile(NOTE_ADDRESS ".word 0" OPTIONS_BACK
                     :
                     : [at] "r"(&f->at)
                     : "t0", "memory");
    f->passed++;
}

/** Executes a breakpoint. */
static inline void do_break(void *argument)
{
    struct faulter *f = argument;

    __asm__ volatile(NOTE_ADDRESS "ebreak" OPTIONS_BACK
                     :
                     : [at] "r"(&f->at)
                     : "t0", "memory");
    f->passed++;
}

/** A system call with the registers `a`; they hold afterwards what it left.
    The stack pointer is put right again, however it comes back. */
static inline void do_call(void *argument)
{
    struct faulter *f = argument;
    register seL4_Word a0 __asm__("a0") = f->a[0];
    register seL4_Word a1 __asm__("a1") = f->a[1];
    register seL4_Word a2 __asm__("a2") = f->a[2];
    register seL4_Word a3 __asm__("a3") = f->a[3];
    register seL4_Word a4 __asm__("a4") = f->a[4];
    register seL4_Word a5 __asm__("a5") = f->a[5];
    register seL4_Word a6 __asm__("a6") = f->a[6];
    register seL4_Word a7 __asm__("a7") = f->a[7];
    seL4_Word moved;

    __asm__ volatile("mv s2, sp\n" NOTE_ADDRESS "ecall" OPTIONS_BACK
                     "sub %[moved], sp, s2\n"
                     "mv sp, s2\n"
                     "sd ra, 0(%[ra])"
                     : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4),
                       "+r"(a5), "+r"(a6), "+r"(a7), [moved] "=&r"(moved)
                     : [at] "r"(&f->at), [ra] "r"(&f->ra)
                     : "t0", "s2", "ra", "memory");
    f->sp_moved = moved;
    f->a[0] = a0, f->a[1] = a1, f->a[2] = a2, f->a[3] = a3;
    f->a[4] = a4, f->a[5] = a5, f->a[6] = a6, f->a[7] = a7;
    f->passed++;
}

/* -- its handler ----------------------------------------------------------- */

/** Makes a faulter whose handler is the test; it is not started. */
static inline void make_faulter(struct faulter *f, const char *name,
                                void (*run)(void *))
{
    f->endpoint = test_object(seL4_EndpointObject, 0);
    f->reply = test_object(seL4_ReplyObject, 0);
    f->badge = test_pick(name, 1, 0xffffffff);
    f->handler = test_mint(f->endpoint, seL4_AllRights, f->badge);
    f->thread = test_thread(name, ABOVE, run, f);
    set_handler(f->thread, f->handler);
}

/** The same, and lets it run into its fault. */
static inline void start_faulter(struct faulter *f, const char *name,
                                 void (*run)(void *))
{
    make_faulter(f, name, run);
    test_start(f->thread);
}

/** Takes the message of a faulter, which must be there. */
static inline struct fault_message take_fault(const struct faulter *f,
                                              seL4_Word label, seL4_Word length)
{
    struct fault_message m = poll_fault(f->endpoint, f->reply);

    CHECK_MSG(m.badge != 0, "%s: no message at its fault handler's endpoint",
              f->thread->name);
    CHECK_MSG(m.badge == f->badge,
              "%s: the message has badge %#lx, its handler's capability %#lx",
              f->thread->name, m.badge, f->badge);
    CHECK_MSG(m.label == label, "%s: the message has label %lu, not %lu",
              f->thread->name, m.label, label);
    CHECK_MSG(m.length == length, "%s: the message has %lu words, not %lu",
              f->thread->name, m.length, length);
    return m;
}

/** Fails unless a message's first word is where the thread faulted. */
static inline void check_ip(const struct faulter *f,
                            const struct fault_message *m)
{
    CHECK_MSG(m->word[0] == f->at,
              "%s: word 0 is %#lx, the instruction is at %#lx", f->thread->name,
              m->word[0], f->at);
}

/** Answers the fault that was taken with `reply`. */
static inline void answer_at(seL4_CPtr reply, seL4_Word label, seL4_Word length,
                             const seL4_Word *words)
{
    for (seL4_Word i = 0; i < length; i++)
        seL4_SetMR((int)i, words[i]);
    seL4_Send(reply, seL4_MessageInfo_new(label, 0, 0, length));
}

static inline void answer(const struct faulter *f, seL4_Word label,
                          seL4_Word length, const seL4_Word *words)
{
    answer_at(f->reply, label, length, words);
}

/** Answers with the address behind the faulting instruction. */
static inline void answer_skip(const struct faulter *f)
{
    answer(f, 0, 1, (seL4_Word[]){ f->at + 4 });
}

/** The registers of a thread that does not run. */
static inline seL4_UserContext registers_of(const struct faulter *f)
{
    seL4_UserContext r = { 0 };

    CHECK_OK(seL4_TCB_ReadRegisters(f->thread->tcb, false, 0,
                                    sizeof r / sizeof(seL4_Word), &r));
    return r;
}

/** An address that nothing is mapped at, a multiple of 8. */
static inline seL4_Word nowhere(const char *name)
{
    return 0x3000000000 + 8 * test_pick(name, 0, 0x1ffffff);
}
