/* SPDX-License-Identifier: MIT
 *
 * Memory for pages, from the memory manager.
 *
 * Batches. What is taken in one call can only be given back as a whole, but a
 * call costs about as much as ten pages. A page that comes at its first touch
 * is a batch of its own, so that every page that a bundle unmaps goes back to
 * its account at once; pages that are made together share batches of up to
 * OBJECTS_AT_ONCE, which go back with their last page.
 */
#include <camkes.h>
#include <memory.h>

#include "space.h"

/* Takes a slot for each object and describes them, in as few rows as there
 * are. Returns how many rows; 0: too few slots, and none is taken. */
static size_t describe(seL4_Word type, unsigned count, seL4_CPtr *objects,
                       struct memory_object *rows)
{
    size_t used = 0;

    for (unsigned i = 0; i < count; i++) {
        objects[i] = slots_take(&slots);
        if (!objects[i]) {
            while (i-- > 0)
                slots_give(&slots, objects[i]);
            return 0;
        }
        if (i > 0 && objects[i] == objects[i - 1] + 1)
            rows[used - 1].count++;
        else
            rows[used++] = (struct memory_object){
                .type = (uint32_t)type,
                .count = 1,
                .slot = (uint32_t)objects[i],
            };
    }
    return used;
}

enum pager_error objects_take(uint32_t account, seL4_Word type, unsigned count,
                              uint32_t lifetime, seL4_CPtr *objects,
                              uint32_t *batch)
{
    struct memory_object rows[OBJECTS_AT_ONCE];
    size_t used = describe(type, count, objects, rows);
    int error;

    if (used == 0)
        return PAGER_NO_MEMORY;
    error =
        memory_alloc(account, used, rows, lifetime, CAMKES_OWN_CNODE, batch);
    if (error == MEMORY_OK)
        return PAGER_OK;
    for (unsigned i = 0; i < count; i++)
        slots_drop(&slots, objects[i]);
    return error == MEMORY_NOT_FOUND ? PAGER_NO_SPACE : PAGER_NO_MEMORY;
}

void objects_give(uint32_t account, uint32_t batch)
{
    /* Not found: the account has been closed, and the batch with it. */
    memory_free(account, batch);
}
