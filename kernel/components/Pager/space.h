/* SPDX-License-Identifier: MIT
 *
 * An address space that the pager looks after, and what is done to it.
 *
 *     Spaces (process manager)    Mappings (SDK runtime)    page faults
 *               |                          |                     |
 *               +------------- table_lock() ---------------------+
 *                                    |
 *                     struct space: regions, files, pages
 *                                    |
 *              populate: take memory, fill it, map it      (populate.c)
 *                 |              |             |
 *           memory manager   files.c     libs/window, mapping.c
 *
 * Whoever uses a space holds the lock of the table, from finding it to its
 * last use. The lock is held during calls to the memory manager, the security
 * coordinator and the logger, which never call back, and never during a
 * report to the process manager, which may be waiting for the pager.
 *
 * What may happen at any time: somebody closes the account that pays for the
 * space. Then all its capabilities vanish from the pager's slots, in the
 * middle of anything. So every kernel call may fail; the pager's records are
 * undone in the same way whether it did or not, and slots come back.
 */
#pragma once

#include <slots.h>
#include <stdbool.h>
#include <stdint.h>

#include <sel4/sel4.h>

#include "files.h"
#include "pages.h"
#include "regions.h"

extern struct slots slots;

struct space {
    bool attached;
    uint32_t run;     /* its name, as the process manager gave it */
    uint32_t account; /* that pays */
    char id[SECURITY_ID_MAX + 1];
    seL4_CPtr vspace;
    seL4_CPtr badged; /* the fault endpoint with the space's badge */
    seL4_CPtr given;  /* a copy of it that can only send */
    struct regions regions;
    struct file files[PAGER_REGIONS_MAX]; /* by region.file - 1 */
    struct pages pages;
};

/* Pages of the archive that several spaces may see: made by the pager, in its
 * own account, so that they outlive each of the spaces; found by the address
 * of their bytes in the archive. Each has its batch, of which every space that
 * maps it is a user. */
extern struct pages common;

/* -- the table of spaces (spaces.c) ---------------------------------------- */

/** @return the space; NULL: there is none of this name */
struct space *space_find(uint32_t run);

/* -- memory (objects.c) ---------------------------------------------------- */

enum { OBJECTS_AT_ONCE = 16 }; /* objects of one batch */

/**
 * Makes objects of one kind, as one batch.
 *
 * @param account   that pays
 * @param count     1 to OBJECTS_AT_ONCE
 * @param lifetime  enum memory_lifetime
 * @param objects   receives their slots
 * @param batch     receives the batch's number
 * @return PAGER_OK; PAGER_NO_MEMORY; PAGER_NO_SPACE: the account is gone
 */
enum pager_error objects_take(uint32_t account, seL4_Word type, unsigned count,
                              uint32_t lifetime, seL4_CPtr *objects,
                              uint32_t *batch);

/** Gives a batch back, whose capabilities are gone. */
void objects_give(uint32_t account, uint32_t batch);

/* -- mapping (mapping.c) --------------------------------------------------- */

/**
 * Gets the frame that mapping_is_root asks with; once, before the others.
 *
 * @return PAGER_OK; PAGER_NO_MEMORY
 */
enum pager_error mapping_init(void);

/** @return whether a capability is the root of an address space */
bool mapping_is_root(seL4_CPtr vspace);

/**
 * Maps a frame, again if it is mapped there already, and the page tables that
 * are missing for it.
 *
 * @param rights  set of enum pager_rights
 * @return PAGER_OK; PAGER_NO_MEMORY: for a page table; PAGER_NO_SPACE: the
 *         frame, or the space, is gone
 */
enum pager_error mapping_make(struct space *space, seL4_CPtr frame,
                              uint64_t address, uint8_t rights);

/* -- pages (populate.c) ---------------------------------------------------- */

/**
 * Makes pages of a region: memory, contents, mapping. All or none.
 *
 * @param address  of the first; none of them is there yet
 * @param count    1 to OBJECTS_AT_ONCE
 * @return PAGER_OK; PAGER_NO_MEMORY: quota, or records; PAGER_NO_FILE: it
 *         cannot be read; PAGER_NO_SPACE: the space is gone
 */
enum pager_error populate(struct space *space, const struct region *region,
                          uint64_t address, unsigned count);

/** Makes all pages of a region. All or none; errors of populate. */
enum pager_error populate_all(struct space *space, const struct region *region);

/** Takes away the pages between two addresses, and gives back their memory. */
void depopulate(struct space *space, uint64_t start, uint64_t end);

/** Drops all capabilities that a space has, page tables included; its records
 * are of no use afterwards. Its account's batches are left to who closes the
 * account; what is not paid by it is given back. */
void depopulate_all(struct space *space);
