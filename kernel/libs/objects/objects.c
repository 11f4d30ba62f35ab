/* SPDX-License-Identifier: MIT
 *
 * The object pool: see objects.h for its model. The arithmetic follows the
 * kernel's own rule for memory inside an untyped (an object starts at the
 * next multiple of its size), so that a request which the pool accepts is one
 * that the kernel can fulfil.
 */
#include "objects.h"

#define KERNEL_BASE 0x80200000ul /* behind the firmware's memory */

void objects_init(struct objects *pool, const seL4_BootInfo *info)
{
    seL4_Word n = info->untyped.end - info->untyped.start;

    *pool = (struct objects){
        .first_slot = info->empty.start,
        .next_slot = info->empty.start,
        .end_slot = info->empty.end,
        .boot_untypeds = n,
        .untypeds = n,
    };
    for (seL4_Word i = 0; i < n; i++) {
        const seL4_UntypedDesc *desc = &info->untypedList[i];

        pool->untyped[i] = (struct objects_untyped){
            .cap = info->untyped.start + i,
            .paddr = desc->paddr,
            .size_bits = desc->sizeBits,
            .is_device = desc->isDevice,
        };
    }
}

seL4_Word objects_size_bits(seL4_Word type, seL4_Word size_bits)
{
    switch (type) {
    case seL4_UntypedObject:
    case seL4_SchedContextObject:
        return size_bits;
    case seL4_CapTableObject:
        return size_bits + seL4_SlotBits;
    case seL4_TCBObject:
        return seL4_TCBBits;
    case seL4_EndpointObject:
        return seL4_EndpointBits;
    case seL4_NotificationObject:
        return seL4_NotificationBits;
    case seL4_ReplyObject:
        return seL4_ReplyBits;
    case seL4_RISCV_4K_Page:
        return seL4_PageBits;
    case seL4_RISCV_Mega_Page:
        return seL4_LargePageBits;
    case seL4_RISCV_Giga_Page:
        return seL4_HugePageBits;
    case seL4_RISCV_PageTableObject:
        return seL4_PageTableBits;
    default:
        return 0;
    }
}

/* Offset at which an object of 2^bits bytes would start in this untyped. */
static seL4_Word next_offset(const struct objects_untyped *u, seL4_Word bits)
{
    seL4_Word mask = LIBSEL4_BIT(bits) - 1;

    return (u->used + mask) & ~mask;
}

static bool has_room(const struct objects_untyped *u, seL4_Word bits)
{
    return bits <= u->size_bits && next_offset(u, bits) + LIBSEL4_BIT(bits) <=
                                       LIBSEL4_BIT(u->size_bits);
}

/* Makes the next object of this untyped, whose room was checked. */
static seL4_Error take(struct objects *pool, struct objects_untyped *u,
                       seL4_Word type, seL4_Word size_bits, seL4_CPtr *cap)
{
    seL4_Word bits = objects_size_bits(type, size_bits);
    seL4_Error error;

    if (pool->next_slot == pool->end_slot)
        return seL4_RangeError;
    error =
        seL4_Untyped_Retype(u->cap, type, size_bits, seL4_CapInitThreadCNode, 0,
                            0, pool->next_slot, 1);
    if (error != seL4_NoError)
        return error;
    u->used = next_offset(u, bits) + LIBSEL4_BIT(bits);
    *cap = pool->next_slot++;
    return seL4_NoError;
}

seL4_Error objects_slot(struct objects *pool, seL4_SlotPos *slot)
{
    if (pool->next_slot == pool->end_slot)
        return seL4_RangeError;
    *slot = pool->next_slot++;
    return seL4_NoError;
}

seL4_Error objects_create(struct objects *pool, seL4_Word type,
                          seL4_Word size_bits, seL4_CPtr *cap)
{
    seL4_Word bits = objects_size_bits(type, size_bits);
    struct objects_untyped *best = SEL4_NULL;

    for (seL4_Word i = 0; i < pool->untypeds; i++) {
        struct objects_untyped *u = &pool->untyped[i];

        if (!u->is_device && has_room(u, bits) &&
            (!best || u->size_bits < best->size_bits))
            best = u;
    }
    if (!best)
        return seL4_NotEnoughMemory;
    return take(pool, best, type, size_bits, cap);
}

/* log2 of the largest piece that starts at `used` and ends within `gap`. */
static seL4_Word largest_piece(seL4_Word used, seL4_Word gap)
{
    seL4_Word bits = 63 - (seL4_Word)__builtin_clzl(gap);
    seL4_Word align = used ? (seL4_Word)__builtin_ctzl(used) : bits;

    return align < bits ? align : bits;
}

/* Moves the watermark up to `offset`; what lies below becomes untypeds of
 * their own, which the pool remembers. */
static seL4_Error skip_to(struct objects *pool, struct objects_untyped *u,
                          seL4_Word offset)
{
    while (u->used < offset) {
        seL4_Word bits = largest_piece(u->used, offset - u->used);
        struct objects_untyped piece = { .paddr = u->paddr + u->used,
                                         .size_bits = (seL4_Uint8)bits,
                                         .is_device = true };
        seL4_Error error;

        if (pool->untypeds == OBJECTS_MAX_UNTYPED)
            return seL4_RangeError;
        error = take(pool, u, seL4_UntypedObject, bits, &piece.cap);
        if (error != seL4_NoError)
            return error;
        pool->untyped[pool->untypeds++] = piece;
    }
    return seL4_NoError;
}

seL4_Error objects_create_device(struct objects *pool, seL4_Word type,
                                 seL4_Word paddr, seL4_CPtr *cap)
{
    seL4_Word bits = objects_size_bits(type, 0);
    bool covered = false;

    if (paddr & (LIBSEL4_BIT(bits) - 1))
        return seL4_AlignmentError;
    for (seL4_Word i = 0; i < pool->untypeds; i++) {
        struct objects_untyped *u = &pool->untyped[i];
        seL4_Word offset = paddr - u->paddr;
        seL4_Error error;

        if (!u->is_device || paddr < u->paddr || bits > u->size_bits ||
            offset > LIBSEL4_BIT(u->size_bits) - LIBSEL4_BIT(bits))
            continue;
        covered = true;
        if (offset < u->used)
            continue;
        error = skip_to(pool, u, offset);
        if (error != seL4_NoError)
            return error;
        return take(pool, u, type, 0, cap);
    }
    return covered ? seL4_DeleteFirst : seL4_InvalidArgument;
}

seL4_Word objects_end_of_memory(const seL4_BootInfo *info)
{
    seL4_Word end = 0;

    for (seL4_Word i = 0; i < info->untyped.end - info->untyped.start; i++) {
        const seL4_UntypedDesc *u = &info->untypedList[i];

        if (u->isDevice && u->paddr >= KERNEL_BASE && (!end || u->paddr < end))
            end = u->paddr;
    }
    return end;
}

seL4_Error objects_mint(struct objects *pool, seL4_CPtr source,
                        seL4_CapRights_t rights, seL4_Word badge,
                        seL4_CPtr *cap)
{
    seL4_Error error;

    if (pool->next_slot == pool->end_slot)
        return seL4_RangeError;
    error = seL4_CNode_Mint(seL4_CapInitThreadCNode, pool->next_slot,
                            seL4_WordBits, seL4_CapInitThreadCNode, source,
                            seL4_WordBits, rights, badge);
    if (error == seL4_NoError)
        *cap = pool->next_slot++;
    return error;
}

seL4_Error objects_reset(struct objects *pool)
{
    for (seL4_Word i = 0; i < pool->boot_untypeds; i++) {
        seL4_Error error;

        if (!pool->untyped[i].used)
            continue;
        error = seL4_CNode_Revoke(seL4_CapInitThreadCNode, pool->untyped[i].cap,
                                  seL4_WordBits);
        if (error != seL4_NoError)
            return error;
    }
    for (seL4_Word i = 0; i < pool->boot_untypeds; i++)
        pool->untyped[i].used = 0;
    pool->untypeds = pool->boot_untypeds;
    pool->next_slot = pool->first_slot;
    return seL4_NoError;
}
