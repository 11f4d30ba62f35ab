/* SPDX-License-Identifier: MIT
 *
 * Making parcels: see parcel.h. Each one is mapped to 4 MiB of its own.
 */
#include "parcel.h"

#include <camkes.h>
#include <memory.h>

#define PARCELS 0x2000000000ul

enum { DEPTH = seL4_WordBits, EACH = 4 << 20, TABLE = 2 << 20 };

SLOTS_OF_COMPONENT(slots);

static unsigned made;

static bool ask(uint32_t type, uint32_t bits, uint32_t count, seL4_CPtr *first,
                uint32_t *batch)
{
    struct memory_object o = { type, bits, count, 0 };

    *first = slots_take_row(&slots, count);
    o.slot = (uint32_t)*first;
    return *first && memory_alloc(MEMORY_OWN_ACCOUNT, 1, &o, MEMORY_LONG,
                                  CAMKES_OWN_CNODE, batch) == MEMORY_OK;
}

static bool map_tables(uintptr_t at)
{
    uint32_t batch, count = EACH / TABLE + (made == 0);
    seL4_CPtr table;

    if (!ask(seL4_RISCV_PageTableObject, 0, count, &table, &batch))
        return false;
    if (made++ == 0 && seL4_RISCV_PageTable_Map(table++, CAMKES_OWN_VSPACE, at,
                                                0) != seL4_NoError)
        return false;
    for (uintptr_t a = at; a < at + EACH; a += TABLE)
        if (seL4_RISCV_PageTable_Map(table++, CAMKES_OWN_VSPACE, a, 0) !=
            seL4_NoError)
            return false;
    return true;
}

static bool put(const struct parcel *p, uint32_t i)
{
    uintptr_t at = (uintptr_t)p->bytes + (uintptr_t)i * PARCEL_PAGE;

    return seL4_CNode_Copy(p->cnode, i, (seL4_Uint8)p->bits, CAMKES_OWN_CNODE,
                           p->frames + i, DEPTH,
                           seL4_AllRights) == seL4_NoError &&
           seL4_RISCV_Page_Map(p->frames + i, CAMKES_OWN_VSPACE, at,
                               seL4_ReadWrite,
                               seL4_RISCV_ExecuteNever) == seL4_NoError;
}

bool parcel_make(struct parcel *p, uint32_t pages, uint32_t bits)
{
    uint32_t batch;
    bool done;

    p->bytes = (uint8_t *)(PARCELS + (uintptr_t)made * EACH);
    p->bits = bits;
    p->pages = pages;
    done = map_tables((uintptr_t)p->bytes) &&
           ask(seL4_CapTableObject, bits, 1, &p->cnode, &batch) &&
           ask(seL4_RISCV_4K_Page, 0, pages, &p->frames, &p->batch);
    for (uint32_t i = 0; done && i < pages; i++)
        done = put(p, i);
    return done;
}
