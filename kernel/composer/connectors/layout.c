/* SPDX-License-Identifier: MIT
 *
 * Numbers and addresses of component instances: see layout.h.
 */
#include "connectors/layout.h"

#include <inttypes.h>
#include <string.h>

#include "adl/arena.h"

enum {
    PRIORITY = 254, /* settings, where nobody sets them */
    BUDGET = 1000,
    STACK_BYTES = 16 << 10,
    CNODE_BITS_MIN = 2,
    LARGE_PAGE = 2 << 20,
};

#define TOP    0x3ffffff000ull
#define BOTTOM 0x100000000ull /* images lie below */

struct layout_interface *layout_end(const struct layout *l,
                                    const struct adl_end *end)
{
    return &l->instance[end->instance->index].interface[end->interface->index];
}

bool layout_is_capability(const struct adl_parameter *p)
{
    return p->type.kind == ADL_TYPE_FOREIGN && !p->type.array &&
           !strcmp(p->type.name, "seL4_CPtr");
}

static bool passes(const struct adl_parameter *p, bool in)
{
    return layout_is_capability(p) &&
           (p->direction == ADL_INOUT ||
            in == (p->direction == ADL_IN || p->direction == ADL_REFIN));
}

bool layout_passes(const struct adl_procedure *p, bool in)
{
    for (const struct adl_method *m = p->methods; m; m = m->next)
        for (const struct adl_parameter *a = m->parameters; a; a = a->next)
            if (passes(a, in))
                return true;
    return false;
}

/* -- threads --------------------------------------------------------------- */

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static uint64_t whole_pages(uint64_t bytes)
{
    return (bytes + LAYOUT_PAGE - 1) & ~(uint64_t)(LAYOUT_PAGE - 1);
}

/* A setting of a thread: its own, else the instance's, else the default. */
static int64_t setting(const struct adl_instance *i, const char *prefix,
                       const char *own, const char *all, int64_t otherwise)
{
    return adl_integer_of(i, prefix, own,
                          adl_integer_of(i, "", all, otherwise));
}

static void configure(struct layout_thread *t, const struct adl_instance *i,
                      const char *prefix)
{
    int64_t stack = adl_integer_of(i, prefix, "_stack_size", STACK_BYTES);

    t->priority = larger(t->priority,
                         setting(i, prefix, "_priority", "priority", PRIORITY));
    t->budget =
        larger(t->budget, setting(i, prefix, "_budget", "budget", BUDGET));
    t->period =
        larger(t->period, setting(i, prefix, "_period", "period", t->budget));
    t->stack = whole_pages((uint64_t)larger((int64_t)t->stack, stack));
}

static struct layout_thread *add_thread(struct layout_instance *li,
                                        enum layout_thread_kind kind,
                                        const char *name)
{
    struct layout_thread *t = &li->thread[li->threads++];

    t->kind = kind;
    t->name = name;
    return t;
}

static enum layout_thread_kind thread_kind(const struct layout_interface *f)
{
    if (f->interface->kind == ADL_CONSUMES)
        return f->kind == ADL_INTERRUPT ? THREAD_INTERRUPTS : THREAD_EVENT;
    return f->kind == ADL_RPC_SHARED ? THREAD_PAGES : THREAD_CALLS;
}

/* Interrupts share a thread, which is as their most demanding one wants. */
static struct layout_thread *interrupts_thread(struct layout_instance *li)
{
    for (unsigned i = 1; i < li->threads; i++)
        if (li->thread[i].kind == THREAD_INTERRUPTS)
            return &li->thread[i];
    return add_thread(li, THREAD_INTERRUPTS, "interrupts");
}

static void place_thread(struct layout_instance *li, struct layout_interface *f)
{
    struct layout_thread *t;

    if (!f->connection || (f->interface->kind != ADL_PROVIDES &&
                           f->interface->kind != ADL_CONSUMES))
        return;
    if (thread_kind(f) == THREAD_INTERRUPTS) {
        t = interrupts_thread(li);
    } else {
        t = add_thread(li, thread_kind(f), f->interface->name);
        t->interface = f->interface;
    }
    f->thread = (unsigned)(t - li->thread);
    configure(t, li->instance, f->interface->name);
}

static void place_threads(struct layout_instance *li, struct diagnostics *d)
{
    const struct adl_component *type = li->instance->type;

    configure(add_thread(li, THREAD_CONTROL, "control"), li->instance, "");
    for (unsigned i = 0; i < type->interface_count; i++)
        place_thread(li, &li->interface[i]);
    for (unsigned i = 0; i < li->threads; i++)
        if (li->thread[i].budget > li->thread[i].period)
            diagnostics_error(d, &li->instance->at,
                              "thread '%s' of '%s' has a budget of %" PRId64
                              " us, above its period of %" PRId64 " us",
                              li->thread[i].name, li->instance->name,
                              li->thread[i].budget, li->thread[i].period);
}

/* -- slots ----------------------------------------------------------------- */

static uint32_t take(struct layout_instance *li, unsigned slots)
{
    uint32_t slot = li->first_free;

    li->first_free += slots;
    return slots ? slot : 0;
}

static uint32_t take_if(struct layout_instance *li, bool wanted)
{
    return take(li, wanted);
}

static bool is_set(const struct layout_instance *li, const char *name)
{
    return adl_integer_of(li->instance, "", name, 0);
}

/* Whether a message brings a capability to this interface. */
static bool receives(const struct layout_interface *f)
{
    return f->connection && f->kind == ADL_RPC_SHARED &&
           layout_passes(f->interface->procedure,
                         f->interface->kind == ADL_PROVIDES);
}

static void place_own(struct layout_instance *li)
{
    bool receiving = false;

    for (unsigned i = 0; i < li->instance->type->interface_count; i++)
        receiving = receiving || receives(&li->interface[i]);
    li->own_cnode = take_if(li, receiving || is_set(li, "own_cnode"));
    li->own_vspace = take_if(li, is_set(li, "own_vspace"));
    li->own_tcb = take_if(li, is_set(li, "own_tcb"));
    li->asid_pool = take_if(li, is_set(li, "asid_pool"));
    li->sched_control = take_if(li, is_set(li, "sched_control"));
    li->end = take(li, 1);
    li->libc = take_if(li, li->threads > 1);
    li->started = take_if(li, li->threads > 1);
    li->may_init = take_if(li, li->threads > 1);
    li->may_run = take_if(li, li->threads > 1);
}

static void place_interface(struct layout_instance *li,
                            struct layout_interface *f)
{
    const struct adl_connection *c = f->connection;

    switch (f->interface->kind) {
    case ADL_PROVIDES:
        f->endpoint = take(li, 1);
        f->reply = take(li, 1);
        f->receive = take_if(li, receives(f));
        f->peers = take(li, f->kind == ADL_RPC_SIGNAL ? c->from_count : 0);
        break;
    case ADL_USES:
        f->endpoint = take(li, 1);
        f->receive = take_if(li, receives(f));
        f->notification = take_if(li, f->kind == ADL_RPC_SIGNAL);
        f->lock = take_if(li, f->kind == ADL_RPC_SHARED && li->threads > 1);
        break;
    case ADL_EMITS:
        f->peers = take(li, c->to_count);
        break;
    case ADL_CONSUMES:
        f->pending = take(li, 1);
        if (f->kind == ADL_INTERRUPT) {
            f->peers = take(li, c->from_count);
            f->bit = li->interrupt_count;
            li->interrupt_count += c->from_count;
        } else {
            f->notification = take(li, 1);
        }
        break;
    case ADL_DATAPORT:
        break;
    }
}

static void place_slots(struct layout_instance *li, struct diagnostics *d)
{
    const struct adl_component *type = li->instance->type;

    li->first_free = 1;
    place_own(li);
    for (unsigned i = 0; i < type->interface_count; i++)
        if (li->interface[i].connection)
            place_interface(li, &li->interface[i]);
    li->interrupts = take_if(li, li->interrupt_count);
    for (const struct adl_lock *k = type->locks; k; k = k->next)
        li->lock[k->index] = take(li, 1);
    li->untyped = take(li, adl_value_of(li->instance, "", "untyped")
                               ? LAYOUT_UNTYPED_SLOTS
                               : 0);
    li->cnode_bits = (uint32_t)adl_integer_of(
        li->instance, "", "cnode_size_bits", CNODE_BITS_MIN);
    while (li->first_free > 1u << li->cnode_bits)
        li->cnode_bits++;
    if (li->interrupt_count > 63)
        diagnostics_error(d, &li->instance->at,
                          "'%s' has %u interrupts; a component can have 63",
                          li->instance->name, li->interrupt_count);
}

/* -- addresses ------------------------------------------------------------- */

/* Takes memory from the top, and a page below it that stays empty. */
static uint64_t take_memory(struct layout_instance *li, uint64_t bytes)
{
    uint64_t align = bytes % LARGE_PAGE ? LAYOUT_PAGE : LARGE_PAGE;
    uint64_t at;

    if (bytes > li->lowest - BOTTOM || li->lowest - bytes < BOTTOM + align) {
        li->lowest = BOTTOM;
        return 0;
    }
    at = (li->lowest - bytes) & ~(align - 1);
    li->lowest = at - LAYOUT_PAGE;
    return at;
}

/* A connection's memory has the size of its largest end. */
static uint64_t connection_bytes(const struct adl_connection *c)
{
    int64_t bytes = LAYOUT_PAGE;

    for (int side = 0; side < 2; side++)
        for (const struct adl_end *e = side ? c->to : c->from; e; e = e->next)
            bytes = larger(bytes, adl_integer_of(e->instance,
                                                 e->interface->name, "_size",
                                                 (int64_t)e->interface->size));
    return whole_pages((uint64_t)bytes);
}

static uint64_t own_bytes(const struct layout_instance *li,
                          const struct layout_interface *f)
{
    const struct adl_interface *i = f->interface;
    int64_t bytes =
        adl_integer_of(li->instance, i->name, "_size", (int64_t)i->size);

    return whole_pages((uint64_t)larger(bytes, LAYOUT_PAGE));
}

/* A dataport for a device need not be connected: then nobody else sees it. */
static void place_memory(struct layout_instance *li, struct layout_interface *f)
{
    f->dma = f->interface->kind == ADL_DATAPORT &&
             adl_integer_of(li->instance, f->interface->name, "_dma", 0);
    if (!f->connection)
        f->bytes = f->dma ? own_bytes(li, f) : 0;
    else if (f->interface->kind == ADL_DATAPORT)
        f->bytes = connection_bytes(f->connection);
    else if (f->kind == ADL_RPC_SHARED)
        f->bytes = f->interface->kind == ADL_PROVIDES
                       ? (uint64_t)f->connection->from_count * LAYOUT_PAGE
                       : LAYOUT_PAGE;
    if (f->bytes)
        f->address = take_memory(li, f->bytes);
}

static void place_addresses(struct layout_instance *li, struct diagnostics *d)
{
    li->lowest = TOP;
    for (unsigned i = 0; i < li->threads; i++) {
        struct layout_thread *t = &li->thread[i];

        t->ipc = take_memory(li, LAYOUT_PAGE);
        t->stack_top = li->lowest;
        take_memory(li,
                    t->stack % LARGE_PAGE ? t->stack : t->stack + LAYOUT_PAGE);
    }
    for (unsigned i = 0; i < li->instance->type->interface_count; i++)
        place_memory(li, &li->interface[i]);
    if (li->untyped)
        li->untyped_address = take_memory(li, LAYOUT_PAGE);
    if (li->lowest <= BOTTOM)
        diagnostics_error(d, &li->instance->at,
                          "the memory of '%s' does not fit its address space",
                          li->instance->name);
}

/* -- all of it ------------------------------------------------------------- */

static void find_connections(struct layout_instance *li)
{
    const struct adl_interface *i = li->instance->type->interfaces;

    for (; i; i = i->next) {
        struct layout_interface *f = &li->interface[i->index];

        f->interface = i;
        f->connection = li->instance->connections[i->index];
        if (f->connection)
            f->kind = f->connection->connector->kind;
    }
}

static unsigned lock_count(const struct adl_component *type)
{
    unsigned count = 0;

    for (const struct adl_lock *k = type->locks; k; k = k->next)
        count++;
    return count;
}

static void place(struct layout_instance *li, struct arena *arena,
                  struct diagnostics *d)
{
    const struct adl_component *type = li->instance->type;

    li->program = !type->hardware;
    li->interface =
        arena_take(arena, type->interface_count * sizeof *li->interface);
    li->thread =
        arena_take(arena, (type->interface_count + 2) * sizeof *li->thread);
    li->lock = arena_take(arena, lock_count(type) * sizeof *li->lock);
    find_connections(li);
    if (!li->program)
        return;
    place_threads(li, d);
    place_slots(li, d);
    place_addresses(li, d);
}

/* A method can bring one capability each way, and only where the connector
 * passes any. */
static void check_method(const struct adl_connection *c,
                         const struct adl_method *m, struct diagnostics *d)
{
    unsigned in = 0, out = 0;

    for (const struct adl_parameter *a = m->parameters; a; a = a->next) {
        in += passes(a, true);
        out += passes(a, false);
    }
    if ((in || out) && c->connector->kind != ADL_RPC_SHARED)
        diagnostics_error(d, &c->at,
                          "method '%s' passes a capability, which connector "
                          "'%s' does not",
                          m->name, c->connector->name);
    else if (in > 1 || out > 1)
        diagnostics_error(d, &m->at,
                          "method '%s' passes several capabilities one way; "
                          "a message brings one",
                          m->name);
}

static void check_connections(const struct adl_model *m, struct diagnostics *d)
{
    for (const struct adl_connection *c = m->connections; c; c = c->next) {
        const struct adl_procedure *p = c->to->interface->procedure;

        for (const struct adl_method *k = p ? p->methods : NULL; k; k = k->next)
            check_method(c, k, d);
    }
}

/* What is left can be given once. */
static void check_untyped(const struct layout *l, struct diagnostics *d)
{
    const struct layout_instance *first = NULL;

    for (unsigned i = 0; i < l->m->instance_count; i++) {
        const struct layout_instance *li = &l->instance[i];

        if (!li->untyped)
            continue;
        if (first)
            diagnostics_error(d, &li->instance->at,
                              "'%s' and '%s' both want the remaining memory",
                              first->instance->name, li->instance->name);
        first = li;
    }
}

bool layout_make(struct layout *l, struct diagnostics *d,
                 const struct adl_model *m)
{
    unsigned errors = d->errors;

    l->m = m;
    l->instance = arena_take(m->arena, m->instance_count * sizeof *l->instance);
    for (const struct adl_instance *i = m->instances; i; i = i->next) {
        l->instance[i->index].instance = i;
        place(&l->instance[i->index], m->arena, d);
    }
    check_connections(m, d);
    check_untyped(l, d);
    layout_check_limits(l, d);
    return d->errors == errors;
}
