/* SPDX-License-Identifier: MIT
 *
 * Populating: from a region's word that there is something at an address to a
 * page that is there.
 *
 *     private or anonymous    memory of the space's account; the kernel has
 *                             zeroed it; the file's bytes are written over
 *     shared, archive:        one frame of the pager's for all spaces, mapped
 *                             read only (nobody may ask for more)
 *     shared, package:/key:   one frame for all regions of the space; nobody
 *                             else can name this file
 *
 * A frame gets its contents through the window (libs/window), before it is
 * mapped, so nobody sees it half full.
 *
 * Why nobody can pull the frame away during the copy. A frame vanishes when
 * its account is closed. Accounts are closed by components of lower priority
 * than the pager's; while the pager copies it does not wait for anybody, so
 * none of them runs. Before and after, a vanished frame only makes a kernel
 * call fail. Bytes that have to be waited for are therefore read before the
 * frame is mapped to the window.
 */
#include <camkes.h>
#include <memory.h>
#include <window.h>

#include "space.h"

struct pages common;

/* -- contents -------------------------------------------------------------- */

static const struct file *file_of(const struct space *space,
                                  const struct region *region)
{
    return region->file ? &space->files[region->file - 1] : NULL;
}

static uint64_t offset_of(const struct region *region, uint64_t address)
{
    return region->offset + (address - region->start);
}

/* Writes what the file has for this page to a frame of zeros. */
static enum pager_error fill(const struct space *space,
                             const struct region *region, uint64_t address,
                             seL4_CPtr frame)
{
    const struct file *file = file_of(space, region);
    enum pager_error error = PAGER_OK;
    const void *bytes;
    size_t length = 0;

    if (file)
        error = file_read(space->id, file, offset_of(region, address), &bytes,
                          &length);
    if (error == PAGER_OK && length > 0 && window_fill(frame, bytes, length))
        error = PAGER_NO_SPACE;
    return error;
}

/* -- giving back ----------------------------------------------------------- */

/* One user less of a page of the archive's. */
static void leave_common(uint16_t number)
{
    struct page *page = &common.page[number];
    uint32_t batch;

    if (!pages_leave(&common, page->batch, &batch))
        return;
    slots_drop(&slots, page->slot);
    pages_remove(&common, page);
    objects_give(MEMORY_OWN_ACCOUNT, batch);
}

static void leave_batch(struct space *space, uint16_t batch)
{
    uint32_t number;

    if (pages_leave(&space->pages, batch, &number))
        objects_give(space->account, number);
}

/* Takes a page away. Deleting its capability unmaps it. */
static void remove_page(struct space *space, struct page *page)
{
    uint16_t batch = page->batch;
    bool shared = page->kind == PAGE_SHARED;

    slots_drop(&slots, page->slot);
    pages_remove(&space->pages, page);
    if (shared)
        leave_common(batch);
    else
        leave_batch(space, batch);
}

void depopulate(struct space *space, uint64_t start, uint64_t end)
{
    struct page *page = pages_next(&space->pages, NULL), *next;

    for (; page; page = next) {
        next = pages_next(&space->pages, page);
        if (page->kind != PAGE_TABLE && page->address >= start &&
            page->address < end)
            remove_page(space, page);
    }
}

void depopulate_all(struct space *space)
{
    struct page *page = NULL;

    while ((page = pages_next(&space->pages, page))) {
        slots_drop(&slots, page->slot);
        if (page->kind == PAGE_SHARED)
            leave_common(page->batch);
    }
}

/* -- pages of the space's own ---------------------------------------------- */

/* Puts a frame into the space, with a record of it. The frame, and one use of
 * the batch, are the record's from here on, or gone. */
static enum pager_error place(struct space *space, const struct region *region,
                              uint64_t address, seL4_CPtr frame,
                              enum page_kind kind, uint16_t batch)
{
    struct page *page = pages_add(&space->pages, address, kind);
    enum pager_error error;

    if (!page) {
        slots_drop(&slots, frame);
        if (kind == PAGE_SHARED)
            leave_common(batch);
        else
            leave_batch(space, batch);
        return PAGER_NO_MEMORY;
    }
    page->slot = (uint32_t)frame;
    page->batch = batch;
    error = mapping_make(space, frame, address, region->rights);
    if (error != PAGER_OK)
        remove_page(space, page);
    return error;
}

/* Fills and places the frames of one batch, of which each page becomes a user,
 * until one cannot be: the frames after it are dropped. */
static enum pager_error place_all(struct space *space,
                                  const struct region *region, uint64_t address,
                                  const seL4_CPtr *frames, unsigned count,
                                  uint16_t batch)
{
    enum pager_error error = PAGER_OK;

    for (unsigned i = 0; i < count; i++, address += REGION_PAGE) {
        if (error == PAGER_OK)
            error = fill(space, region, address, frames[i]);
        if (error != PAGER_OK) {
            slots_drop(&slots, frames[i]);
            continue;
        }
        pages_use(&space->pages, batch);
        error = place(space, region, address, frames[i], PAGE_OWN, batch);
    }
    return error;
}

static enum pager_error populate_own(struct space *space,
                                     const struct region *region,
                                     uint64_t address, unsigned count)
{
    seL4_CPtr frames[OBJECTS_AT_ONCE];
    uint32_t number;
    uint16_t batch;
    enum pager_error error = objects_take(space->account, seL4_RISCV_4K_Page,
                                          count, MEMORY_BRIEF, frames, &number);

    if (error != PAGER_OK)
        return error;
    batch = pages_batch(&space->pages, number);
    if (!batch) {
        for (unsigned i = 0; i < count; i++)
            slots_drop(&slots, frames[i]);
        objects_give(space->account, number);
        return PAGER_NO_MEMORY;
    }
    error = place_all(space, region, address, frames, count, batch);
    if (error != PAGER_OK)
        depopulate(space, address, address + count * REGION_PAGE);
    leave_batch(space, batch);
    return error;
}

/* -- pages of the archive -------------------------------------------------- */

/* Makes the one frame of a page of the archive. It has a user: the caller. */
static enum pager_error make_common(const void *bytes, size_t length,
                                    struct page **made)
{
    struct page *page = pages_add(&common, (uint64_t)bytes, PAGE_OWN);
    seL4_CPtr frame;
    uint32_t number;
    enum pager_error error;

    if (!page)
        return PAGER_NO_MEMORY;
    error = objects_take(MEMORY_OWN_ACCOUNT, seL4_RISCV_4K_Page, 1,
                         MEMORY_BRIEF, &frame, &number);
    if (error != PAGER_OK) {
        pages_remove(&common, page);
        return error;
    }
    page->slot = (uint32_t)frame;
    page->batch = pages_batch(&common, number);
    *made = page;
    if (!window_fill(frame, bytes, length))
        return PAGER_OK;
    leave_common(pages_number(&common, page));
    return PAGER_NO_SPACE;
}

static enum pager_error populate_common(struct space *space,
                                        const struct region *region,
                                        uint64_t address, const void *bytes,
                                        size_t length)
{
    struct page *page = pages_find(&common, (uint64_t)bytes);
    enum pager_error error = PAGER_OK;
    uint16_t number;
    seL4_CPtr frame;

    if (page)
        pages_use(&common, page->batch);
    else
        error = make_common(bytes, length, &page);
    if (error != PAGER_OK)
        return error;
    number = pages_number(&common, page);
    frame = slots_copy(&slots, page->slot, seL4_CanRead, 0);
    if (!frame) {
        leave_common(number);
        return PAGER_NO_MEMORY;
    }
    return place(space, region, address, frame, PAGE_SHARED, number);
}

/* -- pages that regions of one space share --------------------------------- */

/* The page of another shared region with the same bytes of the same file. */
static struct page *find_sharer(struct space *space,
                                const struct region *region, uint64_t address)
{
    uint64_t offset = offset_of(region, address);

    for (unsigned i = 0; i < space->regions.count; i++) {
        const struct region *other = &space->regions.region[i];
        uint64_t there = other->start + (offset - other->offset);
        struct page *page;

        if (other->file != region->file || !(other->flags & PAGER_SHARED) ||
            offset < other->offset || there >= other->end)
            continue;
        page = pages_find(&space->pages, there);
        if (page)
            return page;
    }
    return NULL;
}

static enum pager_error populate_again(struct space *space,
                                       const struct region *region,
                                       uint64_t address,
                                       const struct page *sharer)
{
    uint16_t batch = sharer->batch;
    seL4_CPtr frame = slots_copy(&slots, sharer->slot, seL4_ReadWrite, 0);

    if (!frame)
        return PAGER_NO_MEMORY;
    pages_use(&space->pages, batch);
    return place(space, region, address, frame, PAGE_OWN, batch);
}

static enum pager_error populate_shared(struct space *space,
                                        const struct region *region,
                                        uint64_t address)
{
    const struct file *file = file_of(space, region);
    struct page *sharer;
    const void *bytes;
    size_t length;

    if (file->kind == FILE_ARCHIVE) {
        file_read(space->id, file, offset_of(region, address), &bytes, &length);
        if (length > 0)
            return populate_common(space, region, address, bytes, length);
        return populate_own(space, region, address, 1);
    }
    sharer = find_sharer(space, region, address);
    if (sharer)
        return populate_again(space, region, address, sharer);
    return populate_own(space, region, address, 1);
}

/* -- what the others call -------------------------------------------------- */

enum pager_error populate(struct space *space, const struct region *region,
                          uint64_t address, unsigned count)
{
    uint64_t end = address + count * REGION_PAGE;
    enum pager_error error = PAGER_OK;

    if (!region->file || !(region->flags & PAGER_SHARED))
        return populate_own(space, region, address, count);
    for (uint64_t at = address; error == PAGER_OK && at < end;
         at += REGION_PAGE)
        error = populate_shared(space, region, at);
    if (error != PAGER_OK)
        depopulate(space, address, end);
    return error;
}

enum pager_error populate_all(struct space *space, const struct region *region)
{
    enum pager_error error = PAGER_OK;

    for (uint64_t at = region->start; error == PAGER_OK && at < region->end;) {
        uint64_t left = (region->end - at) / REGION_PAGE;
        unsigned count =
            left < OBJECTS_AT_ONCE ? (unsigned)left : OBJECTS_AT_ONCE;

        error = populate(space, region, at, count);
        at += count * REGION_PAGE;
    }
    if (error != PAGER_OK)
        depopulate(space, region->start, region->end);
    return error;
}
