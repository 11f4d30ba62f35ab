/* SPDX-License-Identifier: MIT */
/*
 * What the tests of lab 01 share: threads that run instructions of the test's
 * own (code.c) with registers of its choice, and the test as their fault
 * handler.
 */
#pragma once

#include "handler.h"

/* -- code.c --------------------------------------------------------------- */

/** Adds 1 to every register but a7, which must hold the number of Yield, and
    yields for ever. */
void code_count(void);
/** Stores x1 to x30 at x31 + 8 * number, then yields for ever. */
void code_dump(void);
/** Loops without a system call. */
void code_spin(void);
/** Yields three times, then loops without a system call. */
void code_yield_and_spin(void);
/** Loads from the address in a0, at its second instruction, as do all below
    that are to fault: the first address of a thread is known to the kernel
    before it runs. */
void code_load(void);
/** Stores to the address in a0. */
void code_store(void);
/** An instruction that does not exist. */
void code_illegal(void);
/** A breakpoint. */
void code_break(void);
/** Makes three system calls, then reads a register of the supervisor. */
void code_privileged(void);
/** A system call with the number in a7. */
void code_call(void);

/** The address of the second instruction. */
static inline seL4_Word second(void (*code)(void))
{
    return (seL4_Word)code + 4;
}

enum { REGISTERS = 32 }; /* words of seL4_UserContext, the first is the pc */
enum { SLOT_A0 = 16, SLOT_A7 = 23 };

/** The registers with which a thread starts. */
union registers {
    seL4_UserContext context;
    seL4_Word word[REGISTERS];
};

struct watched {
    struct test_thread *thread;
    seL4_CPtr endpoint, reply;
};

/** A thread that begins at `code` with these registers, at the test's own
    priority; the test handles its faults. It runs when the test yields. */
static inline struct watched watch(const char *name, void (*code)(void),
                                   union registers r)
{
    struct watched w = { .endpoint = test_object(seL4_EndpointObject, 0),
                         .reply = test_object(seL4_ReplyObject, 0) };
    seL4_CPtr handler = test_mint(w.endpoint, seL4_AllRights, 1);

    w.thread = test_thread(name, TEST_PRIORITY, NULL, NULL);
    set_handler(w.thread, handler);
    r.context.pc = (seL4_Word)code;
    CHECK_OK(
        seL4_TCB_WriteRegisters(w.thread->tcb, 1, 0, REGISTERS, &r.context));
    return w;
}

/** Lets it run: the test is ready again behind it. */
static inline void let_run(void)
{
    for (int i = 0; i < 4; i++)
        seL4_Yield();
}

/** Runs `code` until it faults; the message must be of this kind. */
static inline struct fault_message fault_in(const char *name,
                                            void (*code)(void), seL4_Word a0,
                                            seL4_Word a7, seL4_Word label)
{
    union registers r = { { 0 } };
    struct watched w;
    struct fault_message f;

    test_step(name);
    r.word[SLOT_A0] = a0;
    r.word[SLOT_A7] = a7;
    w = watch(name, code, r);
    let_run();
    f = poll_fault(w.endpoint, w.reply);
    CHECK_MSG(f.badge, "no fault message came");
    CHECK_EQ(f.label, label);
    CHECK_OK(seL4_TCB_Suspend(w.thread->tcb));
    return f;
}
