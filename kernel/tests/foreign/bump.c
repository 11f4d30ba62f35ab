/* SPDX-License-Identifier: MIT */
/*
 * A bump allocator that knows where each object lies.
 *
 * Untypeds are used one after the other in the order of their addresses, none
 * is ever given back, one object is made at a time. The model of an untyped is
 * one number, the bytes used: an object of 2^b bytes begins at the next
 * multiple of 2^b, and nothing else takes room. The kernel is held against
 * this model after each object: it is asked for more than there is, and must
 * answer with the bytes that are left.
 *
 * To reach an address inside device memory, what lies before it is made into
 * untypeds that nobody uses.
 */
#include "bump.h"

#include "report.h"

enum { MAX_UNTYPEDS = CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS };

struct untyped {
    seL4_CPtr cap;
    seL4_Word paddr;
    seL4_Word bits;
    seL4_Word used; /* bytes */
};

/** Untypeds of one kind, by address. */
struct pool {
    struct untyped untyped[MAX_UNTYPEDS];
    seL4_Word count;
};

static struct pool memory;
static struct pool devices;
static seL4_Word current; /* of memory; those before are done with */
static seL4_CPtr next_slot;
static seL4_CPtr end_slot;

static void insert(struct pool *pool, struct untyped u)
{
    seL4_Word i = pool->count++;

    for (; i > 0 && pool->untyped[i - 1].paddr > u.paddr; i--)
        pool->untyped[i] = pool->untyped[i - 1];
    pool->untyped[i] = u;
}

void bump_init(const seL4_BootInfo *info)
{
    for (seL4_CPtr cap = info->untyped.start; cap < info->untyped.end; cap++) {
        const seL4_UntypedDesc *d =
            &info->untypedList[cap - info->untyped.start];

        insert(d->isDevice ? &devices : &memory,
               (struct untyped){ cap, d->paddr, d->sizeBits, 0 });
    }
    next_slot = info->empty.start;
    end_slot = info->empty.end;
}

seL4_CPtr bump_slot(void)
{
    CHECK(next_slot < end_slot);
    return next_slot++;
}

seL4_Word object_bits(seL4_Word type, seL4_Word size_bits)
{
    switch (type) {
    case seL4_TCBObject:
        return seL4_TCBBits;
    case seL4_EndpointObject:
        return seL4_EndpointBits;
    case seL4_NotificationObject:
        return seL4_NotificationBits;
    case seL4_CapTableObject:
        return seL4_SlotBits + size_bits;
    case seL4_ReplyObject:
        return seL4_ReplyBits;
    case seL4_RISCV_4K_Page:
    case seL4_RISCV_PageTableObject:
        return seL4_PageBits;
    case seL4_RISCV_Mega_Page:
        return seL4_LargePageBits;
    default:
        return size_bits; /* untyped, scheduling context */
    }
}

static seL4_Error retype(const struct untyped *u, seL4_Word type,
                         seL4_Word size_bits, seL4_CPtr slot)
{
    return seL4_Untyped_Retype(u->cap, type, size_bits, seL4_CapInitThreadCNode,
                               0, 0, slot, 1);
}

static seL4_Word left(const struct untyped *u)
{
    return LIBSEL4_BIT(u->bits) - u->used;
}

/* The kernel counts the used bytes as the model does. */
static void check_left(const struct untyped *u)
{
    CHECK_EQUAL(retype(u, seL4_UntypedObject, u->bits, next_slot),
                seL4_NotEnoughMemory);
    CHECK_EQUAL(seL4_GetMR(0), left(u));
}

static seL4_CPtr take(struct untyped *u, seL4_Word type, seL4_Word size_bits,
                      seL4_Word *paddr)
{
    seL4_Word size = LIBSEL4_BIT(object_bits(type, size_bits));
    seL4_Word start = (u->used + size - 1) & -size;
    seL4_CPtr slot = bump_slot();
    seL4_Error error = retype(u, type, size_bits, slot);

    CHECK_OK(error);
    if (error)
        return 0;
    u->used = start + size;
    check_left(u);
    if (paddr)
        *paddr = u->paddr + start;
    return slot;
}

seL4_CPtr bump(seL4_Word type, seL4_Word size_bits, seL4_Word *paddr)
{
    seL4_Word bits = object_bits(type, size_bits);

    while (current < memory.count && left(&memory.untyped[current]) >> bits < 1)
        current++;
    CHECK(current < memory.count);
    if (current == memory.count)
        return 0;
    return take(&memory.untyped[current], type, size_bits, paddr);
}

/* Uses up what lies before `offset`, in the largest pieces that fit. */
static void skip_to(struct untyped *u, seL4_Word offset)
{
    while (u->used < offset) {
        seL4_Word bits = 63 - (seL4_Word)__builtin_clzl(offset - u->used);

        if (u->used && bits > (seL4_Word)__builtin_ctzl(u->used))
            bits = (seL4_Word)__builtin_ctzl(u->used);
        if (!take(u, seL4_UntypedObject, bits, 0))
            return;
    }
}

seL4_CPtr bump_device(seL4_Word paddr)
{
    for (seL4_Word i = 0; i < devices.count; i++) {
        struct untyped *u = &devices.untyped[i];
        seL4_CPtr frame;
        seL4_Word at;

        if (paddr < u->paddr || (paddr - u->paddr) >> u->bits)
            continue;
        skip_to(u, paddr - u->paddr);
        frame = take(u, seL4_RISCV_4K_Page, 0, &at);
        CHECK_EQUAL(at, paddr);
        return frame;
    }
    return 0;
}

seL4_Word bump_ram_end(void)
{
    const struct untyped *last = &memory.untyped[memory.count - 1];

    for (seL4_Word i = 0; i < devices.count; i++) {
        if (devices.untyped[i].paddr > last->paddr)
            return devices.untyped[i].paddr;
    }
    return 0;
}

void check_address(seL4_CPtr frame, seL4_Word paddr)
{
    seL4_RISCV_Page_GetAddress_t answer = seL4_RISCV_Page_GetAddress(frame);

    CHECK_OK(answer.error);
    CHECK_EQUAL(answer.paddr, paddr);
}
