/* SPDX-License-Identifier: MIT */
/*
 * The kernel's invariants as code. See debug/invariants.c.
 */
#pragma once

#include "debug/assert.h"
#include "debug/print.h"
#include "state.h"

/** Names a broken rule and its object, and stops the machine. */
#define rule(condition, object, text)                                    \
    do {                                                                 \
        if (!(condition)) {                                              \
            kprintf("invariant broken, object %lx: ", (word_t)(object)); \
            kernel_panic(__FILE__, __LINE__, text);                      \
        }                                                                \
    } while (0)

#if CONFIG_DEBUG

/** How many kernel exits lie between two looks at all of memory. */
extern word_t invariants_period;

/** Set when an object was made or destroyed: the next exit looks at all. */
extern bool invariants_due;

/** Checks what is due at a kernel exit. A broken invariant is named, with its
    object, and stops the machine. */
void invariants_check(void);

/** Checks slots, objects and page tables, whether due or not. */
void invariants_check_memory(void);

/** An object was made or destroyed. */
static inline void invariants_note_change(void)
{
    invariants_due = true;
}

/** The CNode of the initial thread: the walk over all slots begins there. */
void invariants_note_root(struct cap cnode);

#else

static inline void invariants_check(void)
{
}

static inline void invariants_note_change(void)
{
}

static inline void invariants_note_root(struct cap cnode)
{
    (void)cnode;
}

#endif
