/* SPDX-License-Identifier: MIT */
/*
 * The index of live records: a sorted array. A search halves it; a new entry
 * moves those behind it, which is little beside writing its record.
 */
#include <string.h>

#include "store_index.h"

static int order(const struct store_entry *e, const char *id, const char *key)
{
    int by_id = strcmp(e->id, id);

    return by_id ? by_id : strcmp(e->key, key);
}

uint32_t index_lower(const struct store *s, const char *id, const char *key)
{
    uint32_t low = 0, high = s->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (order(&s->entries[middle], id, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct store_entry *index_find(const struct store *s, const char *id,
                               const char *key)
{
    uint32_t i = index_lower(s, id, key);

    if (i < s->count && order(&s->entries[i], id, key) == 0)
        return &s->entries[i];
    return NULL;
}

/* Entry by entry, in words: a small C library's memmove goes byte by byte. */
static void take_out(struct store *s, uint32_t first, uint32_t end)
{
    uint32_t count = s->count - (end - first);

    for (uint32_t i = first; i < end; i++)
        s->live -= record_sectors(s->entries[i].length);
    for (uint32_t i = first; i < count; i++)
        s->entries[i] = s->entries[i + end - first];
    s->count = count;
}

static void open_gap(struct store *s, uint32_t at)
{
    for (uint32_t i = s->count++; i > at; i--)
        s->entries[i] = s->entries[i - 1];
}

bool index_put(struct store *s, const struct record *r)
{
    uint32_t i = index_lower(s, r->id, r->key);
    struct store_entry *e = &s->entries[i];

    if (i < s->count && order(e, r->id, r->key) == 0) {
        s->live -= record_sectors(e->length);
    } else {
        if (s->count == s->capacity)
            return false;
        open_gap(s, i);
        memcpy(e->id, r->id, sizeof e->id);
        memcpy(e->key, r->key, sizeof e->key);
    }
    e->length = r->length;
    e->position = r->position;
    s->live += record_sectors(r->length);
    return true;
}

void index_delete(struct store *s, const char *id, const char *key)
{
    uint32_t i = index_lower(s, id, key);

    if (i < s->count && order(&s->entries[i], id, key) == 0)
        take_out(s, i, i + 1);
}

void index_remove(struct store *s, const char *id)
{
    uint32_t first = index_lower(s, id, ""), end = first;

    while (end < s->count && strcmp(s->entries[end].id, id) == 0)
        end++;
    take_out(s, first, end);
}

uint64_t index_largest(const struct store *s)
{
    uint64_t largest = 1;

    for (uint32_t i = 0; i < s->count; i++) {
        uint64_t sectors = record_sectors(s->entries[i].length);

        if (sectors > largest)
            largest = sectors;
    }
    return largest;
}
