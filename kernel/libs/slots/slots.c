/* SPDX-License-Identifier: MIT
 *
 * Which slots are taken: slots.h. No system call is made here.
 *
 * The search for one slot goes round the map from where the last one was
 * found; it looks at a word of it at a time. The numbers `taken` and `next`
 * follow the map and decide nothing: another thread may be ahead of them.
 */
#include "slots.h"

static uint64_t bit(uint32_t offset)
{
    return 1ull << offset % SLOTS_WORD;
}

/* Whether it was free, and now is the caller's. */
static bool claim(struct slots *pool, uint32_t offset)
{
    uint64_t *word = &pool->map[offset / SLOTS_WORD];

    if (__atomic_fetch_or(word, bit(offset), __ATOMIC_ACQUIRE) & bit(offset))
        return false;
    __atomic_add_fetch(&pool->taken, 1, __ATOMIC_RELAXED);
    return true;
}

/* Whether it was taken. */
static bool release(struct slots *pool, uint32_t offset)
{
    uint64_t *word = &pool->map[offset / SLOTS_WORD];

    if (!(__atomic_fetch_and(word, ~bit(offset), __ATOMIC_RELEASE) &
          bit(offset)))
        return false;
    __atomic_sub_fetch(&pool->taken, 1, __ATOMIC_RELAXED);
    return true;
}

static bool is_taken(const struct slots *pool, uint32_t offset)
{
    return __atomic_load_n(&pool->map[offset / SLOTS_WORD], __ATOMIC_RELAXED) &
           bit(offset);
}

/* The first offset from `from` on, below the count, that is not taken. */
static uint32_t find(const struct slots *pool, uint32_t from)
{
    uint32_t at = from;

    while (at < pool->count) {
        uint64_t word =
            __atomic_load_n(&pool->map[at / SLOTS_WORD], __ATOMIC_RELAXED);
        uint64_t open = ~word & ~(bit(at) - 1);

        at -= at % SLOTS_WORD;
        if (open) {
            at += (uint32_t)__builtin_ctzll(open);
            return at < pool->count ? at : pool->count;
        }
        at += SLOTS_WORD;
    }
    return pool->count;
}

/* Claims one from `from` on; the count if there is none. */
static uint32_t claim_from(struct slots *pool, uint32_t from)
{
    uint32_t at = find(pool, from);

    while (at < pool->count && !claim(pool, at))
        at = find(pool, at + 1);
    return at;
}

seL4_CPtr slots_take(struct slots *pool)
{
    uint32_t start = __atomic_load_n(&pool->next, __ATOMIC_RELAXED);
    uint32_t at = claim_from(pool, start);

    if (at == pool->count && start > 0)
        at = claim_from(pool, 0);
    if (at == pool->count)
        return seL4_CapNull;
    __atomic_store_n(&pool->next, at + 1, __ATOMIC_RELAXED);
    return pool->first + at;
}

/* How many of a row could be claimed; if not all, none is. */
static uint32_t claim_row(struct slots *pool, uint32_t at, uint32_t count)
{
    uint32_t done = 0;

    while (done < count && claim(pool, at + done))
        done++;
    for (uint32_t i = 0; done < count && i < done; i++)
        release(pool, at + i);
    return done;
}

/* How many in a row are free from an offset on, `count` at most. */
static uint32_t row_length(const struct slots *pool, uint32_t at,
                           uint32_t count)
{
    uint32_t length = 0;

    while (length < count && !is_taken(pool, at + length))
        length++;
    return length;
}

seL4_CPtr slots_take_row(struct slots *pool, uint32_t count)
{
    uint32_t at = find(pool, 0);

    if (count == 0)
        return seL4_CapNull;
    while (at < pool->count && count <= pool->count - at) {
        uint32_t length = row_length(pool, at, count);

        if (length == count)
            length = claim_row(pool, at, count);
        if (length == count)
            return pool->first + at;
        at = find(pool, at + length + 1);
    }
    return seL4_CapNull;
}

bool slots_give(struct slots *pool, seL4_CPtr slot)
{
    if (slot < pool->first || slot - pool->first >= pool->count)
        return false;
    return release(pool, (uint32_t)(slot - pool->first));
}

bool slots_give_row(struct slots *pool, seL4_CPtr first, uint32_t count)
{
    bool all = true;

    for (uint32_t i = 0; i < count; i++)
        all = slots_give(pool, first + i) && all;
    return all;
}

uint32_t slots_free(const struct slots *pool)
{
    return pool->count - __atomic_load_n(&pool->taken, __ATOMIC_RELAXED);
}
