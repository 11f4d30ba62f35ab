/* SPDX-License-Identifier: MIT
 *
 * Memory and objects: see room.h.
 */
#include "room.h"

#include <camkes.h>
#include <memory.h>

enum { LARGE_PAGE = 2 << 20 };

SLOTS_OF_COMPONENT(slots);

struct room room;
static bool ready; /* all that is for good is there */

/* What the buffer has above ROOM_BUFFER_BYTES; count 0: nothing. */
static struct {
    seL4_CPtr first;
    uint32_t count;
    uint32_t batch;
} more;

/* -- asking ---------------------------------------------------------------- */

static bool ask(const struct memory_object *objects, size_t count,
                enum memory_lifetime lifetime, uint32_t *batch)
{
    return memory_alloc(MEMORY_OWN_ACCOUNT, count, objects, lifetime,
                        CAMKES_OWN_CNODE, batch) == MEMORY_OK;
}

/* Large pages in a row of new slots, mapped from `address` on. */
static seL4_CPtr take_pages(uintptr_t address, uint32_t count,
                            enum memory_lifetime lifetime, uint32_t *batch)
{
    seL4_CPtr first = slots_take_row(&slots, count);
    const struct memory_object pages = { .type = seL4_RISCV_Mega_Page,
                                         .count = count,
                                         .slot = (uint32_t)first };
    seL4_Error error = seL4_NoError;

    if (!first)
        return seL4_CapNull;
    if (!ask(&pages, 1, lifetime, batch)) {
        slots_give_row(&slots, first, count);
        return seL4_CapNull;
    }
    for (uint32_t i = 0; i < count && error == seL4_NoError; i++)
        error = seL4_RISCV_Page_Map(first + i, CAMKES_OWN_VSPACE,
                                    address + (uintptr_t)i * LARGE_PAGE,
                                    seL4_ReadWrite, seL4_RISCV_ExecuteNever);
    if (error == seL4_NoError)
        return first;
    memory_free(MEMORY_OWN_ACCOUNT, *batch);
    slots_give_row(&slots, first, count);
    return seL4_CapNull;
}

/* -- at the start ---------------------------------------------------------- */

bool room_init(void)
{
    seL4_CPtr first = slots_take_row(&slots, 4);
    const struct memory_object objects[] = {
        { .type = seL4_TCBObject, .count = 1, .slot = (uint32_t)first },
        { .type = seL4_EndpointObject,
          .count = 2,
          .slot = (uint32_t)first + 1 },
        { .type = seL4_ReplyObject, .count = 1, .slot = (uint32_t)first + 3 },
    };
    uint32_t batch;

    if (!first ||
        !ask(objects, sizeof objects / sizeof *objects, MEMORY_LONG, &batch))
        return false;
    room = (struct room){ first, first + 1, first + 2, first + 3 };
    ready = window_open(&slots, CAMKES_OWN_VSPACE, 1) == MEMORY_OK &&
            take_pages(ROOM_BUFFER, ROOM_BUFFER_BYTES / LARGE_PAGE, MEMORY_LONG,
                       &batch);
    return ready;
}

uint8_t *room_store(void)
{
    uint32_t batch;

    return take_pages(ROOM_STORE, ROOM_STORE_BYTES / LARGE_PAGE, MEMORY_LONG,
                      &batch)
               ? (uint8_t *)ROOM_STORE
               : NULL;
}

/* -- the buffer ------------------------------------------------------------ */

uint8_t *room_buffer(uint32_t bytes)
{
    uint32_t count;

    if (!ready)
        return NULL;
    if (bytes <= ROOM_BUFFER_BYTES + more.count * LARGE_PAGE)
        return (uint8_t *)ROOM_BUFFER;
    room_buffer_done();
    count = (bytes - ROOM_BUFFER_BYTES + LARGE_PAGE - 1) / LARGE_PAGE;
    more.first = take_pages(ROOM_BUFFER + ROOM_BUFFER_BYTES, count,
                            MEMORY_BRIEF, &more.batch);
    more.count = more.first ? count : 0;
    return more.first ? (uint8_t *)ROOM_BUFFER : NULL;
}

bool room_buffer_done(void)
{
    if (!more.count)
        return false;
    memory_free(MEMORY_OWN_ACCOUNT, more.batch);
    slots_give_row(&slots, more.first, more.count);
    more.count = 0;
    return true;
}
