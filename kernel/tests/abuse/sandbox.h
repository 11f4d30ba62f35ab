/* SPDX-License-Identifier: MIT
 *
 * The sandbox: what the hostile threads are given, and where it lies.
 *
 * Everything in it is made from one untyped, so that one Revoke ends it:
 * threads, two capability spaces with the same capabilities, an address space,
 * objects of each type, untyped memory to make more, and copies of the boot
 * capabilities that a program may hold. Only the pages with the threads'
 * code, counters and stacks belong to the supervisor, so that what happened
 * can be read when nothing of the sandbox is left.
 *
 * Addresses in the sandbox's address space (the code is where the supervisor
 * has it):
 *
 *   0x40000000 + t pages    IPC buffer of thread t
 *   0x40100000 + t 2 pages  its struct hostile, then its stack
 *   0x40180000 + t pages    its IPC buffer again, through a copy of the frame
 *   0x401f0000              registers of the UART
 */
#pragma once

#include <stdbool.h>
#include <sel4/sel4.h>

#include "hostile.h"

enum {
    THREADS = 6,
    CSPACE_BITS = 6,
    CSPACE_SLOTS = 1 << CSPACE_BITS,
};

#define BUFFER_ADDRESS 0x40000000ul
#define STATE_ADDRESS  0x40100000ul
#define ALIAS_ADDRESS  0x40180000ul
#define UART_ADDRESS   0x401f0000ul

/** The first slots of both capability spaces; the rest is empty at first. */
enum slot {
    SLOT_TCB = 1,                         /* THREADS of them            */
    SLOT_SC = SLOT_TCB + THREADS,         /* THREADS                    */
    SLOT_BUFFER = SLOT_SC + THREADS,      /* THREADS frames             */
    SLOT_CNODE_A = SLOT_BUFFER + THREADS, /* guard of 58 bits      */
    SLOT_CNODE_B,                         /* guard of 58 bits      */
    SLOT_LOOP_A, /* no guard: an address can go through it again   */
    SLOT_LOOP_B,
    SLOT_VSPACE,
    SLOT_PAGE_TABLE, /* not mapped                                 */
    SLOT_FRAME,      /* not mapped                                 */
    SLOT_EP,         /* three of them                              */
    SLOT_EP_BADGED = SLOT_EP + 3,
    SLOT_NTFN, /* two                                              */
    SLOT_NTFN_BADGED = SLOT_NTFN + 2,
    SLOT_REPLY,                    /* four                         */
    SLOT_UNTYPED = SLOT_REPLY + 4, /* 128 KiB                      */
    SLOT_SMALL_UNTYPED,            /* 4 KiB                        */
    SLOT_ASID_POOL,
    SLOT_ASID_CONTROL,
    SLOT_SCHED_CONTROL,
    SLOT_DOMAIN,
    SLOT_IRQ_HANDLER,
    SLOT_SUPERVISOR, /* the endpoint of the threads' faults        */
    SLOT_FREE,
};
_Static_assert(SLOT_FREE <= CSPACE_SLOTS - 10, "slots left to fill");

/** What the supervisor does not keep for itself in this round: then the
 * sandbox holds the only capability, and can destroy the object. */
enum {
    GIVE_THREADS = 1,
    GIVE_CNODES = 2,
    GIVE_VSPACE = 4,
    GIVE_BUFFERS = 8,
    GIVE_OBJECTS = 16, /* endpoints, notifications, reply objects */
    GIVE_COMBINATIONS = 32,
};

/** Makes what outlives the sandboxes. Once. */
void sandbox_init(void);

/** Makes a sandbox whose threads start at once.
 *
 * @param round  from 0; what is given away follows from it
 * @param seed   of the threads' random numbers
 */
void sandbox_build(seL4_Word round, seL4_Word seed);

/** Lets a thread start over, if it is still there.
 *
 * @param anew  set it up again before
 */
void sandbox_restart(unsigned thread, bool anew);

/** The counters of a thread, valid until the next sandbox_build. */
const struct hostile *sandbox_counters(unsigned thread);

/** Ends the sandbox; then looks whether something of it is left.
 *
 * @return null, or what is wrong
 */
const char *sandbox_destroy(void);

/** The fault endpoint: badge t + 1 for thread t, BADGE_STRANGER for messages
 * that a hostile thread made up. */
extern seL4_CPtr sandbox_faults;
enum { BADGE_STRANGER = 100 };
