/* SPDX-License-Identifier: MIT
 *
 * What the parts of the benchmark share: the pool, the address space, and
 * threads of known priority.
 *
 * The first thread measures, at MAIN_PRIORITY, on a budget that does not run
 * out. Helpers are made for one operation and suspended after it, so that
 * only the threads of an operation exist for the scheduler while it is
 * measured.
 */
#pragma once

#include "samples.h"

#include <thread.h>

enum { LOW_PRIORITY = 90, MAIN_PRIORITY = 100, HIGH_PRIORITY = 110 };

extern struct objects pool;
extern struct address_space space;

/* Memory for what takes much of it; without children between the parts. */
extern seL4_CPtr large_untyped;
enum { LARGE_UNTYPED_BITS = 25 };

/** Makes an object of the pool; 0 as size where the type has one size. */
seL4_CPtr make(seL4_Word type, seL4_Word size_bits);

/** Takes an empty slot of the root CNode. */
seL4_SlotPos make_slot(void);

/** Takes `count` consecutive empty slots of it. */
seL4_SlotPos many_slots(unsigned count);

/**
 * Makes a thread in this address space and lets it run, as far as its
 * priority allows.
 *
 * @param run       what it does
 * @param argument  handed to it
 * @param priority  0..255
 */
struct thread helper_start(void (*run)(seL4_Word), seL4_Word argument,
                           seL4_Word priority);

/** What helper_start would make: a beginning for helper_start_as. */
struct thread_config helper_config(void (*run)(seL4_Word), seL4_Word argument,
                                   seL4_Word priority);

/** As helper_start, for a helper with something special. */
struct thread helper_start_as(const struct thread_config *config);

/** Takes a waiting helper's scheduling context: it then runs only on the
 * time of those who call it. */
void helper_make_passive(const struct thread *helper);

/** Ends a helper. */
void helper_stop(const struct thread *helper);

/** Gives all of large_untyped out and takes it back: a kernel cannot know any
 * more that something in it is zero. */
void use_large_untyped(void);

/* The parts: each measures its operations. */
void measure_round_trips(void);
void measure_signals(void);
void measure_simple_calls(void);
void measure_memory(void);
void measure_capabilities(void);
void measure_objects(void);
void measure_faults(void);
void measure_interrupts(void);
