/* SPDX-License-Identifier: MIT
 *
 * The free slots of a component's own CNode.
 *
 * A component with `own_cnode = true` has a capability to its CNode, whose
 * slots from CAMKES_FIRST_FREE up are empty at the start; `cnode_size_bits`
 * makes the CNode larger. In it a slot's number is a capability pointer. A
 * pool says which of these slots somebody has taken:
 *
 *     SLOTS_OF_COMPONENT(slots);     at file level, once; other files say
 *                                    extern struct slots slots;
 *
 *     seL4_CPtr slot = slots_keep(&slots, capability);
 *     ...
 *     slots_drop(&slots, slot);
 *
 * The pool knows nothing of what is in a slot: taking and giving are a matter
 * of its map alone, keeping and dropping ask the kernel as well.
 *
 * Threads of the component may share a pool: each slot is taken and given by
 * one atomic operation, and nobody waits. Who looks for a row takes its slots
 * one by one and gives them back if the row ends too early, so when a pool is
 * all but full, another thread can be told too soon that nothing is left.
 *
 * Invariant: a slot is taken if and only if its bit in the map is set; bits
 * outside of the pool are never set.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <sel4/sel4.h>

struct slots {
    seL4_CPtr cnode; /* whose slots they are; depth seL4_WordBits */
    uint32_t first;  /* the first slot, not 0 */
    uint32_t count;  /* of slots */
    uint32_t taken;  /* of these */
    uint32_t next;   /* where to look first: offset from the first slot */
    uint64_t *map;   /* a bit for each slot: set, it is taken */
};

/** Bits of the map in one word. */
#define SLOTS_WORD 64

/** Defines a pool NAME of the COUNT slots from FIRST on of CNODE. */
#define SLOTS_DEFINE(NAME, CNODE, FIRST, COUNT)                          \
    static uint64_t NAME##_map[((COUNT) + SLOTS_WORD - 1) / SLOTS_WORD]; \
    struct slots NAME = { .cnode = (CNODE),                              \
                          .first = (FIRST),                              \
                          .count = (COUNT),                              \
                          .map = NAME##_map }

/** Defines a pool of all free slots of the component that is compiled. */
#define SLOTS_OF_COMPONENT(NAME)                            \
    SLOTS_DEFINE(NAME, CAMKES_OWN_CNODE, CAMKES_FIRST_FREE, \
                 (1u << CAMKES_CNODE_BITS) - CAMKES_FIRST_FREE)

/**
 * Takes a slot.
 *
 * @return its number; seL4_CapNull: all are taken
 */
seL4_CPtr slots_take(struct slots *pool);

/**
 * Takes slots with consecutive numbers.
 *
 * @param count  at least 1
 * @return the first; seL4_CapNull: there is no such row, or count is 0
 */
seL4_CPtr slots_take_row(struct slots *pool, uint32_t count);

/**
 * Gives a slot back, which the giver has emptied.
 *
 * @return false: the pool has no such slot, or nobody had taken it
 */
bool slots_give(struct slots *pool, seL4_CPtr slot);

/**
 * Gives a row back, or what of it is taken.
 *
 * @return false: some of it was not taken, or is not the pool's
 */
bool slots_give_row(struct slots *pool, seL4_CPtr first, uint32_t count);

/** @return how many slots are not taken */
uint32_t slots_free(const struct slots *pool);

/**
 * Moves a capability of the same CNode into a slot of its own: one that came
 * with a call, before the next call takes its place.
 *
 * @param capability  its slot, which is empty afterwards
 * @return the new slot; seL4_CapNull: all are taken, or there is none to move
 */
seL4_CPtr slots_keep(struct slots *pool, seL4_CPtr capability);

/**
 * Copies a capability of the same CNode into a slot of its own.
 *
 * @param rights  the most that the copy may have
 * @param badge   0: that of the original; else the copy is minted
 * @return the new slot; seL4_CapNull: all are taken, or the kernel refused
 */
seL4_CPtr slots_copy(struct slots *pool, seL4_CPtr capability,
                     seL4_CapRights_t rights, seL4_Word badge);

/**
 * Deletes the capability in a slot, if there is one, and gives the slot back.
 * seL4_CapNull is allowed, and nothing happens.
 */
void slots_drop(struct slots *pool, seL4_CPtr slot);

/** Drops a row of slots. */
void slots_drop_row(struct slots *pool, seL4_CPtr first, uint32_t count);
