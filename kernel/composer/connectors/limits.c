/* SPDX-License-Identifier: MIT
 *
 * What a system of components cannot have: more than the plan can hold,
 * devices that are the kernel's or somebody else's. (That an interrupt has one
 * owner is checked with the model.)
 */
#include "connectors/layout.h"

#include <inttypes.h>

#include "initialiser/check.h"

enum {
    PAGES_MAX = 32768, /* of stacks and connections together */
};

#define DEVICE_END (1ull << 39)

/* -- size ------------------------------------------------------------------ */

/* Pages of its threads, and of dataports that nobody else sees. */
static uint64_t own_pages(const struct layout_instance *li)
{
    uint64_t pages = 0;

    for (unsigned i = 0; i < li->threads; i++)
        pages += li->thread[i].stack / LAYOUT_PAGE + 1;
    for (unsigned i = 0; i < li->instance->type->interface_count; i++)
        if (!li->interface[i].connection)
            pages += li->interface[i].bytes / LAYOUT_PAGE;
    return pages;
}

/* Shared memory counts once, with the end that it begins at. */
static uint64_t connection_pages(const struct layout *l,
                                 const struct adl_connection *c)
{
    const struct adl_end *counted =
        c->connector->kind == ADL_RPC_SHARED ? c->to : c->from;

    return layout_end(l, counted)->bytes / LAYOUT_PAGE;
}

static void check_size(const struct layout *l, struct diagnostics *d)
{
    uint64_t pages = 0, threads = 0;

    for (unsigned i = 0; i < l->m->instance_count; i++) {
        pages += own_pages(&l->instance[i]);
        threads += l->instance[i].threads;
    }
    for (const struct adl_connection *c = l->m->connections; c; c = c->next)
        pages += connection_pages(l, c);
    if (pages > PAGES_MAX)
        diagnostics_error(d, &l->m->instances->at,
                          "stacks and connections have %" PRIu64
                          " pages; a system can have %d",
                          pages, PAGES_MAX);
    if (threads > PLAN_THREADS_MAX)
        diagnostics_error(d, &l->m->instances->at,
                          "the components have %" PRIu64
                          " threads; a system can have %d",
                          threads, PLAN_THREADS_MAX);
}

/* -- devices --------------------------------------------------------------- */

struct range {
    uint64_t start;
    uint64_t end;
};

static const struct {
    struct range range;
    const char *what;
} kernel_devices[] = {
    { { 0x2000000, 0x2200000 }, "the kernel's timer" },
    { { 0xc000000, 0xc600000 }, "the kernel's interrupt controller" },
};

static bool overlap(struct range a, struct range b)
{
    return a.start < b.end && b.start < a.end;
}

static struct range range_of(const struct layout *l,
                             const struct adl_connection *c)
{
    const struct adl_end *device = c->to;
    uint64_t start = (uint64_t)adl_integer_of(
        device->instance, device->interface->name, "_paddr", 0);

    return (struct range){ start, start + layout_end(l, c->from)->bytes };
}

static void check_device(const struct layout *l, struct diagnostics *d,
                         const struct adl_connection *c)
{
    struct range here = range_of(l, c);

    if (layout_end(l, c->from)->dma)
        diagnostics_error(d, &c->from->at,
                          "'%s.%s' has the registers of a device; only memory "
                          "can be for a device to use",
                          c->from->instance->name, c->from->interface->name);
    if (here.end > DEVICE_END)
        diagnostics_error(d, &c->to->at,
                          "'%s' ends at 0x%" PRIx64 ", beyond physical memory",
                          c->to->instance->name, here.end);
    for (size_t i = 0; i < sizeof kernel_devices / sizeof kernel_devices[0];
         i++)
        if (overlap(here, kernel_devices[i].range))
            diagnostics_error(d, &c->to->at, "'%s' at 0x%" PRIx64 " is %s",
                              c->to->instance->name, here.start,
                              kernel_devices[i].what);
    for (const struct adl_connection *o = l->m->connections; o != c;
         o = o->next)
        if (o->connector->kind == ADL_MMIO && overlap(here, range_of(l, o)))
            diagnostics_error(d, &c->to->at,
                              "'%s' and '%s' are at the same address",
                              o->to->instance->name, c->to->instance->name);
}

void layout_check_limits(const struct layout *l, struct diagnostics *d)
{
    check_size(l, d);
    for (const struct adl_connection *c = l->m->connections; c; c = c->next)
        if (c->connector->kind == ADL_MMIO)
            check_device(l, d, c);
}
