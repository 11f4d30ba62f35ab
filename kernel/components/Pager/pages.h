/* SPDX-License-Identifier: MIT
 *
 * Pages: which capabilities an address space is made of, and from which
 * batches of the memory manager they came.
 *
 * A record stands for one capability in one slot of the pager's CNode: a
 * frame, found by its address, or a page table. Frames that were made in one
 * batch can only be freed together, so each batch counts its users:
 *
 *     record --+
 *     record --+--> batch, 3 users --> number at the memory manager
 *     record --+
 *
 * Nothing here makes a system call. The number of records is fixed for each
 * space: no bundle can use up another's, nor all slots of the pager.
 *
 * Invariants: a record that is not PAGE_FREE is in the one bucket that its
 * address belongs to; free records form a list; a batch is free if and only
 * if it has no users.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum {
    PAGES_MAX = 1024, /* records of one space: 4 MiB of memory */
    PAGES_BUCKETS = 256,
};

enum page_kind {
    PAGE_FREE,
    PAGE_OWN,    /* a frame; batch is a batch of the same space */
    PAGE_SHARED, /* a copy of a frame of the archive's; batch is the number
                    of that frame's record */
    PAGE_TABLE,  /* a page table; batch is one of the same space */
};

struct page {
    uint64_t address;
    uint32_t slot;
    uint16_t batch; /* number, from 1 */
    uint16_t next;  /* in its bucket, or of the free ones; 0: the last */
    uint8_t kind;
};

struct batch {
    uint32_t number; /* at the memory manager */
    uint16_t users;
    uint16_t next; /* free one; 0: the last */
};

/* Numbers of records and batches are from 1: element 0 is never used. */
struct pages {
    unsigned used;
    uint16_t free_page, free_batch;
    uint16_t bucket[PAGES_BUCKETS];
    struct page page[PAGES_MAX + 1];
    struct batch batch[PAGES_MAX + 1];
};

/** Empties it, whatever was there. */
void pages_clear(struct pages *pages);

/**
 * Makes a record. There is none yet of a frame at this address, if it is one.
 *
 * @param address  of frames: where it is found; a page table is not found
 * @return it, with slot and batch 0; NULL: all records are in use
 */
struct page *pages_add(struct pages *pages, uint64_t address,
                       enum page_kind kind);

/** @return the record of the frame at an address; NULL: none */
struct page *pages_find(struct pages *pages, uint64_t address);

/** Forgets a record. Its batch is left to the caller. */
void pages_remove(struct pages *pages, struct page *page);

/** @return the record after this one, in no special order; NULL: no more.
 *          Begins with NULL; the one given may be removed afterwards. */
struct page *pages_next(struct pages *pages, const struct page *page);

/** @return the number of a record, from 1 */
uint16_t pages_number(const struct pages *pages, const struct page *page);

/**
 * Makes a batch, with the caller as its first user.
 *
 * @return its number; 0: all are in use
 */
uint16_t pages_batch(struct pages *pages, uint32_t number);

/** One more uses the batch. */
void pages_use(struct pages *pages, uint16_t batch);

/**
 * One user less.
 *
 * @param number  receives its number at the memory manager
 * @return whether this was the last one: the batch is to be freed
 */
bool pages_leave(struct pages *pages, uint16_t batch, uint32_t *number);
