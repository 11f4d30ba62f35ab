/* SPDX-License-Identifier: MIT
 *
 * Out of which untyped memory each object of a plan is made.
 *
 * The composer walks through this before there is a machine, and refuses a
 * system that does not fit; the initialiser does the same at boot, and makes
 * what it says. Both see the same steps, so the composer knows the physical
 * address of every object.
 *
 * Model. An untyped is used from its start upwards; `used` is the kernel's
 * watermark. Objects come in the plan's order: those at a given address
 * first, in ascending order, then the others from the largest to the
 * smallest, each out of the smallest untyped that has room. To reach an
 * address, the memory below it is cut off as further untypeds, which later
 * objects can use.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "plan.h"

/* Untypeds of the boot information, and those cut off from them. */
enum { ALLOCATE_UNTYPEDS = 512 };

struct allocate_untyped {
    uint64_t paddr;
    uint64_t used; /* bytes from paddr on */
    uint32_t size_bits;
    bool device;
};

struct allocation {
    const struct plan *plan;
    uint64_t next; /* in the plan's order */
    uint32_t untypeds;
    struct allocate_untyped untyped[ALLOCATE_UNTYPEDS];
};

enum allocate_result {
    ALLOCATE_OBJECT,     /* make step->object out of step->untyped */
    ALLOCATE_CUT,        /* make untyped number step->made, of size_bits */
    ALLOCATE_DONE,       /* every object has been given out */
    ALLOCATE_NO_MEMORY,  /* no untyped has room for step->object */
    ALLOCATE_NO_ADDRESS, /* no untyped holds its address, or it is taken */
    ALLOCATE_TOO_MANY,   /* more untypeds than the table holds */
};

struct allocate_step {
    uint32_t object;
    uint32_t untyped; /* index in the table: what it is made of */
    uint32_t made;    /* index in the table: the new one, of a cut */
    uint32_t size_bits;
    uint64_t paddr; /* where it lies */
};

/** Starts anew; the caller then fills the table of untypeds. */
void allocate_begin(struct allocation *a, const struct plan *plan);

/** Says what to make next; see enum allocate_result. */
enum allocate_result allocate_next(struct allocation *a,
                                   struct allocate_step *step);

/** @return log2 of the object's bytes; 0 if it takes no untyped memory */
uint32_t allocate_bits(const struct plan_object *object);
