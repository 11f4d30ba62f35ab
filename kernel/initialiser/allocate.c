/* SPDX-License-Identifier: MIT
 *
 * Out of which untyped memory each object of a plan is made: see allocate.h.
 */
#include "allocate.h"

enum {
    TCB_BITS = 11,
    ENDPOINT_BITS = 4,
    NOTIFICATION_BITS = 6,
    REPLY_BITS = 5,
    SLOT_BITS = 5,
    TABLE_BITS = 12,
    SMALLEST_BITS = 4, /* of an untyped */
};

uint32_t allocate_bits(const struct plan_object *object)
{
    switch (object->type) {
    case PLAN_TCB:
        return TCB_BITS;
    case PLAN_ENDPOINT:
        return ENDPOINT_BITS;
    case PLAN_NOTIFICATION:
        return NOTIFICATION_BITS;
    case PLAN_REPLY:
        return REPLY_BITS;
    case PLAN_CNODE:
        return object->size_bits + SLOT_BITS;
    case PLAN_VSPACE:
    case PLAN_PAGE_TABLE:
        return TABLE_BITS;
    case PLAN_SCHED_CONTEXT:
    case PLAN_FRAME:
    case PLAN_UNTYPED:
        return object->size_bits;
    default:
        return 0;
    }
}

void allocate_begin(struct allocation *a, const struct plan *plan)
{
    a->plan = plan;
    a->next = 0;
    a->untypeds = 0;
}

static uint64_t align_up(uint64_t at, uint32_t bits)
{
    uint64_t mask = (1ull << bits) - 1;

    return (at + mask) & ~mask;
}

static uint64_t free_at(const struct allocate_untyped *u)
{
    return u->paddr + u->used;
}

static uint64_t end_of(const struct allocate_untyped *u)
{
    return u->paddr + (1ull << u->size_bits);
}

/* The smallest untyped of normal memory that has room; PLAN_NONE: none. */
static uint32_t smallest(const struct allocation *a, uint32_t bits)
{
    uint32_t found = PLAN_NONE;

    for (uint32_t i = 0; i < a->untypeds; i++) {
        const struct allocate_untyped *u = &a->untyped[i];

        if (u->device || u->size_bits < bits)
            continue;
        if (align_up(free_at(u), bits) + (1ull << bits) > end_of(u))
            continue;
        if (found == PLAN_NONE || u->size_bits < a->untyped[found].size_bits)
            found = i;
    }
    return found;
}

/* The untyped of which [paddr, paddr + 2^bits) is still unused. */
static uint32_t holding(const struct allocation *a, uint64_t paddr,
                        uint32_t bits)
{
    for (uint32_t i = 0; i < a->untypeds; i++) {
        const struct allocate_untyped *u = &a->untyped[i];

        if (free_at(u) <= paddr && paddr <= end_of(u) &&
            1ull << bits <= end_of(u) - paddr)
            return i;
    }
    return PLAN_NONE;
}

static void take(struct allocation *a, struct allocate_step *step)
{
    struct allocate_untyped *u = &a->untyped[step->untyped];

    step->paddr = align_up(free_at(u), step->size_bits);
    u->used = step->paddr + (1ull << step->size_bits) - u->paddr;
}

/* Cuts off the largest piece at the watermark that ends at or before paddr. */
static enum allocate_result cut(struct allocation *a,
                                struct allocate_step *step, uint64_t paddr)
{
    struct allocate_untyped *u = &a->untyped[step->untyped];
    uint64_t at = free_at(u);
    uint32_t bits = SMALLEST_BITS;

    if (a->untypeds == ALLOCATE_UNTYPEDS)
        return ALLOCATE_TOO_MANY;
    while (bits < u->size_bits && (at & ((2ull << bits) - 1)) == 0 &&
           at + (2ull << bits) <= paddr)
        bits++;
    step->size_bits = bits;
    step->made = a->untypeds++;
    take(a, step);
    a->untyped[step->made] = (struct allocate_untyped){ .paddr = step->paddr,
                                                        .size_bits = bits,
                                                        .device = u->device };
    return ALLOCATE_CUT;
}

static enum allocate_result place_at(struct allocation *a,
                                     struct allocate_step *step, uint64_t paddr)
{
    uint32_t bits = step->size_bits;

    step->untyped = holding(a, paddr, bits);
    if (step->untyped == PLAN_NONE)
        return ALLOCATE_NO_ADDRESS;
    if (free_at(&a->untyped[step->untyped]) < paddr)
        return cut(a, step, paddr);
    take(a, step);
    a->next++;
    return ALLOCATE_OBJECT;
}

enum allocate_result allocate_next(struct allocation *a,
                                   struct allocate_step *step)
{
    const struct plan *p = a->plan;
    const char *base = (const char *)p;
    const uint32_t *order = (const void *)(base + p->order.offset);
    const struct plan_object *objects =
        (const void *)(base + p->objects.offset);
    const struct plan_object *object;

    if (a->next == p->order.count)
        return ALLOCATE_DONE;
    step->object = order[a->next];
    object = &objects[step->object];
    step->size_bits = allocate_bits(object);
    if (object->paddr != PLAN_ANYWHERE)
        return place_at(a, step, object->paddr);
    step->untyped = smallest(a, step->size_bits);
    if (step->untyped == PLAN_NONE)
        return ALLOCATE_NO_MEMORY;
    take(a, step);
    a->next++;
    return ALLOCATE_OBJECT;
}
