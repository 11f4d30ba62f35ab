/* SPDX-License-Identifier: MIT
 *
 * What the files of the supervisor share: its pool and address space, the
 * result region, and how a run ends.
 *
 * The region is the last 4 MiB of guest RAM, device memory to the kernel. The
 * host writes `wanted` before the machine starts and reads the rest when it
 * has stopped; abuse.py knows the same layout.
 */
#pragma once

#include <thread.h>

#include "hostile.h"

#define ABUSE_MAGIC 0x4553554241534554ul /* "TESABUSE" */

enum { REASON_BYTES = 112, COUNTED_FAULTS = 8 };

struct abuse_region {
    struct {
        seL4_Word magic;
        seL4_Word seed;
        seL4_Word calls; /* at least so many                          */
        seL4_Word round; /* system calls of one sandbox               */
    } wanted;
    seL4_Word magic;           /* set when the run has ended             */
    seL4_Word calls;           /* begun by hostile threads               */
    seL4_Word rounds;          /* sandboxes built and destroyed          */
    seL4_Word restarts;        /* threads set up anew                    */
    seL4_Word interrupts;      /* raised                                 */
    char reason[REASON_BYTES]; /* empty: all is well                  */
    seL4_Word fault[COUNTED_FAULTS]; /* that reached the supervisor   */
    seL4_Word syscall[COUNTED_SYSCALLS];
    seL4_Word answer[nArchInvocationLabels][COUNTED_ERRORS];
};

extern struct objects pool;
extern struct address_space space;
extern volatile struct abuse_region *region;

/** Ends the run and the machine with the reason, null if all is well. */
_Noreturn void finish(const char *reason);

/** Ends the run unless `error` is seL4_NoError; `what` was being done. */
void must(seL4_Error error, const char *what);
#define MUST(call) must(call, #call)
