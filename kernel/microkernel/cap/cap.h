/* SPDX-License-Identifier: MIT */
/*
 * Capabilities and the slots that hold them.
 *
 * A capability is two words that name an object and say what its holder may
 * do with it. It lives in a slot, a `struct cte` (capability table entry),
 * together with its place in the derivation tree (cap/cdt.h).
 *
 *   word 0      bits   meaning
 *   type        0..4   enum cap_type; the numbers DebugCapIdentify answers
 *   rights      5..8   endpoint, notification, reply, frame; next to the type,
 *                      so that both are tested as one number
 *   is_device      9   untyped, frame
 *   guard_size  5..10  CNode, in place of rights and is_device
 *   size_bits  11..16  untyped, frame, scheduling context: log2 of the size in
 *                      bytes; CNode and its zombie: radix
 *   address    17..63  kernel address of the object, signed; for untyped and
 *                      frame it may lie beyond what the kernel window maps
 *
 *   word 1      type   meaning
 *   badge       endpoint, notification: 0 is unbadged
 *   guard       CNode: guard_size significant bits
 *   watermark   untyped: bits 0..34, bytes used in units of 16
 *   cleared     untyped: bits 35..63, see object/untyped.c
 *   asid, vaddr frame and page table: where it is mapped; ASID 0: nowhere
 *   irq         IRQ handler: the interrupt's number
 *   pool        ASID pool: its index in the ASID table
 *   remaining   zombie: slots not yet emptied
 *
 * The empty slot is all zero.
 */
#pragma once

#include "types.h"

enum cap_type {
    CAP_NULL = 0,
    CAP_FRAME = 1,
    CAP_UNTYPED = 2,
    CAP_PAGE_TABLE = 3,
    CAP_ENDPOINT = 4,
    CAP_NOTIFICATION = 6,
    CAP_REPLY = 8,
    CAP_CNODE = 10,
    CAP_ASID_CONTROL = 11,
    CAP_TCB = 12,
    CAP_ASID_POOL = 13,
    CAP_IRQ_CONTROL = 14,
    CAP_IRQ_HANDLER = 16,
    CAP_ZOMBIE = 18,
    CAP_DOMAIN = 20,
    CAP_SCHED_CONTEXT = 22,
    CAP_SCHED_CONTROL = 24,
};

/** Rights as the API encodes them; frames keep READ and WRITE only. */
enum {
    RIGHT_WRITE = 1,
    RIGHT_READ = 2,
    RIGHT_GRANT = 4,
    RIGHT_GRANT_REPLY = 8,
    RIGHTS_ALL = 15,
};

struct cap {
    union {
        word_t head;
        struct {
            word_t type : 5;
            word_t rights : 4;
            word_t is_device : 1;
            word_t : 1;
            word_t size_bits : 6;
            int64_t address : 47;
        };
        struct {
            word_t : 5;
            word_t guard_size : 6;
            word_t : 53;
        };
    };
    union {
        word_t data;
        word_t badge;
        word_t guard;
        word_t irq;
        word_t pool;
        word_t remaining;
        struct {
            word_t watermark : 35;
            word_t cleared : 29;
        };
        struct {
            word_t asid : 16;
            word_t vaddr : 48;
        };
    };
};

_Static_assert(sizeof(struct cap) == 16, "a capability is two words");

/**
 * A slot. `next_flags` is the address of the next entry of the derivation
 * list with two flags in its low bits, see cap/cdt.h.
 */
struct cte {
    struct cap cap;
    struct cte *prev;
    word_t next_flags;
};

#define SLOT_BITS 5
_Static_assert(sizeof(struct cte) == BIT(SLOT_BITS), "a slot is 32 bytes");

/** The size_bits of a zombie that was a TCB; no CNode has this radix. */
enum { ZOMBIE_TCB = 63 };

static inline struct cap cap_null(void)
{
    return (struct cap){ 0 };
}

static inline bool cap_is(struct cap cap, enum cap_type type)
{
    return cap.type == type;
}

/** The guard and radix bits of a CNode together, modulo 64. Like cnode_radix(),
    taken from the word: of fields the compiler makes int, at twice the cost. */
static inline word_t cnode_resolves(struct cap cap)
{
    return ((cap.head >> 5) + (cap.head >> 11)) % WORD_BITS;
}

/** The radix of a CNode, its size_bits. */
static inline word_t cnode_radix(struct cap cap)
{
    return (cap.head >> 11) % WORD_BITS;
}

/** Whether a capability is of this type and has all of these rights. */
static inline bool cap_allows(struct cap cap, enum cap_type type, word_t rights)
{
    const struct cap mask = { .type = MASK(5), .rights = rights };
    const struct cap wanted = { .type = type, .rights = rights };

    return (cap.head & mask.head) == wanted.head;
}

/** The object a capability names, as a pointer; not for untyped or frame. */
static inline void *cap_object(struct cap cap)
{
    return (void *)(intptr_t)cap.address;
}

#define CAP_AS(name, type)                                \
    static inline struct type *cap_##name(struct cap cap) \
    {                                                     \
        return cap_object(cap);                           \
    }

struct tcb;
struct endpoint;
struct notification;
struct reply;
struct sched_context;

CAP_AS(cnode, cte)
CAP_AS(tcb, tcb)
CAP_AS(endpoint, endpoint)
CAP_AS(notification, notification)
CAP_AS(reply, reply)
CAP_AS(sched_context, sched_context)

#undef CAP_AS

/** A capability to the object at kernel address `address`. */
static inline struct cap cap_make(enum cap_type type, word_t address)
{
    return (struct cap){ .type = type, .address = (int64_t)address };
}

/** Number of slots in the CNode that `cap` names. */
static inline word_t cnode_slots(struct cap cap)
{
    return BIT(cap.size_bits);
}

/* -- cap/derive.c: what a copy of a capability looks like ---------------- */

/**
 * Removes rights from a capability: new rights = old AND `rights`.
 * Frames can be read-write, read-only or kernel-only; types without rights
 * ignore the mask. (Manual, "Rights"; Table of object operations.)
 */
struct cap cap_mask_rights(struct cap cap, word_t rights);

/**
 * Applies a badge or guard word.
 * \param mint  true for Mint: an unbadged endpoint or notification takes the
 *              word as its badge. False for Mutate and Rotate: they refuse.
 * \return the new capability, or the null capability if the word is refused.
 */
struct cap cap_apply_data(struct cap cap, word_t data, bool mint);

/**
 * The capability that a copy of the one in `slot` would be.
 * \param cap  the capability to derive from: that of `slot`, perhaps with
 *             fewer rights.
 * \param out  the derived capability; null for types that have no copies.
 * \return OK; ERR_REVOKE_FIRST for an untyped with children;
 *         ERR_ILLEGAL_OPERATION for a page table that is mapped nowhere.
 */
error_t cap_derive(struct cte *slot, struct cap cap, struct cap *out);

/** Derive, and refuse types that have no copies with IllegalOperation. */
error_t cap_derive_copy(struct cte *slot, struct cap cap, struct cap *out);
