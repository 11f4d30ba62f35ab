/* SPDX-License-Identifier: MIT */
/*
 * Copying, clearing and finding room.
 *
 * Nearly all that the loader executes is in copy_bytes() and zero_bytes():
 * they move 64 bytes a turn wherever the addresses allow it.
 */
#include "memory.h"

typedef uint64_t __attribute__((may_alias)) chunk_t;

enum { CHUNK = sizeof(chunk_t), TURN = 8 };

static bool is_aligned(const void *p)
{
    return (uintptr_t)p % CHUNK == 0;
}

void copy_bytes(void *to, const void *from, uint64_t size)
{
    uint8_t *out = to;
    const uint8_t *in = from;

    if (is_aligned(to) && is_aligned(from)) {
        for (; size >= TURN * CHUNK; size -= TURN * CHUNK) {
            chunk_t *o = (chunk_t *)out;
            const chunk_t *i = (const chunk_t *)in;
            chunk_t a = i[0], b = i[1], c = i[2], d = i[3];
            chunk_t e = i[4], f = i[5], g = i[6], h = i[7];

            o[0] = a, o[1] = b, o[2] = c, o[3] = d;
            o[4] = e, o[5] = f, o[6] = g, o[7] = h;
            out += TURN * CHUNK;
            in += TURN * CHUNK;
        }
    }
    while (size-- > 0)
        *out++ = *in++;
}

void zero_bytes(void *at, uint64_t size)
{
    uint8_t *out = at;

    for (; size > 0 && !is_aligned(out); size--)
        *out++ = 0;
    for (; size >= TURN * CHUNK; size -= TURN * CHUNK) {
        chunk_t *o = (chunk_t *)out;

        o[0] = 0, o[1] = 0, o[2] = 0, o[3] = 0;
        o[4] = 0, o[5] = 0, o[6] = 0, o[7] = 0;
        out += TURN * CHUNK;
    }
    while (size-- > 0)
        *out++ = 0;
}

uint64_t find_room(uint64_t size, uint64_t from, uint64_t end,
                   const struct block *taken, unsigned count)
{
    struct block room = { page_up(from), size };

    for (unsigned i = 0; i < count; i++) {
        if (room.start > end || size > end - room.start)
            return 0;
        if (blocks_overlap(room, taken[i])) {
            room.start = page_up(block_end(taken[i]));
            i = -1u; /* look at all of them again from here */
        }
    }
    return room.start <= end && size <= end - room.start ? room.start : 0;
}
