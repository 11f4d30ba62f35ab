/* SPDX-License-Identifier: MIT
 *
 * The buddy system: blocks.h. No system call is made here but through
 * kernel_calls.h.
 */
#include "blocks.h"

#include <stddef.h>

#include "kernel_calls.h"

static uint32_t size_bit(unsigned bits)
{
    return 1u << (bits - BLOCK_MIN_BITS);
}

static uint32_t pages_of(unsigned bits)
{
    return 1u << (bits - BLOCK_MIN_BITS);
}

/* -- the trees ------------------------------------------------------------- */

/* Sums up what is free below a block that is not split. */
static void set_leaf(struct block *at, enum block_state state)
{
    bool is_free = state == BLOCK_FREE;

    at->state = (uint8_t)state;
    at->half = BLOCK_NONE;
    at->pages = is_free ? pages_of(at->bits) : 0;
    at->sizes = is_free ? size_bit(at->bits) : 0;
}

/* Sums up anew from a block's parent to the root. */
static void sum_up(struct blocks *b, uint32_t block)
{
    uint32_t i = b->block[block].parent;

    for (; i != BLOCK_NONE; i = b->block[i].parent) {
        struct block *at = &b->block[i];
        const struct block *half = &b->block[at->half];

        at->pages = half[0].pages + half[1].pages;
        at->sizes = half[0].sizes | half[1].sizes;
    }
}

static void set_state(struct blocks *b, uint32_t block, enum block_state state)
{
    set_leaf(&b->block[block], state);
    sum_up(b, block);
}

void blocks_begin(struct blocks *b, struct block *storage, uint32_t capacity,
                  uint32_t first_slot)
{
    *b = (struct blocks){
        .block = storage,
        .capacity = capacity,
        .first_slot = first_slot,
        .free_pair = BLOCK_NONE,
    };
}

bool blocks_add(struct blocks *b, uint32_t slot, uint64_t paddr, unsigned bits)
{
    uint32_t at = b->roots;

    if (bits < BLOCK_MIN_BITS || bits > BLOCK_MAX_BITS ||
        at == BLOCK_ROOTS_MAX || at == b->capacity)
        return false;
    for (; at > 0 && b->block[at - 1].paddr > paddr; at--)
        b->block[at] = b->block[at - 1];
    b->block[at] = (struct block){
        .paddr = paddr,
        .slot = slot,
        .parent = BLOCK_NONE,
        .bits = (uint8_t)bits,
    };
    set_leaf(&b->block[at], BLOCK_FREE);
    b->roots++;
    b->fresh = b->roots;
    return true;
}

/* -- pairs ----------------------------------------------------------------- */

static bool is_pair_left(const struct blocks *b)
{
    return b->free_pair != BLOCK_NONE || b->capacity - b->fresh >= 2;
}

static uint32_t take_pair(struct blocks *b)
{
    uint32_t pair = b->free_pair;

    if (!is_pair_left(b))
        return BLOCK_NONE;
    if (pair != BLOCK_NONE) {
        b->free_pair = b->block[pair].next;
    } else {
        pair = b->fresh;
        b->fresh += 2;
    }
    b->pairs_used++;
    return pair;
}

static void give_pair(struct blocks *b, uint32_t pair)
{
    b->block[pair].next = b->free_pair;
    b->free_pair = pair;
    b->pairs_used--;
}

uint32_t blocks_slots(const struct blocks *b)
{
    return 2 * b->pairs_used;
}

/* The pairs that `used` blocks can need: every used block has at most one
 * split block of each size above it, and there are only so many of a size. */
static uint64_t pairs_needed(const struct blocks *b, uint64_t used)
{
    uint64_t pairs = 0;

    for (unsigned bits = BLOCK_MIN_BITS + 1; bits <= BLOCK_MAX_BITS; bits++) {
        uint64_t blocks = 0;

        for (uint32_t i = 0; i < b->roots; i++)
            if (b->block[i].bits >= bits)
                blocks += 1ull << (b->block[i].bits - bits);
        pairs += blocks < used ? blocks : used;
    }
    return pairs;
}

uint32_t blocks_limit(const struct blocks *b)
{
    uint32_t low = 0, high = b->capacity;

    while (low < high) {
        uint32_t middle = low + (high - low + 1) / 2;

        if (pairs_needed(b, middle) <= (b->capacity - b->roots) / 2)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* -- join ------------------------------------------------------------------ */

static bool is_wholly_free(const struct block *at)
{
    return at->pages == pages_of(at->bits);
}

/* Gives back the pairs below a split block. The tree is at most as deep as
 * there are sizes. */
static void give_halves(struct blocks *b, uint32_t block)
{
    uint32_t half = b->block[block].half;

    for (uint32_t i = half; i < half + 2; i++)
        if (b->block[i].state == BLOCK_SPLIT)
            give_halves(b, i);
    give_pair(b, half);
}

/* Makes a split block free whose parts all are. Its children in the kernel
 * are its halves, theirs are below them: one Revoke takes all. */
static bool join(struct blocks *b, uint32_t block)
{
    if (kernel_revoke(b->block[block].slot))
        return false;
    give_halves(b, block);
    set_state(b, block, BLOCK_FREE);
    return true;
}

/* Joins what can be, below a block, in as large parts as possible. */
static bool join_all_below(struct blocks *b, uint32_t block)
{
    const struct block *at = &b->block[block];
    bool joined = false;

    if (at->state != BLOCK_SPLIT)
        return false;
    if (is_wholly_free(at))
        return join(b, block);
    joined = join_all_below(b, at->half);
    return join_all_below(b, at->half + 1) || joined;
}

static bool join_all(struct blocks *b)
{
    bool joined = false;

    for (uint32_t i = 0; i < b->roots; i++)
        joined = join_all_below(b, i) || joined;
    return joined;
}

/* Joins one block of a size or, if it is a root, larger. */
static bool join_one_below(struct blocks *b, uint32_t block, unsigned bits)
{
    const struct block *at = &b->block[block];

    if (at->state != BLOCK_SPLIT || at->bits < bits ||
        at->pages < pages_of(bits))
        return false;
    if (is_wholly_free(at) && at->bits == bits)
        return join(b, block);
    return join_one_below(b, at->half, bits) ||
           join_one_below(b, at->half + 1, bits);
}

static bool join_one(struct blocks *b, unsigned bits)
{
    for (uint32_t i = 0; i < b->roots; i++)
        if (join_one_below(b, i, bits))
            return true;
    return false;
}

/* -- take ------------------------------------------------------------------ */

/* Of a block's sizes, those that are large enough. */
static uint32_t large_enough(const struct block *at, unsigned bits)
{
    return at->sizes & ~(size_bit(bits) - 1);
}

static uint32_t find_root(const struct blocks *b, unsigned bits, bool from_top)
{
    for (uint32_t i = 0; i < b->roots; i++) {
        uint32_t root = from_top ? b->roots - 1 - i : i;

        if (large_enough(&b->block[root], bits))
            return root;
    }
    return BLOCK_NONE;
}

/* The free block that is large enough and comes first from that end. */
static uint32_t find(const struct blocks *b, unsigned bits, bool from_top)
{
    uint32_t at = find_root(b, bits, from_top);

    while (at != BLOCK_NONE && b->block[at].state == BLOCK_SPLIT) {
        uint32_t half = b->block[at].half;
        uint32_t near = half + from_top, far = half + !from_top;

        at = large_enough(&b->block[near], bits) ? near : far;
    }
    return at;
}

static void make_half(struct blocks *b, uint32_t half, uint32_t parent,
                      bool upper)
{
    const struct block *whole = &b->block[parent];
    unsigned bits = whole->bits - 1u;

    b->block[half] = (struct block){
        .paddr = whole->paddr + ((uint64_t)upper << bits),
        .slot = b->first_slot + (half - b->roots),
        .parent = parent,
        .bits = (uint8_t)bits,
    };
    set_leaf(&b->block[half], BLOCK_FREE);
}

/* Splits a free block; false: no pair is left, or the kernel refused. */
static bool split(struct blocks *b, uint32_t block)
{
    uint32_t pair = take_pair(b);

    if (pair == BLOCK_NONE)
        return false;
    make_half(b, pair, block, false);
    make_half(b, pair + 1, block, true);
    if (kernel_split(b->block[block].slot, b->block[pair].bits,
                     b->block[pair].slot)) {
        give_pair(b, pair);
        return false;
    }
    b->block[block].state = BLOCK_SPLIT;
    b->block[block].half = pair;
    sum_up(b, pair);
    return true;
}

/* Takes a block if there is a free one at least as large. */
static uint32_t take(struct blocks *b, unsigned bits, bool from_top)
{
    uint32_t at = find(b, bits, from_top);

    while (at != BLOCK_NONE && b->block[at].bits > bits)
        at = split(b, at) ? b->block[at].half + from_top : BLOCK_NONE;
    if (at != BLOCK_NONE)
        set_state(b, at, BLOCK_USED);
    return at;
}

uint32_t blocks_take(struct blocks *b, unsigned bits,
                     enum memory_lifetime lifetime)
{
    bool from_top = lifetime == MEMORY_LONG;
    uint32_t block = take(b, bits, from_top);

    if (block == BLOCK_NONE && join_one(b, bits))
        block = take(b, bits, from_top);
    if (block == BLOCK_NONE && !is_pair_left(b) && join_all(b))
        block = take(b, bits, from_top);
    if (block != BLOCK_NONE)
        b->block[block].next = BLOCK_NONE;
    return block;
}

void blocks_release(struct blocks *b, uint32_t block)
{
    if (kernel_revoke(b->block[block].slot)) {
        b->lost += 1ull << b->block[block].bits;
        set_state(b, block, BLOCK_LOST);
    } else {
        set_state(b, block, BLOCK_FREE);
    }
}

uint64_t blocks_free(const struct blocks *b)
{
    uint64_t pages = 0;

    for (uint32_t i = 0; i < b->roots; i++)
        pages += b->block[i].pages;
    return pages << BLOCK_MIN_BITS;
}

/* -- invariants ------------------------------------------------------------ */

static const char *check_leaf(const struct block *at)
{
    struct block should = *at;

    set_leaf(&should, at->state);
    if (should.half != at->half)
        return "a block that is not split has halves";
    if (should.pages != at->pages || should.sizes != at->sizes)
        return "a block is not what it says is free";
    return NULL;
}

static const char *check_below(const struct blocks *b, uint32_t block,
                               uint32_t *pairs)
{
    const struct block *at = &b->block[block], *half;
    const char *wrong = NULL;

    if (at->state != BLOCK_SPLIT)
        return check_leaf(at);
    half = &b->block[at->half];
    if (half[0].parent != block || half[1].parent != block ||
        half[0].bits + 1 != at->bits || half[1].bits + 1 != at->bits)
        return "halves that are not of their parent";
    if (half[0].pages + half[1].pages != at->pages ||
        (half[0].sizes | half[1].sizes) != at->sizes)
        return "a sum that is wrong";
    ++*pairs;
    wrong = check_below(b, at->half, pairs);
    return wrong ? wrong : check_below(b, at->half + 1, pairs);
}

const char *blocks_check(const struct blocks *b)
{
    uint32_t pairs = 0, free_pairs = 0;
    const char *wrong = NULL;

    for (uint32_t i = 0; i < b->roots && !wrong; i++)
        wrong = check_below(b, i, &pairs);
    for (uint32_t i = b->free_pair; i != BLOCK_NONE; i = b->block[i].next)
        free_pairs++;
    if (!wrong && pairs != b->pairs_used)
        wrong = "pairs in use that are in no tree";
    if (!wrong && pairs + free_pairs != (b->fresh - b->roots) / 2)
        wrong = "pairs that are nowhere";
    return wrong;
}
