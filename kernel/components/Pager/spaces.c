/* SPDX-License-Identifier: MIT
 *
 * The spaces that there are, and what the process manager and the SDK runtime
 * ask for: attach, add, detach, map, unmap.
 *
 *     free --attach--> attached --detach--> free
 *
 * Fault endpoint. Each space has a badge, its run plus one. The capability
 * that the process manager gets can send and be replied to, nothing else. At
 * detach the badged capability is revoked, which takes the copies out of the
 * threads, and threads that wait in the queue with this badge are released:
 * so no fault of a space that is gone can be taken for another's.
 *
 * Each request is checked before anything is changed. Sizes are bounded by
 * PAGER_SPACES_MAX, PAGER_REGIONS_MAX and PAGES_MAX, so one space never takes
 * from what another may have.
 */
#include <application.h>
#include <camkes.h>
#include <string.h>

#include "faults.h"
#include "space.h"

SLOTS_OF_COMPONENT(slots);

static struct space spaces[PAGER_SPACES_MAX];

struct space *space_find(uint32_t run)
{
    for (unsigned i = 0; i < PAGER_SPACES_MAX; i++)
        if (spaces[i].attached && spaces[i].run == run)
            return &spaces[i];
    return NULL;
}

/* -- attach, detach -------------------------------------------------------- */

static struct space *find_place(void)
{
    for (unsigned i = 0; i < PAGER_SPACES_MAX; i++)
        if (!spaces[i].attached)
            return &spaces[i];
    return NULL;
}

/* Takes the address space's capability out of the receive slot. */
static enum pager_error take_root(struct space *space, seL4_CPtr vspace)
{
    if (!vspace || !mapping_is_root(vspace))
        return PAGER_BAD_CAPABILITY;
    space->vspace = slots_keep(&slots, vspace);
    return space->vspace ? PAGER_OK : PAGER_NO_MEMORY;
}

static enum pager_error make_endpoint(struct space *space)
{
    space->badged = slots_copy(&slots, faults_endpoint, seL4_AllRights,
                               (seL4_Word)space->run + 1);
    if (space->badged)
        space->given = slots_copy(&slots, space->badged,
                                  seL4_CapRights_new(1, 0, 0, 1), 0);
    return space->given ? PAGER_OK : PAGER_NO_MEMORY;
}

/* Also of a space that is only half made. */
static void give_up(struct space *space)
{
    if (space->badged) {
        seL4_CNode_CancelBadgedSends(slots.cnode, space->badged, seL4_WordBits);
        seL4_CNode_Revoke(slots.cnode, space->badged, seL4_WordBits);
    }
    slots_drop(&slots, space->given);
    slots_drop(&slots, space->badged);
    slots_drop(&slots, space->vspace);
    space->given = space->badged = space->vspace = seL4_CapNull;
    space->regions.count = 0;
    space->attached = false;
}

static enum pager_error check_attach(uint32_t run, const char *id,
                                     uint32_t account)
{
    if (strlen(id) > SECURITY_ID_MAX)
        return PAGER_NO_FILE;
    if (account == MEMORY_OWN_ACCOUNT || !faults_endpoint)
        return PAGER_NO_MEMORY;
    if (space_find(run) || !find_place())
        return PAGER_TOO_MANY;
    return PAGER_OK;
}

static enum pager_error attach(uint32_t run, const char *id, uint32_t account,
                               seL4_CPtr vspace, seL4_CPtr *fault)
{
    enum pager_error error = check_attach(run, id, account);
    struct space *space;

    if (error != PAGER_OK)
        return error;
    space = find_place();
    space->run = run;
    space->account = account;
    strcpy(space->id, id);
    pages_clear(&space->pages);
    error = take_root(space, vspace);
    if (error == PAGER_OK)
        error = make_endpoint(space);
    if (error != PAGER_OK) {
        give_up(space);
        return error;
    }
    space->attached = true;
    *fault = space->given;
    return PAGER_OK;
}

static enum pager_error detach(uint32_t run)
{
    struct space *space = space_find(run);

    if (!space)
        return PAGER_NO_SPACE;
    depopulate_all(space);
    give_up(space);
    return PAGER_OK;
}

/* -- regions --------------------------------------------------------------- */

static enum pager_error check_kind(uint32_t rights, uint32_t flags)
{
    if (rights & ~(uint32_t)(PAGER_READ | PAGER_WRITE | PAGER_EXECUTE) ||
        flags & ~(uint32_t)(PAGER_LINEAR | PAGER_SHARED) || rights == 0)
        return PAGER_BAD_RIGHTS;
    if (rights & PAGER_WRITE && rights != (PAGER_READ | PAGER_WRITE))
        return PAGER_BAD_RIGHTS;
    return PAGER_OK;
}

/* What all may see nobody may write; nobody has checked what a key says. */
static enum pager_error check_file(const struct file *file, uint32_t rights,
                                   uint32_t flags)
{
    if (file->kind == FILE_ARCHIVE && flags & PAGER_SHARED &&
        rights & PAGER_WRITE)
        return PAGER_BAD_RIGHTS;
    if (file->kind == FILE_KEY && rights & PAGER_EXECUTE)
        return PAGER_BAD_RIGHTS;
    return PAGER_OK;
}

/* Adds a region, and its pages if they are wanted at once. */
static enum pager_error establish(struct space *space,
                                  const struct region *region)
{
    enum pager_error error;

    if (region->flags & PAGER_LINEAR &&
        region->end - region->start > PAGES_MAX * REGION_PAGE)
        return PAGER_NO_MEMORY;
    error = regions_add(&space->regions, region);
    if (error != PAGER_OK || !(region->flags & PAGER_LINEAR))
        return error;
    error = populate_all(space, region);
    if (error != PAGER_OK)
        regions_remove(&space->regions, region->start, region->end);
    return error;
}

static enum pager_error add(uint32_t run, uint64_t start, uint64_t length,
                            uint32_t rights, uint32_t flags)
{
    struct space *space = space_find(run);
    struct region region = { .start = start,
                             .end = start + length,
                             .rights = (uint8_t)rights,
                             .flags = (uint8_t)flags };
    enum pager_error error = check_kind(rights, flags);

    if (!space)
        return PAGER_NO_SPACE;
    if (error != PAGER_OK)
        return error;
    if (start < APPLICATION_HEAP || start >= APPLICATION_MAPPINGS_END ||
        length > APPLICATION_MAPPINGS_END - start)
        return PAGER_BAD_RANGE;
    return establish(space, &region);
}

_Static_assert(PAGER_REGIONS_MAX <= 64, "numbers of files are bits of a word");

/* The number under which the space has this file, from 1: regions of the same
 * file have the same. 0: it is no file. There is always a place, because
 * there are as many as regions. */
static uint16_t keep_file(struct space *space, const struct file *file)
{
    uint64_t used = 0;
    unsigned number = 0;

    if (file->kind == FILE_NONE)
        return 0;
    for (unsigned i = 0; i < space->regions.count; i++) {
        unsigned other = space->regions.region[i].file;

        if (other && file_same(&space->files[other - 1], file))
            return (uint16_t)other;
        if (other)
            used |= 1ull << (other - 1);
    }
    while (used >> number & 1)
        number++;
    space->files[number] = *file;
    return (uint16_t)(number + 1);
}

static enum pager_error map(uint32_t run, uint64_t length, uint32_t rights,
                            uint32_t flags, const char *name, uint64_t offset,
                            uint64_t *vaddr)
{
    struct space *space = space_find(run);
    struct region region = { .offset = offset,
                             .rights = (uint8_t)rights,
                             .flags = (uint8_t)flags };
    enum pager_error error = check_kind(rights, flags);
    struct file file;

    if (!space)
        return PAGER_NO_SPACE;
    if (error != PAGER_OK)
        return error;
    if (length == 0 || length % REGION_PAGE || offset % REGION_PAGE ||
        offset > INT64_MAX)
        return PAGER_BAD_RANGE;
    region.start = regions_find_free(&space->regions, APPLICATION_MAPPINGS,
                                     APPLICATION_MAPPINGS_END, length);
    if (!region.start)
        return PAGER_NO_SPACE;
    if (space->regions.count == PAGER_REGIONS_MAX)
        return PAGER_TOO_MANY;
    error = file_open(space->id, name, &file);
    if (error == PAGER_OK)
        error = check_file(&file, rights, flags);
    if (error != PAGER_OK)
        return error;
    region.end = region.start + length;
    region.file = keep_file(space, &file);
    error = establish(space, &region);
    if (error == PAGER_OK)
        *vaddr = region.start;
    return error;
}

static enum pager_error unmap(uint32_t run, uint64_t start, uint64_t length)
{
    struct space *space = space_find(run);
    enum pager_error error;

    if (!space)
        return PAGER_NO_SPACE;
    error = regions_remove(&space->regions, start, start + length);
    if (error == PAGER_OK)
        depopulate(space, start, start + length);
    return error;
}

/* -- the procedures: the same, with the lock ------------------------------- */

int spaces_attach(uint32_t run, const char *id, uint32_t account,
                  seL4_CPtr vspace, seL4_CPtr *fault)
{
    enum pager_error error;

    *fault = seL4_CapNull;
    table_lock();
    error = attach(run, id, account, vspace, fault);
    table_unlock();
    return error;
}

int spaces_add(uint32_t run, uint64_t vaddr, uint64_t length, uint32_t rights,
               uint32_t flags)
{
    enum pager_error error;

    table_lock();
    error = add(run, vaddr, length, rights, flags);
    table_unlock();
    return error;
}

int spaces_detach(uint32_t run)
{
    enum pager_error error;

    table_lock();
    error = detach(run);
    table_unlock();
    return error;
}

int mappings_map(uint32_t run, uint64_t length, uint32_t rights, uint32_t flags,
                 const char *file, uint64_t offset, uint64_t *vaddr)
{
    enum pager_error error;

    *vaddr = 0;
    table_lock();
    error = map(run, length, rights, flags, file, offset, vaddr);
    table_unlock();
    return error;
}

int mappings_unmap(uint32_t run, uint64_t vaddr, uint64_t length)
{
    enum pager_error error;

    table_lock();
    error = unmap(run, vaddr, length);
    table_unlock();
    return error;
}
