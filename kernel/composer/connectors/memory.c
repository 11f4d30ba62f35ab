/* SPDX-License-Identifier: MIT
 *
 * The memory of connections: the pages of calls over shared data, dataports,
 * device registers.
 */
#include "connectors/assembly.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adl/arena.h"

enum { SMALL_BITS = 12, LARGE_BITS = 21 };

/* Frames in a row, all of one size. */
struct run {
    uint32_t bits;
    uint32_t count;
    uint32_t *frames;
};

static struct run make_run(struct lowering *l, const char *name, uint64_t bytes,
                           uint64_t paddr)
{
    bool large = bytes % (1u << LARGE_BITS) == 0 &&
                 (paddr == PLAN_ANYWHERE || paddr % (1u << LARGE_BITS) == 0);
    struct run run = { .bits = large ? LARGE_BITS : SMALL_BITS };

    run.count = (uint32_t)(bytes >> run.bits);
    run.frames = arena_take(l->layout.m->arena, run.count * sizeof *run.frames);
    for (uint32_t i = 0; i < run.count; i++) {
        run.frames[i] =
            builder_make(l->b, PLAN_FRAME, run.bits, PLAN_NONE,
                         builder_text(l->b, "%s[%" PRIu32 "]", name, i));
        if (paddr != PLAN_ANYWHERE)
            builder_object_at(l->b, run.frames[i])->paddr =
                paddr + ((uint64_t)i << run.bits);
    }
    return run;
}

static void map_run(struct lowering *l, const struct adl_end *e,
                    const struct run *run, uint64_t address, uint32_t rights,
                    uint32_t flags)
{
    for (uint32_t i = 0; i < run->count; i++)
        builder_map(l->b, assembly_body(l, e->instance)->vspace, run->frames[i],
                    address + ((uint64_t)i << run->bits), rights, flags);
}

/* -- rights ---------------------------------------------------------------- */

struct access {
    uint32_t rights;
    uint32_t flags;
};

/* What cannot be read cannot be mapped: W alone is RW. */
static struct access access_of(const struct adl_end *e)
{
    const char *letters =
        adl_string_of(e->instance, e->interface->name, "_access", "RW");
    struct access a = { PLAN_READ, 0 };

    if (strchr(letters, 'W'))
        a.rights |= PLAN_WRITE;
    if (strchr(letters, 'X'))
        a.flags |= PLAN_MAP_EXECUTE;
    return a;
}

/* Maps what an end sees of a connection. */
static void map_end(struct lowering *l, const struct adl_end *e,
                    const struct run *run, uint32_t flags)
{
    struct access a = access_of(e);

    if ((a.rights & PLAN_WRITE) && a.flags)
        diagnostics_error(l->d, &e->at,
                          "'%s.%s' would be writable and executable",
                          e->instance->name, e->interface->name);
    map_run(l, e, run, layout_end(&l->layout, e)->address, a.rights,
            a.flags | flags);
}

/* -- prefilled memory ------------------------------------------------------ */

static char *read_file(struct lowering *l, const struct adl_end *e,
                       const char *name, uint64_t room, size_t *length)
{
    char *path = options_find(l->o, name);
    FILE *file = path ? fopen(path, "rb") : NULL;
    char *bytes = arena_take(l->layout.m->arena, room + 1);

    *length = file ? fread(bytes, 1, room + 1, file) : 0;
    if (!file)
        diagnostics_error(l->d, &e->at, "there is no file '%s' to fill '%s'",
                          name, e->interface->name);
    else if (ferror(file))
        diagnostics_error(l->d, &e->at, "cannot read '%s'", name);
    else if (*length > room)
        diagnostics_error(l->d, &e->at,
                          "the file '%s' does not fit the %" PRIu64
                          " bytes of '%s'",
                          name, room, e->interface->name);
    if (file)
        fclose(file);
    free(path);
    return *length > room ? NULL : bytes;
}

static void fill(struct lowering *l, const struct adl_end *e,
                 const struct run *run)
{
    const char *name =
        adl_string_of(e->instance, e->interface->name, "_prefill", NULL);
    uint64_t page = 1ull << run->bits;
    size_t length;
    const char *bytes;

    if (!name || l->o->headers_only)
        return;
    bytes = read_file(l, e, name, run->count * page, &length);
    for (size_t at = 0; bytes && at < length; at += page)
        builder_fill(l->b, run->frames[at / page], 0, bytes + at,
                     (uint32_t)(length - at < page ? length - at : page));
}

/* -- connections ----------------------------------------------------------- */

static void lower_pages(struct lowering *l, const struct adl_connection *c)
{
    uint64_t server = layout_end(&l->layout, c->to)->address;

    for (const struct adl_end *e = c->from; e; e = e->next) {
        const char *name = arena_format(l->layout.m->arena, "%s page of %s",
                                        c->name, e->instance->name);
        struct run run = make_run(l, name, LAYOUT_PAGE, PLAN_ANYWHERE);

        map_run(l, e, &run, layout_end(&l->layout, e)->address,
                PLAN_READ | PLAN_WRITE, 0);
        map_run(l, c->to, &run, server + (uint64_t)e->index * LAYOUT_PAGE,
                PLAN_READ | PLAN_WRITE, 0);
    }
}

static void add_link(struct lowering *l, const struct adl_connection *c,
                     const struct adl_end *to)
{
    struct plan_link link = {
        .kind = PLAN_LINK_MEMORY,
        .from = assembly_body(l, c->from->instance)->component,
        .to = assembly_body(l, to->instance)->component,
        .name = builder_text(l->b, "%s", c->name),
        .connector = builder_text(l->b, "%s", c->connector->name),
        .flags = access_of(c->from).rights | access_of(to).rights << 4,
    };

    builder_link(l->b, &link);
}

static void lower_shared(struct lowering *l, const struct adl_connection *c)
{
    const struct layout_interface *f = layout_end(&l->layout, c->from);
    struct run run =
        make_run(l, c->name, f->bytes, f->paddr ? f->paddr : PLAN_ANYWHERE);

    for (int side = 0; side < 2; side++)
        for (const struct adl_end *e = side ? c->to : c->from; e; e = e->next) {
            map_end(l, e, &run, 0);
            fill(l, e, &run);
        }
    for (const struct adl_end *e = c->to; e; e = e->next)
        add_link(l, c, e);
}

static void lower_device(struct lowering *l, const struct adl_connection *c)
{
    const struct adl_end *device = c->to;
    uint64_t paddr = (uint64_t)adl_integer_of(
        device->instance, device->interface->name, "_paddr", 0);
    struct run run =
        make_run(l, c->name, layout_end(&l->layout, c->from)->bytes, paddr);

    map_end(l, c->from, &run, PLAN_MAP_UNCACHED);
}

void assembly_memory(struct lowering *l, const struct adl_connection *c)
{
    if (c->connector->kind == ADL_RPC_SHARED)
        lower_pages(l, c);
    else if (c->connector->kind == ADL_SHARED_DATA)
        lower_shared(l, c);
    else if (c->connector->kind == ADL_MMIO)
        lower_device(l, c);
}

/* A dataport that is not connected: for the component and a device. */
static void lower_alone(struct lowering *l, const struct layout_instance *li,
                        const struct layout_interface *f)
{
    const char *name = arena_format(l->layout.m->arena, "%s.%s",
                                    li->instance->name, f->interface->name);
    struct run run =
        make_run(l, name, f->bytes, f->paddr ? f->paddr : PLAN_ANYWHERE);

    for (uint32_t i = 0; i < run.count; i++)
        builder_map(l->b, assembly_body(l, li->instance)->vspace, run.frames[i],
                    f->address + ((uint64_t)i << run.bits),
                    PLAN_READ | PLAN_WRITE, 0);
}

void assembly_private_memory(struct lowering *l,
                             const struct layout_instance *li)
{
    const struct body *body = assembly_body(l, li->instance);
    uint32_t frame;

    for (unsigned i = 0; i < li->instance->type->interface_count; i++)
        if (!li->interface[i].connection && li->interface[i].bytes)
            lower_alone(l, li, &li->interface[i]);
    if (!li->untyped)
        return;
    frame = builder_make(
        l->b, PLAN_FRAME, SMALL_BITS, body->component,
        builder_text(l->b, "%s untyped memory[0]", li->instance->name));
    builder_map(l->b, body->vspace, frame, li->untyped_address, PLAN_READ, 0);
    builder_fill_kind(l->b, PLAN_FILL_UNTYPED, frame);
}
