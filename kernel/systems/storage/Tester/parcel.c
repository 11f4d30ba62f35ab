/* SPDX-License-Identifier: MIT
 *
 * Making parcels: see parcel.h. They lie one behind the other in the window.
 */
#include "parcel.h"

#include <camkes.h>
#include <memory.h>
#include <window.h>

enum { DEPTH = seL4_WordBits, PAGES_MAX = 2048 };

SLOTS_OF_COMPONENT(slots);

static uint32_t used; /* pages of the window */

static bool ask(uint32_t type, uint32_t bits, uint32_t count, seL4_CPtr *first,
                uint32_t *batch)
{
    struct memory_object o = { type, bits, count, 0 };

    *first = slots_take_row(&slots, count);
    o.slot = (uint32_t)*first;
    return *first && memory_alloc(MEMORY_OWN_ACCOUNT, 1, &o, MEMORY_LONG,
                                  CAMKES_OWN_CNODE, batch) == MEMORY_OK;
}

static bool put(const struct parcel *p, uint32_t i)
{
    return seL4_CNode_Copy(p->cnode, i, (seL4_Uint8)p->bits, CAMKES_OWN_CNODE,
                           p->frames + i, DEPTH,
                           seL4_AllRights) == seL4_NoError &&
           window_map(p->frames + i, used++, seL4_ReadWrite) == seL4_NoError;
}

bool parcel_make(struct parcel *p, uint32_t pages, uint32_t bits)
{
    uint32_t batch;
    bool done = used > 0 ||
                window_open(&slots, CAMKES_OWN_VSPACE, PAGES_MAX) == MEMORY_OK;

    p->bytes = window_page(used);
    p->bits = bits;
    p->pages = pages;
    done = done && ask(seL4_CapTableObject, bits, 1, &p->cnode, &batch) &&
           ask(seL4_RISCV_4K_Page, 0, pages, &p->frames, &p->batch);
    for (uint32_t i = 0; done && i < pages; i++)
        done = put(p, i);
    return done;
}
