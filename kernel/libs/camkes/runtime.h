/* SPDX-License-Identifier: MIT
 *
 * What the files of the runtime of components share.
 *
 *   entry.S      first instructions of each thread
 *   start.c      thread-local storage, the order of start-up
 *   serve.c      the loop of a server
 *   call.c       a client's call
 *   signals.c    a server's signals to its clients
 *   events.c     events and interrupts: waiting, polling, callbacks
 *   semaphore.c  semaphores, mutexes
 *   errors.c     who is asked when something is wrong
 *   locks.c      the C library's own locks
 *   copy.c       memcpy, by words
 *   end.c        the end of a program
 *
 * All of it works on the tables in the instance's glue.c (component.h).
 */
#pragma once

#include <console.h>

#include "../../interfaces/component.h"

/** From entry.S; runs the thread for ever. */
_Noreturn void start_thread(seL4_Word number, seL4_IPCBuffer *buffer,
                            void *thread_locals);

/** Stops the calling thread for good: it waits for what never comes. */
_Noreturn void stop_thread(void);

/** Stops the calling thread if a handler has halted the component. */
void stop_if_halted(void);

/** Empties a slot and has the next capability that comes put there. */
void receive_into(seL4_CPtr slot);

/** Whether there may be something in the slot that was offered: behind one that
 * names the endpoint itself, another one may have come. */
static inline bool something_came(seL4_MessageInfo_t info)
{
    return seL4_MessageInfo_get_extraCaps(info) > 0;
}

/** Whether a capability came into the slot that was offered. One that names
 * the endpoint itself does not: the kernel gives its badge only. */
static inline bool capability_came(seL4_MessageInfo_t info)
{
    return seL4_MessageInfo_get_extraCaps(info) > 0 &&
           !(seL4_MessageInfo_get_capsUnwrapped(info) & 1);
}
