/* SPDX-License-Identifier: MIT
 *
 * What the files of the runtime share.
 *
 *   entry.S     first instructions of every life of a protection domain
 *   restore.c   variables back to their first values
 *   start.c     thread-local storage, constructors, init, then the loop
 *   loop.c      waits for events and calls the program's entry points
 *   channels.c  notify, call, acknowledge, now or later
 *   children.c  restart, stop, resume
 *   message.c   message registers, slots
 *   console.c   debug output, stdout, the end of a program
 *   complain.c  refusals: who did what
 *   defaults.c  entry points that the program does not provide
 *   symbols.c   what the composer writes into the image
 *
 * The runtime knows nothing of the system but what symbols.c holds, and asks
 * the kernel for nothing beyond that: before it uses a slot it looks whether
 * the description filled it.
 */
#pragma once

#include <microkit.h>

#include "../../interfaces/protection_domain.h"

/* Written by the composer: protection_domain.h says what they mean. */
extern const uint64_t microkit_irqs;
extern const uint64_t microkit_notifications;
extern const uint64_t microkit_pps;
extern const uint64_t microkit_children;
extern const uint64_t microkit_passive_children;
extern const uint64_t microkit_input_is_endpoint;

/** An operation that waits for the end of the entry point. */
struct deferred {
    seL4_CPtr to; /* seL4_CapNull: none */
    seL4_MessageInfo_t message;
    bool is_irq;
    microkit_channel channel;
};

extern struct deferred deferred;

/** Performs the deferred operation, if there is one, by a call of its own. */
void deferred_flush(void);

/** The child whose fault the program is handling. */
struct faulting {
    bool active;
    microkit_child child;
    bool restarted; /* it is to be answered, and then begins anew */
};

extern struct faulting faulting;

/** Waits for events for ever. */
_Noreturn void event_loop(void);

/** Obeys the restore records; entry.S calls it before all else. */
void restore_variables(void);

/** From entry.S, with gp, sp and tp in place. */
_Noreturn void start_runtime(void);

/** Whether bit `id` of a set of ids is there; false for any id above 61. */
bool id_in(uint64_t set, unsigned int id);

/**
 * Prints the line "<name>: <who>: no <what> <number>".
 *
 * @param who   the function that refuses
 * @param what  what the number should have named
 */
void complain_none(const char *who, const char *what, uint64_t number);

/** Begins a line: "<name>: <text>". */
void complain(const char *text);

/** Goes on with "<text><number>". */
void complain_number(const char *text, uint64_t number);

/** Ends the line. */
void complain_end(void);
