/* SPDX-License-Identifier: MIT
 *
 * Free memory: a buddy system of untyped capabilities.
 *
 * The memory that is left after boot comes as untypeds of different sizes,
 * each the root of a binary tree. A block of a tree is an untyped; a block
 * that was split has two halves below it, made from it by Retype.
 *
 *              split                    take
 *      free  --------->  split    free  ----->  used
 *            <---------                 <-----    |
 *              join                    release    | release, and the kernel
 *                                                 v refuses
 *                                                lost
 *
 * Blocks are joined when a request needs it, not before: most are wanted again
 * in the size they have, and each split is a call of the kernel. One Revoke
 * of its root joins a whole tree. Memory is cleared by the kernel when objects
 * are made, for their bytes alone: to split a large block costs no more than
 * to split a small one.
 *
 * Every block knows which sizes are free below it, so that finding a block
 * takes one walk from a root to a leaf. Of those large enough, a brief request
 * gets the one with the lowest address, a long one that with the highest:
 * what is to stay lies at one end and keeps no memory apart at the other.
 *
 * Slots. A block that was made by a split lies in a slot of its own of the
 * manager's CNode; the halves of a block are neighbours: a pair. Pairs are a
 * fixed number. When they run out, all is joined that can be, and then no
 * more are in use than the used blocks need; blocks_limit says how many used
 * blocks can never need more pairs than there are.
 *
 * Invariants, which blocks_check looks at:
 *   - a block's `pages` and `sizes` are those of its halves together, or its
 *     own if it is free, or 0;
 *   - a block is split if and only if it has halves; they know it as parent;
 *   - each pair is in one tree or on the list of free ones, not both.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <memory.h>
#include <sel4/sel4.h>

enum {
    BLOCK_MIN_BITS = 12, /* smaller ones would cost more than they hold */
    BLOCK_MAX_BITS = 38, /* the kernel's own limit */
    BLOCK_ROOTS_MAX = 255,
};

#define BLOCK_NONE UINT32_MAX

enum block_state { BLOCK_FREE, BLOCK_SPLIT, BLOCK_USED, BLOCK_LOST };

struct block {
    uint64_t paddr;
    uint32_t slot;
    uint32_t pages;  /* free below it, of 4 KiB */
    uint32_t sizes;  /* free below it: bit b for 2^(b + BLOCK_MIN_BITS) */
    uint32_t parent; /* or BLOCK_NONE */
    uint32_t half;   /* lower half, the upper one is the next; or NONE */
    uint32_t next;   /* of a list its user keeps; of the free pairs */
    uint8_t bits;    /* log2 of its size */
    uint8_t state;
};

struct blocks {
    struct block *block;
    uint32_t capacity;   /* of block[]: roots, then pairs */
    uint32_t roots;      /* in ascending order of addresses */
    uint32_t first_slot; /* of the pairs */
    uint32_t free_pair;  /* a list; of the rest nothing was used yet */
    uint32_t fresh;      /* the first block never used */
    uint32_t pairs_used;
    uint64_t lost; /* bytes */
};

/**
 * Begins with no memory. Roots are added next, and nothing else is done
 * before the last one is there.
 *
 * @param storage     the blocks, `capacity` of them
 * @param first_slot  of the manager's CNode, where the pairs' slots begin;
 *                    as many are needed as there are blocks
 */
void blocks_begin(struct blocks *b, struct block *storage, uint32_t capacity,
                  uint32_t first_slot);

/**
 * Adds the memory of an untyped that nothing was made from.
 *
 * @return false: it is smaller than a block may be, or there are too many
 */
bool blocks_add(struct blocks *b, uint32_t slot, uint64_t paddr, unsigned bits);

/** @return bytes of all free blocks */
uint64_t blocks_free(const struct blocks *b);

/** @return how many slots the halves of blocks take */
uint32_t blocks_slots(const struct blocks *b);

/**
 * @return how many blocks can be in use at the same time, of whatever sizes
 *         and wherever they lie, before pairs run out
 */
uint32_t blocks_limit(const struct blocks *b);

/**
 * Takes a block; splits and joins others for it if need be.
 *
 * @param bits  log2 of its size, BLOCK_MIN_BITS..BLOCK_MAX_BITS
 * @return the block, of which nothing was made; BLOCK_NONE: there is none,
 *         pairs ran out, or the kernel refused
 */
uint32_t blocks_take(struct blocks *b, unsigned bits,
                     enum memory_lifetime lifetime);

/**
 * Destroys what was made from a used block, and makes it free. If the kernel
 * refuses, which it has no reason to, the block is lost: neither free nor
 * anybody's.
 */
void blocks_release(struct blocks *b, uint32_t block);

/**
 * Looks at the invariants.
 *
 * @return NULL, or what is wrong
 */
const char *blocks_check(const struct blocks *b);
