/* SPDX-License-Identifier: MIT
 *
 * Records of pages: an array, a hash table with chains, and lists of what is
 * free. Neighbouring pages lie in neighbouring buckets.
 */
#include "pages.h"

#include <stddef.h>
#include <string.h>

static unsigned bucket_of(uint64_t address)
{
    return (unsigned)((address >> 12 ^ address) % PAGES_BUCKETS);
}

void pages_clear(struct pages *pages)
{
    memset(pages, 0, sizeof *pages);
    pages->free_page = pages->free_batch = 1;
    for (unsigned i = 1; i < PAGES_MAX; i++)
        pages->page[i].next = pages->batch[i].next = (uint16_t)(i + 1);
}

/* -- records --------------------------------------------------------------- */

struct page *pages_add(struct pages *pages, uint64_t address,
                       enum page_kind kind)
{
    uint16_t *bucket = &pages->bucket[bucket_of(address)];
    uint16_t i = pages->free_page;
    struct page *page = &pages->page[i];

    if (i == 0)
        return NULL;
    pages->free_page = page->next;
    *page = (struct page){ .address = address, .next = *bucket, .kind = kind };
    *bucket = i;
    pages->used++;
    return page;
}

struct page *pages_find(struct pages *pages, uint64_t address)
{
    uint16_t i = pages->bucket[bucket_of(address)];

    while (i && (pages->page[i].address != address ||
                 pages->page[i].kind == PAGE_TABLE))
        i = pages->page[i].next;
    return i ? &pages->page[i] : NULL;
}

uint16_t pages_number(const struct pages *pages, const struct page *page)
{
    return (uint16_t)(page - pages->page);
}

void pages_remove(struct pages *pages, struct page *page)
{
    uint16_t *link = &pages->bucket[bucket_of(page->address)];
    uint16_t i = pages_number(pages, page);

    while (*link != i)
        link = &pages->page[*link].next;
    *link = page->next;
    *page = (struct page){ .next = pages->free_page, .kind = PAGE_FREE };
    pages->free_page = i;
    pages->used--;
}

struct page *pages_next(struct pages *pages, const struct page *page)
{
    unsigned i = page ? pages_number(pages, page) : 0;

    if (pages->used == 0)
        return NULL;
    while (++i <= PAGES_MAX)
        if (pages->page[i].kind != PAGE_FREE)
            return &pages->page[i];
    return NULL;
}

/* -- batches --------------------------------------------------------------- */

uint16_t pages_batch(struct pages *pages, uint32_t number)
{
    uint16_t i = pages->free_batch;
    struct batch *batch = &pages->batch[i];

    if (i == 0)
        return 0;
    pages->free_batch = batch->next;
    *batch = (struct batch){ .number = number, .users = 1 };
    return i;
}

void pages_use(struct pages *pages, uint16_t batch)
{
    pages->batch[batch].users++;
}

bool pages_leave(struct pages *pages, uint16_t batch, uint32_t *number)
{
    struct batch *b = &pages->batch[batch];

    if (--b->users > 0)
        return false;
    *number = b->number;
    b->next = pages->free_batch;
    pages->free_batch = batch;
    return true;
}
