/* SPDX-License-Identifier: MIT
 *
 * Objects, capabilities and threads of protection domains: see lower.h.
 */
#define _GNU_SOURCE /* obstack_printf */
#include "lower.h"

#include <stdio.h>

enum {
    CONTEXT_BITS = 8, /* room for 8 extra refills */
};

struct body *system_body(struct lowering *l, const struct pd *pd)
{
    return &l->body[pd - l->m->pds];
}

/* -- objects --------------------------------------------------------------- */

static uint32_t make(struct lowering *l, const struct pd *pd,
                     enum plan_type type, uint32_t size_bits, const char *what)
{
    uint32_t name = builder_text(l->b, "%s.%s", pd->name, what);

    return builder_make(l->b, type, size_bits, system_body(l, pd)->component,
                        name);
}

static void make_context(struct lowering *l, const struct pd *pd)
{
    uint32_t context = make(l, pd, PLAN_SCHED_CONTEXT, CONTEXT_BITS, "context");
    struct plan_object *object = builder_object_at(l->b, context);

    object->first = pd->budget;
    object->second = pd->period;
    system_body(l, pd)->context = context;
}

/* A protection domain waits on its endpoint if anybody calls it, else on its
 * notification; a passive one keeps its scheduling context there. */
static void make_body(struct lowering *l, const struct pd *pd)
{
    struct body *body = system_body(l, pd);
    uint32_t parent =
        pd->parent ? system_body(l, pd->parent)->component : PLAN_NONE;

    body->component = builder_component(l->b, pd->name, pd->path, parent);
    body->vspace = builder_component_at(l->b, body->component)->vspace;
    body->tcb = make(l, pd, PLAN_TCB, 0, "tcb");
    make_context(l, pd);
    body->cspace = make(l, pd, PLAN_CNODE, 0, "cspace");
    body->notification = PLAN_NONE;
    body->endpoint = PLAN_NONE;
    body->reply = PLAN_NONE;
    if (pd->notified || pd->passive || !pd->called)
        body->notification = make(l, pd, PLAN_NOTIFICATION, 0, "notification");
    if (pd->called) {
        body->endpoint = make(l, pd, PLAN_ENDPOINT, 0, "endpoint");
        body->reply = make(l, pd, PLAN_REPLY, 0, "reply");
    }
    body->ipc_frame =
        builder_make(l->b, PLAN_FRAME, SMALL_BITS, body->component,
                     builder_text(l->b, "%s ipc buffer[0]", pd->name));
    builder_map(l->b, body->vspace, body->ipc_frame, PD_IPC_BUFFER,
                PLAN_READ | PLAN_WRITE, 0);
    obstack_printf(&l->m->memory, "%s stack%c", pd->name, '\0');
    builder_stack(l->b, body->component, obstack_finish(&l->m->memory),
                  PD_STACK_TOP, pd->stack_size);
}

/* -- capabilities ---------------------------------------------------------- */

struct grant {
    uint32_t slot;
    uint32_t object;
    uint32_t rights;
    uint64_t badge;
    const char *what;
    const char *whom; /* or NULL */
};

static void give(struct lowering *l, const struct pd *pd, struct grant g)
{
    uint32_t label = g.whom ? builder_text(l->b, "%s %s", g.what, g.whom)
                            : builder_text(l->b, "%s", g.what);

    builder_cap(l->b, system_body(l, pd)->cspace, g.slot, g.object, g.rights,
                g.badge, label);
}

static void give_inputs(struct lowering *l, const struct pd *pd)
{
    const struct body *body = system_body(l, pd);
    uint32_t input = pd->called ? body->endpoint : body->notification;

    give(l, pd,
         (struct grant){ PD_SLOT_INPUT, input, PLAN_READ, 0, "input", NULL });
    if (pd->called)
        give(l, pd,
             (struct grant){ PD_SLOT_REPLY, body->reply, PLAN_READ | PLAN_WRITE,
                             0, "reply", NULL });
}

static void give_end(struct lowering *l, const struct end *from,
                     const struct end *to)
{
    const struct body *target = system_body(l, to->pd);

    if (from->notify)
        give(l, from->pd,
             (struct grant){ PD_SLOT(from->id, PD_NOTIFY), target->notification,
                             PLAN_WRITE, 1ull << to->id, "notify",
                             to->pd->name });
    if (from->pp)
        give(l, from->pd,
             (struct grant){ PD_SLOT(from->id, PD_CALL), target->endpoint,
                             PLAN_WRITE | PLAN_GRANT_REPLY,
                             PD_CALL_BIT | to->id, "call", to->pd->name });
}

static void give_irqs(struct lowering *l, const struct pd *pd)
{
    for (size_t i = 0; i < pd->irq_count; i++) {
        const struct irq *irq = &pd->irqs[i];
        struct plan_object object = {
            .type = PLAN_IRQ,
            .name = builder_text(l->b, "irq %u", (unsigned)irq->number),
            .component = system_body(l, pd)->component,
            .paddr = PLAN_ANYWHERE,
            .number = irq->number,
            .first = irq->edge,
        };
        uint32_t handler = builder_object(l->b, &object);

        builder_irq(l->b, handler, system_body(l, pd)->notification,
                    1ull << irq->id);
        give(l, pd,
             (struct grant){ PD_SLOT(irq->id, PD_IRQ), handler, PLAN_ALL_RIGHTS,
                             0, "acknowledge",
                             builder_string(l->b, object.name) });
    }
}

static void give_child(struct lowering *l, const struct pd *child)
{
    const struct body *body = system_body(l, child);

    give(l, child->parent,
         (struct grant){ PD_SLOT(child->id, PD_CHILD), body->tcb,
                         PLAN_ALL_RIGHTS, 0, "control", child->name });
    if (child->passive)
        give(l, child->parent,
             (struct grant){ PD_SLOT(child->id, PD_CONTEXT), body->context,
                             PLAN_ALL_RIGHTS, 0, "context of", child->name });
}

static void give_extra(struct lowering *l, const struct pd *pd,
                       const struct extra_cap *cap)
{
    static const char *const what[] = { "thread of", "context of",
                                        "address space of" };
    const struct body *body = system_body(l, cap->pd);
    uint32_t object = cap->kind == CAP_TCB  ? body->tcb
                      : cap->kind == CAP_SC ? body->context
                                            : body->vspace;

    give(l, pd,
         (struct grant){ PD_SLOT_USER + (uint32_t)cap->slot, object,
                         PLAN_ALL_RIGHTS, 0, what[cap->kind], cap->pd->name });
}

static void give_all(struct lowering *l)
{
    struct model *m = l->m;

    for (size_t i = 0; i < m->pd_count; i++) {
        struct pd *pd = &m->pds[i];

        give_inputs(l, pd);
        give_irqs(l, pd);
        if (pd->parent)
            give_child(l, pd);
        for (size_t k = 0; k < pd->cap_count; k++)
            give_extra(l, pd, &pd->caps[k]);
    }
    for (size_t i = 0; i < m->channel_count; i++) {
        give_end(l, &m->channels[i].end[0], &m->channels[i].end[1]);
        give_end(l, &m->channels[i].end[1], &m->channels[i].end[0]);
    }
}

/* -- threads --------------------------------------------------------------- */

/* A child's faults are its parent's to handle. Time-outs are never: they
 * are no part of what `fault` expects, so the monitor reports them. */
static void set_handlers(struct lowering *l, const struct pd *pd,
                         struct plan_thread *t, uint32_t number)
{
    uint32_t rights = PLAN_WRITE | PLAN_GRANT_REPLY;

    t->fault = builder_monitor(l->b);
    t->fault_badge = number + 1;
    t->fault_rights = rights;
    t->timeout = t->fault;
    t->timeout_badge = t->fault_badge;
    t->timeout_rights = rights;
    if (pd->parent) {
        t->fault = system_body(l, pd->parent)->endpoint;
        t->fault_badge = PD_FAULT_BIT | pd->id;
    }
}

static void add_thread(struct lowering *l, const struct pd *pd, uint32_t number)
{
    const struct body *body = system_body(l, pd);
    struct plan_thread t;

    builder_thread_init(&t);
    t.tcb = body->tcb;
    t.cnode = body->cspace;
    t.vspace = body->vspace;
    t.ipc_frame = body->ipc_frame;
    t.ipc_vaddr = PD_IPC_BUFFER;
    t.sched_context = body->context;
    t.notification = body->notification;
    set_handlers(l, pd, &t, number);
    t.entry = body->entry;
    t.stack = PD_STACK_TOP;
    t.stack_top = PD_STACK_TOP;
    t.stack_bottom = PD_STACK_TOP - pd->stack_size;
    t.component = body->component;
    t.name = builder_text(l->b, "%s", pd->name);
    t.priority = (uint32_t)pd->priority;
    t.domain = (uint32_t)pd->domain;
    t.flags = PLAN_THREAD_START | (pd->passive ? PLAN_THREAD_PASSIVE : 0u) |
              (pd->fpu ? PLAN_THREAD_FPU : 0u);
    builder_thread(l->b, &t);
}

/* In the order in which they start: the highest priority first, then as in
 * the description. */
static void add_threads(struct lowering *l)
{
    uint32_t number = 0;

    for (uint64_t priority = PRIORITY_MAX + 1; priority-- > 0;) {
        for (size_t i = 0; i < l->m->pd_count; i++) {
            if (l->m->pds[i].priority == priority)
                add_thread(l, &l->m->pds[i], number++);
        }
    }
}

/* The kernel's last entry always is an end marker, and cannot be set. */
static void add_schedule(struct lowering *l)
{
    const struct model *m = l->m;

    for (size_t i = 0; i < m->entry_count && i < SCHEDULE_MAX - 1; i++)
        builder_domain(l->b, (uint32_t)m->entries[i].domain,
                       m->entries[i].ticks, m->entries[i].marker);
    if (m->schedule)
        builder_domain_start(l->b, (uint32_t)m->set_start);
}

void system_lower(struct builder *b, struct model *m)
{
    struct lowering l = { .b = b, .m = m };

    for (size_t i = 0; i < m->pd_count; i++)
        make_body(&l, &m->pds[i]);
    give_all(&l);
    system_regions(&l);
    if (!m->options->headers_only) {
        for (size_t i = 0; i < m->pd_count; i++)
            system_program(&l, &m->pds[i]);
    }
    add_threads(&l);
    add_schedule(&l);
    system_names(&l);
}
