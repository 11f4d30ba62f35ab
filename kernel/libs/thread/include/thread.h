/* SPDX-License-Identifier: MIT
 *
 * Threads of the program, in the root task's address space or in another one
 * that shares the program (address_space_share_program).
 *
 * A thread owns a TCB, a scheduling context, a stack with a guard page below
 * it, an IPC buffer and its thread-local storage (at the top of the stack).
 *
 *     thread_create -> created, stopped -> thread_start -> running
 *
 * When its function returns, a thread that can name its own TCB suspends
 * itself; one that cannot stops in a fault.
 */
#pragma once

#include <address_space.h>

struct thread_config {
    const char *name; /* for the kernel's messages */
    void (*run)(seL4_Word argument);
    seL4_Word argument;
    struct address_space *space; /* holds the program */
    seL4_Word stack_pages;       /* of 4 KiB, at least 1 */
    seL4_Word priority;          /* 0..255; its maximum is the same */
    seL4_Time budget;            /* microseconds out of every period */
    seL4_Time period;            /* equal to the budget: round robin */
    seL4_CPtr fault_endpoint;    /* seL4_CapNull: none */
    seL4_CNode cspace;           /* seL4_CapNull: the root CNode */
    seL4_Word cspace_data;       /* guard of that CNode, 0: as it is */
    seL4_CPtr self;              /* its TCB in that cspace; 0: none. The
                                      root CNode's is filled in */
};

struct thread {
    seL4_CPtr tcb;
    seL4_CPtr sched_context;
    seL4_CPtr ipc_frame;
    seL4_Word ipc_buffer; /* address in the thread's space */
    seL4_Word stack_top;  /* first stack pointer */
    seL4_Word tls;
    struct thread_config config;
};

/**
 * Makes all that a thread needs; it does not run yet.
 *
 * @return seL4_NoError; errors of objects_create and address_space_allocate;
 *         what the TCB or SchedControl methods refused with
 */
seL4_Error thread_create(struct objects *pool,
                         const struct thread_config *config,
                         struct thread *thread);

/**
 * Lets the thread call its function from the beginning.
 *
 * @return what seL4_TCB_WriteRegisters answers
 */
seL4_Error thread_start(struct thread *thread);
