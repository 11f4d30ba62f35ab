/* SPDX-License-Identifier: MIT */
/*
 * The capability derivation tree: who was made from whom.
 *
 * Revoke must find everything derived from a capability, and finalisation must
 * know whether a capability is the last of its object. Both are answered by
 * one doubly linked list through all slots, in which a tree is laid out in
 * depth-first order: the descendants of an entry are the run that follows it.
 * No depth is stored. Whether an entry belongs to the run is decided from the
 * capabilities themselves and two flags:
 *
 *   orig  "this entry may have children": the capability of a fresh object, a
 *         newly badged endpoint or notification, a copied untyped, an issued
 *         IRQ handler. A plain copy has none of its own: all copies, and copies
 *         of copies, are children of the original and siblings of each other.
 *   head  "first of a badge family": stops a family of equal badges from
 *         being taken for children of another family with the same badge.
 *
 * A is parent of B iff A is orig, B's region lies in A's (cap_same_region) and,
 * if A is badged, B carries the same badge and starts no family of its own.
 *
 *     untyped -- endpoint -- minted, badge 7 -- copy, badge 7
 *     (orig)     (orig)      (orig, head)       (neither)
 *
 * Invariants: prev and next agree; an empty slot is in no list and all zero;
 * entries of one object stand next to each other, so that looking at the two
 * neighbours tells whether a capability is the last one.
 *
 * Source of the rules: seL4 Reference Manual, "Capability Derivation Tree".
 */
#include "cap/cdt.h"
#include "debug/assert.h"
#include "object/untyped.h"

static void set_next(struct cte *slot, struct cte *next)
{
    slot->next_flags = (word_t)next | (slot->next_flags & CDT_FLAGS);
}

/* Links `slot` with the given flags between `prev` and what follows it. */
static void insert_after(struct cte *slot, struct cap cap, struct cte *prev,
                         word_t flags)
{
    struct cte *next = prev ? cdt_next(prev) : NULL;

    kassert(cap_is(slot->cap, CAP_NULL));
    slot->cap = cap;
    slot->prev = prev;
    slot->next_flags = (word_t)next | flags;
    if (prev)
        set_next(prev, slot);
    if (next)
        next->prev = slot;
}

void cdt_insert_root(struct cte *slot, struct cap cap)
{
    insert_after(slot, cap, NULL, CDT_ORIG | CDT_HEAD);
}

void cdt_insert_object(struct cte *slot, struct cap cap, struct cte *parent)
{
    insert_after(slot, cap, parent, CDT_ORIG | CDT_HEAD);
}

/* Whether a copy `cap` of `source` may itself have children. */
static bool copy_is_original(struct cap cap, struct cap source)
{
    switch (cap.type) {
    case CAP_UNTYPED:
        return true;
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
        return cap.badge != source.badge;
    case CAP_IRQ_HANDLER:
        return cap_is(source, CAP_IRQ_CONTROL);
    default:
        return false;
    }
}

void cdt_insert_copy(struct cte *slot, struct cap cap, struct cte *source)
{
    bool original = copy_is_original(cap, source->cap);

    /* The copy gets the memory: the original must not give it out again. */
    if (cap_is(cap, CAP_UNTYPED))
        untyped_mark_full(&source->cap);
    insert_after(slot, cap, source, original ? CDT_FLAGS : 0);
}

void cdt_move(struct cte *from, struct cte *to, struct cap cap)
{
    struct cte *next = cdt_next(from);

    kassert(cap_is(to->cap, CAP_NULL));
    *to = *from;
    to->cap = cap;
    *from = (struct cte){ 0 };
    if (to->prev)
        set_next(to->prev, to);
    if (next)
        next->prev = to;
}

void cdt_swap(struct cap cap_a, struct cte *a, struct cap cap_b, struct cte *b)
{
    struct cte hold = { 0 };

    cdt_move(a, &hold, cap_a);
    cdt_move(b, a, cap_b);
    cdt_move(&hold, b, cap_a);
}

void cdt_remove(struct cte *slot)
{
    struct cte *next = cdt_next(slot);

    if (slot->prev)
        set_next(slot->prev, next);
    if (next) {
        next->prev = slot->prev;
        next->next_flags |= slot->next_flags & CDT_HEAD;
    }
    *slot = (struct cte){ 0 };
}

word_t cap_region_bits(struct cap cap)
{
    switch (cap.type) {
    case CAP_UNTYPED:
    case CAP_FRAME:
    case CAP_SCHED_CONTEXT:
        return cap.size_bits;
    case CAP_CNODE:
        return cap.size_bits + SLOT_BITS;
    case CAP_ZOMBIE:
        return cap.size_bits == ZOMBIE_TCB ? OBJECT_TCB_BITS
                                           : cap.size_bits + SLOT_BITS;
    case CAP_TCB:
        return OBJECT_TCB_BITS;
    case CAP_ENDPOINT:
        return OBJECT_ENDPOINT_BITS;
    case CAP_NOTIFICATION:
        return OBJECT_NOTIFICATION_BITS;
    case CAP_REPLY:
        return OBJECT_REPLY_BITS;
    default:
        return OBJECT_PAGE_BITS; /* page table, ASID pool */
    }
}

bool cap_is_physical(struct cap cap)
{
    switch (cap.type) {
    case CAP_UNTYPED:
    case CAP_FRAME:
    case CAP_PAGE_TABLE:
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
    case CAP_REPLY:
    case CAP_CNODE:
    case CAP_TCB:
    case CAP_ASID_POOL:
    case CAP_ZOMBIE:
    case CAP_SCHED_CONTEXT:
        return true;
    default:
        return false;
    }
}

/* Whether b's memory lies within a's. Inclusive ends cannot overflow. */
static bool contains(struct cap a, struct cap b)
{
    int64_t a_last = a.address + (int64_t)MASK(cap_region_bits(a));
    int64_t b_last = b.address + (int64_t)MASK(cap_region_bits(b));

    return a.address <= b.address && b_last <= a_last;
}

/* Whether b names memory or an authority that a covers. */
static bool cap_same_region(struct cap a, struct cap b)
{
    switch (a.type) {
    case CAP_UNTYPED:
        return cap_is_physical(b) && contains(a, b);
    case CAP_FRAME:
        return cap_is(b, CAP_FRAME) && contains(a, b);
    case CAP_CNODE:
    case CAP_SCHED_CONTEXT:
        return b.type == a.type && b.address == a.address &&
               b.size_bits == a.size_bits;
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
    case CAP_TCB:
    case CAP_REPLY:
    case CAP_PAGE_TABLE:
    case CAP_ASID_POOL:
        return b.type == a.type && b.address == a.address;
    case CAP_DOMAIN:
    case CAP_ASID_CONTROL:
    case CAP_SCHED_CONTROL:
        return b.type == a.type;
    case CAP_IRQ_CONTROL:
        return b.type == CAP_IRQ_CONTROL || b.type == CAP_IRQ_HANDLER;
    case CAP_IRQ_HANDLER:
        return b.type == CAP_IRQ_HANDLER && b.irq == a.irq;
    default:
        return false; /* null, zombie */
    }
}

bool cap_same_object(struct cap a, struct cap b)
{
    switch (a.type) {
    case CAP_UNTYPED:
        return false;
    case CAP_IRQ_CONTROL:
        return cap_is(b, CAP_IRQ_CONTROL);
    case CAP_FRAME:
        return cap_is(b, CAP_FRAME) && b.address == a.address &&
               b.size_bits == a.size_bits && b.is_device == a.is_device;
    default:
        return cap_same_region(a, b);
    }
}

bool cdt_is_parent(const struct cte *a, const struct cte *b)
{
    if (!cdt_is_orig(a) || !cap_same_region(a->cap, b->cap))
        return false;
    if (cap_is(a->cap, CAP_ENDPOINT) || cap_is(a->cap, CAP_NOTIFICATION))
        return a->cap.badge == 0 ||
               (a->cap.badge == b->cap.badge && !cdt_is_head(b));
    return true;
}

bool cdt_has_children(const struct cte *slot)
{
    const struct cte *next = cdt_next(slot);

    return next && cdt_is_parent(slot, next);
}

bool cdt_is_final(const struct cte *slot)
{
    const struct cte *next = cdt_next(slot);

    if (slot->prev && cap_same_object(slot->prev->cap, slot->cap))
        return false;
    return !next || !cap_same_object(slot->cap, next->cap);
}
