/* SPDX-License-Identifier: MIT
 *
 * Requests: request.h.
 */
#include "request.h"

#include <sel4/sel4.h>

#include "blocks.h"

enum {
    /* Significant bits of the room: so many blocks at most, if memory is not
       in pieces, and at most one part in 2^(bits - 1) too much. */
    ROOM_BITS = 5,
};

/* Sizes that a client may ask for, as log2: fixed ones have one only. */
struct kind {
    uint8_t least, most;
    uint8_t more; /* log2 of the object over size_bits */
};

/* clang-format off */
static const struct kind kinds[seL4_ObjectTypeCount] = {
    [seL4_UntypedObject]      = { seL4_MinUntypedBits, seL4_MaxUntypedBits, 0 },
    [seL4_TCBObject]          = { seL4_TCBBits, seL4_TCBBits, 0 },
    [seL4_EndpointObject]     = { seL4_EndpointBits, seL4_EndpointBits, 0 },
    [seL4_NotificationObject] = { seL4_NotificationBits,
                                  seL4_NotificationBits, 0 },
    [seL4_CapTableObject]     = { 1, seL4_MaxUntypedBits - seL4_SlotBits,
                                  seL4_SlotBits },
    [seL4_SchedContextObject] = { seL4_MinSchedContextBits,
                                  seL4_MaxUntypedBits, 0 },
    [seL4_ReplyObject]        = { seL4_ReplyBits, seL4_ReplyBits, 0 },
    [seL4_RISCV_Giga_Page]    = { seL4_HugePageBits, seL4_HugePageBits, 0 },
    [seL4_RISCV_4K_Page]      = { seL4_PageBits, seL4_PageBits, 0 },
    [seL4_RISCV_Mega_Page]    = { seL4_LargePageBits, seL4_LargePageBits, 0 },
    [seL4_RISCV_PageTableObject] = { seL4_PageTableBits,
                                     seL4_PageTableBits, 0 },
};
/* clang-format on */

/* log2 of the object's size; 0: there is no such object. */
static uint8_t object_bits(const struct memory_object *object)
{
    const struct kind *kind;
    uint32_t bits = object->size_bits;

    if (object->type >= seL4_ObjectTypeCount)
        return 0;
    kind = &kinds[object->type];
    if (bits == 0 && kind->least == kind->most)
        return kind->least;
    if (bits < kind->least || bits > kind->most)
        return 0;
    return (uint8_t)(bits + kind->more);
}

/* Puts an object behind those that are as large or larger. */
static void insert(struct request *r, uint32_t index)
{
    uint32_t at = r->kinds++;

    for (; at > 0 && r->bits[r->order[at - 1]] < r->bits[index]; at--)
        r->order[at] = r->order[at - 1];
    r->order[at] = (uint8_t)index;
}

static enum memory_error read_object(struct request *r, uint32_t index)
{
    const struct memory_object *object = &r->object[index];
    uint8_t bits = object_bits(object);

    if (!bits || object->count == 0)
        return MEMORY_BAD_OBJECT;
    if (object->count > MEMORY_COUNT_MAX - r->objects)
        return MEMORY_TOO_MANY;
    r->bits[index] = bits;
    r->objects += object->count;
    r->bytes += (uint64_t)object->count << bits;
    insert(r, index);
    return MEMORY_OK;
}

static uint64_t round_up(uint64_t bytes, unsigned bits)
{
    uint64_t unit = UINT64_C(1) << bits;

    return (bytes + unit - 1) & ~(unit - 1);
}

/* The bytes, in few blocks. */
static uint64_t room_for(uint64_t bytes)
{
    unsigned top = 63u - (unsigned)__builtin_clzll(bytes);
    unsigned bits = top + 1 > ROOM_BITS ? top + 1 - ROOM_BITS : 0;

    return round_up(bytes, bits < BLOCK_MIN_BITS ? BLOCK_MIN_BITS : bits);
}

enum memory_error request_read(struct request *r,
                               const struct memory_object *objects,
                               size_t count)
{
    *r = (struct request){ .object = objects };
    if (count == 0)
        return MEMORY_BAD_OBJECT;
    if (count > MEMORY_OBJECTS_MAX)
        return MEMORY_TOO_MANY;
    for (uint32_t i = 0; i < count; i++) {
        enum memory_error error = read_object(r, i);

        if (error != MEMORY_OK)
            return error;
    }
    r->least = round_up(r->bytes, BLOCK_MIN_BITS);
    r->room = room_for(r->bytes);
    return MEMORY_OK;
}
