/* SPDX-License-Identifier: MIT
 *
 * What the initialiser knows while it works, and its steps.
 *
 * Object i of the plan has its first capability in slot first_object + i of
 * the root CNode; the slots behind serve untypeds and copies. A step either
 * does all it is for or ends the program with a message: no step undoes what
 * an earlier one did.
 */
#pragma once

#include <sel4/sel4.h>
#include <stdbool.h>

#include "allocate.h"
#include "plan.h"
#include "remaining.h"

enum { MEMORY_MAX = 255 }; /* entries of struct plan_memory */

/* What was done, to be compared with the plan. */
struct setup_counts {
    uint64_t objects;
    uint64_t caps;
    uint64_t mappings;
    uint64_t fills;
    uint64_t threads;
    uint64_t irqs;
};

struct setup {
    const struct plan *plan;
    const seL4_BootInfo *boot;
    seL4_SlotPos first_object;
    seL4_SlotPos next_slot;
    struct setup_counts done;
    struct allocation memory;
    seL4_CPtr untyped[ALLOCATE_UNTYPEDS]; /* of memory.untyped */
    uint32_t pieces;                      /* given away */
    struct remaining_piece piece[MEMORY_MAX];
};

/** @return the first capability of an object */
seL4_CPtr setup_cap(const struct setup *s, uint32_t object);

/** @return an empty slot; ends the program if there is none. The caller gives
 *  it back by emptying it and setting next_slot to it */
seL4_SlotPos setup_slot(struct setup *s);

/**
 * Copies a capability into an empty slot; ends the program if it is refused.
 *
 * @param step   what is being done, for the message
 * @param name   of what
 * @param badge  of an endpoint or notification; 0: none
 */
seL4_CPtr setup_copy(struct setup *s, const char *step, const char *name,
                     seL4_CPtr from, uint32_t rights, uint64_t badge);

/** Empties the slot that was taken last. */
void setup_drop(struct setup *s, seL4_SlotPos slot);

/** Makes every object out of untyped memory (step 1). */
void create_objects(struct setup *s);

/** Puts every capability into its CNode (step 2). */
void distribute_caps(struct setup *s);

/** Links page tables and maps frames (step 3). */
void map_frames(struct setup *s);

/** Gives the memory that is left to whom the plan names (step 4). */
void give_memory(struct setup *s);

/** Writes into frames what shall be in them (step 5). */
void fill_frames(struct setup *s);

/** Configures scheduling contexts, IRQs and threads; none runs (step 6). */
void configure_threads(struct setup *s);

/** Ends the program unless all of the plan has been done (step 7). */
void compare_with_plan(const struct setup *s);

/** Lets the threads run as soon as the initialiser waits (step 8). */
void start_threads(struct setup *s);

/** Leaves the root CNode for the monitor's (step 9). */
void give_up(struct setup *s);
