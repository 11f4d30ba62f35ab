/* SPDX-License-Identifier: MIT
 *
 * A hostile thread: makes system calls from random numbers for ever.
 *
 * It knows how its capability space looked at the beginning and how messages
 * of each method are laid out, and leaves that path at random, in any word.
 * Random words alone would be refused by the first check of each method.
 */
#pragma once

#include <sel4/sel4.h>

enum {
    COUNTED_SYSCALLS = 17, /* index -a7; 0: any other number     */
    COUNTED_ERRORS = 12,   /* seL4_Error; the last: any other    */
    MAX_WORDS = 34,        /* of a made up message               */
};

/** One page: what the thread is told, and what it counts. */
struct hostile {
    seL4_Word random; /* state of the generator, not 0            */
    /* A slot's address is its number shifted, or, the only way to a CNode, with
     * this in the bits above it: ten levels through the looping CNode. */
    seL4_Word shift, long_way;
    seL4_IPCBuffer *buffer;
    volatile seL4_Uint8 *uart;
    seL4_Word calls; /* system calls begun                        */
    seL4_Word interrupts;
    seL4_Uint32 syscall[COUNTED_SYSCALLS];
    /* Calls of a kernel object that came back, by label and answer. */
    seL4_Uint32 answer[nArchInvocationLabels][COUNTED_ERRORS];
};
_Static_assert(sizeof(struct hostile) <= 4096, "one page");

/** What the thread runs. It uses nothing but its page and its stack. */
_Noreturn void hostile_main(struct hostile *h);
