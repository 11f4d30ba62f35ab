/* SPDX-License-Identifier: MIT
 *
 * The memory that is left: see remaining.h.
 */
#include "remaining.h"

static bool before(const struct remaining_piece *a,
                   const struct remaining_piece *b)
{
    if (a->device != b->device)
        return !a->device;
    if (a->size_bits != b->size_bits)
        return a->size_bits > b->size_bits;
    return a->paddr < b->paddr;
}

/* Puts a piece in its place; if the list is full, the last one is lost. */
static void insert(struct remaining_piece list[], uint32_t *count,
                   uint32_t room, const struct remaining_piece *piece)
{
    uint32_t at = *count;

    if (at == room) {
        if (room == 0 || !before(piece, &list[room - 1]))
            return;
        at--;
    } else {
        ++*count;
    }
    for (; at > 0 && before(piece, &list[at - 1]); at--)
        list[at] = list[at - 1];
    list[at] = *piece;
}

/* log2 of the largest piece that starts at `used`, a multiple of 16. */
static uint32_t piece_bits(const struct allocate_untyped *u, uint64_t used)
{
    return used ? (uint32_t)__builtin_ctzll(used) : u->size_bits;
}

uint32_t remaining_pieces(const struct allocation *a,
                          struct remaining_piece list[], uint32_t room)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < a->untypeds; i++) {
        const struct allocate_untyped *u = &a->untyped[i];
        uint64_t used = u->used;

        /* The end is aligned to more than any piece before it, so that the
         * alignment of its start alone bounds a piece. */
        while (used < 1ull << u->size_bits) {
            struct remaining_piece piece = {
                .paddr = u->paddr + used,
                .untyped = i,
                .size_bits = piece_bits(u, used),
                .whole = u->used == 0,
                .device = u->device,
            };

            insert(list, &count, room, &piece);
            used += 1ull << piece.size_bits;
        }
    }
    return count;
}
