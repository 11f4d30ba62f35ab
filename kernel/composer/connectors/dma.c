/* SPDX-License-Identifier: MIT
 *
 * Memory for devices: contiguous, at an address that its program learns.
 *
 * A device knows nothing of address spaces: a program tells it physical
 * addresses, and so must know them, and the memory must lie in one piece. The
 * composer chooses both: from the end of RAM downwards, in the order of the
 * connections, and then of the instances for dataports that are not connected.
 * The program gets the number and no capability. Each end with `_dma` learns
 * the address; the others just see the memory.
 */
#include "connectors/dma.h"

#include <inttypes.h>

#include "ram.h"

enum { LARGE_PAGE = 2 << 20 };

struct chooser {
    struct diagnostics *d;
    uint64_t end; /* what is at or above it is taken */
};

/* Takes the highest free address; 0: reported, there is none. */
static uint64_t choose(struct chooser *c, const struct place *at,
                       const char *name, uint64_t bytes)
{
    uint64_t align = bytes % LARGE_PAGE ? LAYOUT_PAGE : LARGE_PAGE;

    if (c->end < RAM_START + bytes) {
        diagnostics_error(c->d, at,
                          "no %" PRIu64 " bytes of memory in one piece for "
                          "'%s'",
                          bytes, name);
        return 0;
    }
    c->end = (c->end - bytes) & ~(align - 1);
    return c->end;
}

static bool wants(const struct layout *l, const struct adl_connection *c)
{
    for (int side = 0; side < 2; side++)
        for (const struct adl_end *e = side ? c->to : c->from; e; e = e->next)
            if (layout_end(l, e)->dma)
                return true;
    return false;
}

static void place_connection(struct layout *l, struct chooser *chooser,
                             const struct adl_connection *c)
{
    uint64_t paddr;

    if (c->connector->kind != ADL_SHARED_DATA || !wants(l, c))
        return;
    paddr = choose(chooser, &c->at, c->name, layout_end(l, c->from)->bytes);
    for (int side = 0; side < 2; side++)
        for (const struct adl_end *e = side ? c->to : c->from; e; e = e->next)
            layout_end(l, e)->paddr = paddr;
}

static void place_alone(struct chooser *chooser, struct layout_instance *li)
{
    for (unsigned i = 0; i < li->instance->type->interface_count; i++) {
        struct layout_interface *f = &li->interface[i];

        if (!f->connection && f->dma)
            f->paddr = choose(chooser, &li->instance->at, f->interface->name,
                              f->bytes);
    }
}

void dma_place(struct layout *l, struct diagnostics *d, const struct options *o)
{
    struct chooser chooser = { d, ram_free_end(o) };

    for (const struct adl_connection *c = l->m->connections; c; c = c->next)
        place_connection(l, &chooser, c);
    for (unsigned i = 0; i < l->m->instance_count; i++)
        place_alone(&chooser, &l->instance[i]);
}
