/* SPDX-License-Identifier: MIT
 *
 * The objects of connections and locks, and who may do what with them: the
 * table in connectors.h, row by row.
 */
#include "connectors/assembly.h"

#include "adl/arena.h"

enum { SEMAPHORE = PLAN_READ | PLAN_WRITE };

static const char *text(struct lowering *l, const char *name, const char *what)
{
    return arena_format(l->layout.m->arena, "%s %s", name, what);
}

static uint32_t make(struct lowering *l, const struct adl_end *e,
                     enum plan_type type, const char *what)
{
    return assembly_make(l, e->instance, type,
                         text(l, e->interface->name, what));
}

static void give(struct lowering *l, const struct adl_end *e, struct grant g,
                 const char *what)
{
    if (g.slot)
        assembly_give(l, e->instance, g, text(l, e->interface->name, what));
}

static void add_link(struct lowering *l, enum plan_link_kind kind,
                     const struct adl_connection *c, const struct adl_end *from,
                     const struct adl_end *to)
{
    struct plan_link link = {
        .kind = kind,
        .from = from ? assembly_body(l, from->instance)->component : PLAN_NONE,
        .to = assembly_body(l, to->instance)->component,
        .name = builder_text(l->b, "%s", c->name),
        .connector = builder_text(l->b, "%s", c->connector->name),
    };

    builder_link(l->b, &link);
}

/* -- calls ------------------------------------------------------------------ */

/* The server's reply object passes a capability only if its cap may grant. */
static uint32_t make_server(struct lowering *l, const struct adl_end *to,
                            bool passes_out)
{
    const struct layout_interface *f = layout_end(&l->layout, to);
    uint32_t endpoint = make(l, to, PLAN_ENDPOINT, "endpoint");
    uint32_t reply = make(l, to, PLAN_REPLY, "reply");
    uint32_t rights = PLAN_READ | PLAN_WRITE | (passes_out ? PLAN_GRANT : 0u);

    give(l, to, (struct grant){ f->endpoint, endpoint, PLAN_READ, 0 },
         "receive");
    give(l, to, (struct grant){ f->reply, reply, rights, 0 }, "reply");
    return endpoint;
}

static void make_signal(struct lowering *l, const struct adl_end *from,
                        const struct adl_end *to)
{
    uint32_t slot = layout_end(&l->layout, to)->peers + from->index;
    uint32_t signal = make(l, from, PLAN_NOTIFICATION, "signal");

    give(l, from,
         (struct grant){ layout_end(&l->layout, from)->notification, signal,
                         PLAN_READ, 0 },
         "signal");
    give(l, to, (struct grant){ slot, signal, PLAN_WRITE, 1 },
         text(l, "signals", from->instance->name));
}

static void lower_call(struct lowering *l, const struct adl_connection *c)
{
    const struct adl_procedure *p = c->to->interface->procedure;
    bool shared = c->connector->kind == ADL_RPC_SHARED;
    uint32_t endpoint =
        make_server(l, c->to, shared && layout_passes(p, false));
    uint32_t rights = PLAN_WRITE | PLAN_GRANT_REPLY |
                      (shared && layout_passes(p, true) ? PLAN_GRANT : 0u);

    for (const struct adl_end *e = c->from; e; e = e->next) {
        const struct layout_interface *f = layout_end(&l->layout, e);

        give(l, e,
             (struct grant){ f->endpoint, endpoint, rights, e->index + 1 },
             text(l, "calls", c->to->instance->name));
        if (f->lock)
            give(l, e,
                 (struct grant){ f->lock,
                                 make(l, e, PLAN_NOTIFICATION, "page lock"),
                                 SEMAPHORE, 1 },
                 "page lock");
        if (c->connector->kind == ADL_RPC_SIGNAL)
            make_signal(l, e, c->to);
        add_link(l, PLAN_LINK_CALL, c, e, c->to);
    }
}

/* -- events ----------------------------------------------------------------- */

static void give_pending(struct lowering *l, const struct adl_end *e)
{
    give(l, e,
         (struct grant){ layout_end(&l->layout, e)->pending,
                         make(l, e, PLAN_NOTIFICATION, "pending"), SEMAPHORE,
                         1 },
         "pending");
}

static void lower_event(struct lowering *l, const struct adl_connection *c)
{
    uint32_t peers = layout_end(&l->layout, c->from)->peers;

    for (const struct adl_end *e = c->to; e; e = e->next) {
        uint32_t event = make(l, e, PLAN_NOTIFICATION, "event");

        give(l, c->from,
             (struct grant){ peers + e->index, event, PLAN_WRITE, 1 },
             text(l, "signals", e->instance->name));
        give(l, e,
             (struct grant){ layout_end(&l->layout, e)->notification, event,
                             PLAN_READ, 0 },
             "event");
        give_pending(l, e);
        add_link(l, PLAN_LINK_NOTIFY, c, c->from, e);
    }
}

/* -- interrupts ------------------------------------------------------------- */

/* The notification of all interrupts of an instance is made with the first. */
static uint32_t interrupts_of(struct lowering *l, const struct adl_instance *i)
{
    const struct layout_instance *li = &l->layout.instance[i->index];
    struct body *body = assembly_body(l, i);

    if (body->interrupts == PLAN_NONE) {
        body->interrupts = assembly_make(l, i, PLAN_NOTIFICATION, "interrupts");
        assembly_give(
            l, i,
            (struct grant){ li->interrupts, body->interrupts, PLAN_READ, 0 },
            "interrupts");
    }
    return body->interrupts;
}

static void lower_interrupt(struct lowering *l, const struct adl_connection *c)
{
    const struct layout_interface *f = layout_end(&l->layout, c->to);
    uint32_t notification = interrupts_of(l, c->to->instance);

    for (const struct adl_end *e = c->from; e; e = e->next) {
        uint64_t number = (uint64_t)adl_integer_of(
            e->instance, e->interface->name, "_irq_number", 0);
        struct plan_object o = {
            .type = PLAN_IRQ,
            .name = builder_text(l->b, "irq %u", (unsigned)number),
            .component = assembly_body(l, c->to->instance)->component,
            .paddr = PLAN_ANYWHERE,
            .number = number,
        };
        uint32_t handler = builder_object(l->b, &o);

        builder_irq(l->b, handler, notification,
                    (uint64_t)1 << (f->bit + e->index));
        give(l, c->to,
             (struct grant){ f->peers + e->index, handler, PLAN_ALL_RIGHTS, 0 },
             text(l, "acknowledges", e->instance->name));
        add_link(l, PLAN_LINK_IRQ, c, NULL, c->to);
    }
    give_pending(l, c->to);
}

void assembly_connection(struct lowering *l, const struct adl_connection *c)
{
    switch (c->connector->kind) {
    case ADL_RPC_CALL:
    case ADL_RPC_SHARED:
    case ADL_RPC_SIGNAL:
        lower_call(l, c);
        break;
    case ADL_NOTIFICATION:
        lower_event(l, c);
        break;
    case ADL_INTERRUPT:
        lower_interrupt(l, c);
        break;
    default:
        break; /* memory only */
    }
}

/* -- inside an instance ----------------------------------------------------- */

static void give_lock(struct lowering *l, const struct layout_instance *li,
                      uint32_t slot, const char *what)
{
    if (slot)
        assembly_give(l, li->instance,
                      (struct grant){ slot,
                                      assembly_make(l, li->instance,
                                                    PLAN_NOTIFICATION, what),
                                      SEMAPHORE, 1 },
                      what);
}

void assembly_locks(struct lowering *l, const struct layout_instance *li)
{
    uint32_t end = assembly_make(l, li->instance, PLAN_NOTIFICATION, "end");

    assembly_give(l, li->instance, (struct grant){ li->end, end, PLAN_READ, 0 },
                  "end");
    give_lock(l, li, li->libc, "C library");
    give_lock(l, li, li->started, "started");
    give_lock(l, li, li->may_init, "may init");
    give_lock(l, li, li->may_run, "may run");
    for (const struct adl_lock *k = li->instance->type->locks; k; k = k->next)
        give_lock(l, li, li->lock[k->index], text(l, "lock", k->name));
}
