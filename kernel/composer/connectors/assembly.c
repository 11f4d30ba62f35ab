/* SPDX-License-Identifier: MIT
 *
 * Component instances become components of the plan: see connectors.h.
 */
#include "connectors/connectors.h"

#include <inttypes.h>
#include <stdlib.h>

#include "adl/arena.h"
#include "connectors/assembly.h"
#include "connectors/dma.h"
#include "image/image.h"

enum {
    CONTEXT_BITS = 8,   /* room for 8 extra refills */
    BOOT_ASID_POOL = 6, /* seL4_CapInitThreadASIDPool */
};

struct body *assembly_body(struct lowering *l, const struct adl_instance *i)
{
    return &l->body[i->index];
}

void assembly_give(struct lowering *l, const struct adl_instance *i,
                   struct grant g, const char *what)
{
    builder_cap(l->b, assembly_body(l, i)->cspace, g.slot, g.object, g.rights,
                g.badge, builder_text(l->b, "%s", what));
}

uint32_t assembly_make(struct lowering *l, const struct adl_instance *i,
                       enum plan_type type, const char *what)
{
    uint32_t name = builder_text(l->b, "%s.%s", i->name, what);

    return builder_make(l->b, type, 0, assembly_body(l, i)->component, name);
}

/* -- what is an instance's own --------------------------------------------- */

static void make_component(struct lowering *l, const struct layout_instance *li)
{
    const struct adl_instance *i = li->instance;
    struct body *body = assembly_body(l, i);
    const char *program = arena_format(l->layout.m->arena, "%s.elf", i->symbol);

    body->interrupts = PLAN_NONE;
    body->component = builder_component(l->b, i->name, program, PLAN_NONE);
    body->vspace = builder_component_at(l->b, body->component)->vspace;
    body->cspace = assembly_make(l, i, PLAN_CNODE, "cspace");
    builder_object_at(l->b, body->cspace)->size_bits = li->cnode_bits;
}

static uint32_t boot_object(struct lowering *l, const char *name,
                            uint32_t number)
{
    struct plan_object o = {
        .type = PLAN_BOOT,
        .name = builder_text(l->b, "%s", name),
        .component = PLAN_NONE,
        .paddr = PLAN_ANYWHERE,
        .number = number,
    };

    return builder_object(l->b, &o);
}

/* A capability without rights to choose from. */
static void give_whole(struct lowering *l, const struct layout_instance *li,
                       uint32_t slot, uint32_t object, const char *what)
{
    if (slot)
        assembly_give(l, li->instance,
                      (struct grant){ slot, object, PLAN_ALL_RIGHTS, 0 }, what);
}

static void give_own(struct lowering *l, const struct layout_instance *li)
{
    const struct body *body = assembly_body(l, li->instance);

    give_whole(l, li, li->own_cnode, body->cspace, "own capability space");
    give_whole(l, li, li->own_vspace, body->vspace, "own address space");
    if (li->asid_pool)
        give_whole(l, li, li->asid_pool,
                   boot_object(l, "asid pool", BOOT_ASID_POOL), "asid pool");
    if (li->sched_control)
        give_whole(l, li, li->sched_control,
                   boot_object(l, "sched control", PLAN_BOOT_SCHED_CONTROL),
                   "scheduling control");
    if (li->untyped)
        builder_remaining(l->b, body->cspace, li->untyped,
                          LAYOUT_UNTYPED_SLOTS);
}

/* -- threads --------------------------------------------------------------- */

static uint32_t make_context(struct lowering *l, uint32_t component,
                             const struct layout_thread *t, const char *name)
{
    uint32_t context =
        builder_make(l->b, PLAN_SCHED_CONTEXT, CONTEXT_BITS, component,
                     builder_text(l->b, "%s context", name));
    struct plan_object *object = builder_object_at(l->b, context);

    object->first = (uint64_t)t->budget;
    object->second = (uint64_t)t->period;
    return context;
}

/* Threads are counted over the whole system: the monitor tells them by it. */
static void add_thread(struct lowering *l, const struct layout_instance *li,
                       unsigned number, uint32_t count)
{
    const struct layout_thread *t = &li->thread[number];
    const struct body *body = assembly_body(l, li->instance);
    const char *name =
        arena_format(l->layout.m->arena, "%s.%s", li->instance->name, t->name);
    uint32_t rights = PLAN_WRITE | PLAN_GRANT_REPLY;
    struct plan_thread p;

    builder_thread_init(&p);
    p.tcb = builder_make(l->b, PLAN_TCB, 0, body->component,
                         builder_text(l->b, "%s tcb", name));
    p.cnode = body->cspace;
    p.vspace = body->vspace;
    p.ipc_frame = builder_make(l->b, PLAN_FRAME, 12, body->component,
                               builder_text(l->b, "%s ipc buffer[0]", name));
    p.ipc_vaddr = t->ipc;
    builder_map(l->b, body->vspace, p.ipc_frame, t->ipc, PLAN_READ | PLAN_WRITE,
                0);
    builder_stack(l->b, body->component,
                  arena_format(l->layout.m->arena, "%s stack", name),
                  t->stack_top, t->stack);
    p.sched_context = make_context(l, body->component, t, name);
    p.fault = p.timeout = builder_monitor(l->b);
    p.fault_rights = p.timeout_rights = rights;
    p.fault_badge = p.timeout_badge = count + 1;
    p.entry = body->entry;
    p.stack = p.stack_top = t->stack_top;
    p.stack_bottom = t->stack_top - t->stack;
    p.argument[0] = number;
    p.argument[1] = t->ipc;
    p.component = body->component;
    p.name = builder_text(l->b, "%s", name);
    p.priority = (uint32_t)t->priority;
    if (number == 0)
        p.max_priority = (uint32_t)adl_integer_of(li->instance, "",
                                                  "max_controlled_priority", 0);
    p.flags = PLAN_THREAD_START | PLAN_THREAD_FPU;
    builder_thread(l->b, &p);
    if (number == 0)
        give_whole(l, li, li->own_tcb, p.tcb, "own thread");
}

static void add_threads(struct lowering *l)
{
    uint32_t count = 0;

    for (unsigned i = 0; i < l->layout.m->instance_count; i++)
        for (unsigned k = 0; k < l->layout.instance[i].threads; k++)
            add_thread(l, &l->layout.instance[i], k, count++);
}

/* -- programs -------------------------------------------------------------- */

/* Tells a program where its dataports for devices are (glue.c). */
static void write_addresses(struct lowering *l,
                            const struct layout_instance *li,
                            struct image *image)
{
    for (unsigned i = 0; i < li->instance->type->interface_count; i++) {
        const struct layout_interface *f = &li->interface[i];
        const char *symbol =
            arena_format(l->layout.m->arena, "%s_paddr", f->interface->name);
        uint64_t address, size;

        /* A program that never asks has no such symbol. */
        if (f->dma && image_symbol(image, symbol, &address, &size) &&
            !image_write(image, address, &f->paddr, sizeof f->paddr))
            diagnostics_error(l->d, &li->instance->at,
                              "'%s' of '%s' is outside of its image", symbol,
                              li->instance->name);
    }
}

static void place_program(struct lowering *l, const struct layout_instance *li)
{
    const struct adl_instance *i = li->instance;
    struct body *body = assembly_body(l, i);
    const char *name = arena_format(l->layout.m->arena, "%s.elf", i->symbol);
    char *path = options_find(l->o, name);
    struct image *image = path ? image_open(l->d, &i->at, path) : NULL;

    if (!path)
        diagnostics_error(l->d, &i->at, "there is no program '%s'", name);
    if (image) {
        body->entry = image_entry(image);
        write_addresses(l, li, image);
        image_place(l->b, image, body->component);
    }
    image_close(image);
    free(path);
}

/* -- all of it ------------------------------------------------------------- */

static void warn_group(struct lowering *l, const struct adl_instance *i)
{
    if (i->group)
        diagnostics_warning(l->d, &i->at,
                            "group '%s': each of its instances has an address "
                            "space of its own",
                            i->group);
}

static void lower_instances(struct lowering *l)
{
    for (unsigned i = 0; i < l->layout.m->instance_count; i++) {
        const struct layout_instance *li = &l->layout.instance[i];

        if (!li->program)
            continue;
        warn_group(l, li->instance);
        make_component(l, li);
        give_own(l, li);
        assembly_locks(l, li);
        assembly_private_memory(l, li);
        if (!l->o->headers_only)
            place_program(l, li);
    }
}

bool connectors_lower(struct builder *b, struct diagnostics *d,
                      const struct adl_model *m, const struct options *o)
{
    struct lowering l = { .b = b, .d = d, .o = o };
    unsigned errors = d->errors;

    if (!layout_make(&l.layout, d, m))
        return false;
    if (!o->headers_only)
        dma_place(&l.layout, d, o);
    l.body = arena_take(m->arena, m->instance_count * sizeof *l.body);
    lower_instances(&l);
    for (const struct adl_connection *c = m->connections; c; c = c->next) {
        assembly_connection(&l, c);
        assembly_memory(&l, c);
    }
    add_threads(&l);
    return d->errors == errors;
}
