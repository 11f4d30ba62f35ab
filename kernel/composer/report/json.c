/* SPDX-License-Identifier: MIT
 *
 * The report for programs: the whole plan as one JSON object.
 *
 *     format, system     1, and the system's name
 *     totals             objects, capabilities, mappings, threads, and memory
 *     objects            by index; "paddr" is null where it is not known
 *     capabilities       by CNode and slot
 *     mappings           in the plan's order
 *     threads, interrupts, components, links, domains
 *     constants          what the generated headers define
 *     physical           objects by physical address
 *     remaining, monitor
 *
 * Objects and components are named by their index in "objects" and
 * "components"; null is PLAN_NONE. Badges, addresses and sizes are numbers:
 * a badge needs all 64 bits, so read it with a parser that keeps integers.
 */
#include "report/report.h"

#include <inttypes.h>
#include <stdlib.h>

#include "report/escape.h"
#include "report/view.h"

/* One JSON document in the making; `comma` tells whether the next member or
   element needs one in front of it. */
struct json {
    FILE *out;
    const struct report *r;
    bool comma;
    int depth;
};

static void separate(struct json *j)
{
    if (j->comma)
        fputc(',', j->out);
    if (j->depth <= 2)
        fprintf(j->out, "\n%*s", 2 * j->depth, "");
    else if (j->comma)
        fputc(' ', j->out);
    j->comma = true;
}

static void key(struct json *j, const char *name)
{
    separate(j);
    if (name)
        fprintf(j->out, "\"%s\": ", name);
}

static void open(struct json *j, const char *name, char bracket)
{
    key(j, name);
    fputc(bracket, j->out);
    j->depth++;
    j->comma = false;
}

static void close(struct json *j, char bracket)
{
    j->depth--;
    if (j->comma && j->depth < 2)
        fprintf(j->out, "\n%*s", 2 * j->depth, "");
    fputc(bracket, j->out);
    j->comma = true;
}

static void number(struct json *j, const char *name, uint64_t value)
{
    key(j, name);
    fprintf(j->out, "%" PRIu64, value);
}

static void index_or_null(struct json *j, const char *name, uint32_t value)
{
    if (value != PLAN_NONE) {
        number(j, name, value);
        return;
    }
    key(j, name);
    fputs("null", j->out);
}

static void place_or_null(struct json *j, const char *name, uint64_t value)
{
    if (value != PLAN_ANYWHERE) {
        number(j, name, value);
        return;
    }
    key(j, name);
    fputs("null", j->out);
}

static void string(struct json *j, const char *name, const char *text)
{
    key(j, name);
    escape_json(j->out, text);
}

static void text(struct json *j, const char *name, uint32_t offset)
{
    string(j, name, view_text(j->r, offset));
}

static void truth(struct json *j, const char *name, bool value)
{
    key(j, name);
    fputs(value ? "true" : "false", j->out);
}

static void rights(struct json *j, const char *name, uint32_t value)
{
    char letters[VIEW_RIGHTS];

    string(j, name, view_rights(value, letters));
}

static void memory(struct json *j, const char *name, struct view_memory m)
{
    open(j, name, '{');
    number(j, "frames", m.frames);
    number(j, "page_tables", m.page_tables);
    number(j, "kernel_objects", m.kernel);
    close(j, '}');
}

static void totals(struct json *j)
{
    const struct plan *p = j->r->plan;
    struct view_memory all = view_memory(j->r, PLAN_NONE);

    for (uint32_t i = 0; i < p->components.count; i++) {
        struct view_memory m = view_memory(j->r, i);

        all.frames += m.frames;
        all.page_tables += m.page_tables;
        all.kernel += m.kernel;
    }
    open(j, "totals", '{');
    number(j, "components", p->components.count);
    number(j, "objects", p->objects.count);
    number(j, "capabilities", p->caps.count);
    number(j, "mappings", p->mappings.count);
    number(j, "threads", p->threads.count);
    memory(j, "memory", all);
    close(j, '}');
}

static void object(struct json *j, uint32_t i)
{
    const struct plan_object *o = view_object(j->r, i);

    open(j, NULL, '{');
    number(j, "index", i);
    string(j, "type", view_type(o->type));
    text(j, "name", o->name);
    index_or_null(j, "component", o->component);
    number(j, "bytes", view_bytes(o));
    place_or_null(j, "paddr", view_paddr(j->r, i));
    if (o->type == PLAN_CNODE) {
        number(j, "radix", o->size_bits);
        number(j, "guard_bits", o->number);
    } else if (o->type == PLAN_SCHED_CONTEXT) {
        number(j, "budget_us", o->first);
        number(j, "period_us", o->second);
    } else if (o->type == PLAN_PAGE_TABLE) {
        index_or_null(j, "vspace", (uint32_t)o->number);
        number(j, "vaddr", o->first);
        number(j, "level", o->second);
    } else if (o->type == PLAN_IRQ) {
        number(j, "irq", o->number);
        string(j, "trigger", o->first ? "edge" : "level");
    } else if (o->type == PLAN_BOOT) {
        index_or_null(j, "boot_slot", (uint32_t)o->number);
    }
    close(j, '}');
}

static void objects(struct json *j)
{
    open(j, "objects", '[');
    for (uint32_t i = 0; i < j->r->plan->objects.count; i++)
        object(j, i);
    close(j, ']');
}

static bool capabilities(struct json *j)
{
    const struct plan_cap *caps = VIEW_TABLE(j->r, caps, plan_cap);
    uint32_t *order = view_caps_in_order(j->r);

    if (!order)
        return false;
    open(j, "capabilities", '[');
    for (uint64_t i = 0; i < j->r->plan->caps.count; i++) {
        const struct plan_cap *c = &caps[order[i]];

        open(j, NULL, '{');
        index_or_null(j, "cnode", c->cnode);
        number(j, "slot", c->slot);
        number(j, "object", c->object);
        rights(j, "rights", c->rights);
        number(j, "badge", c->badge);
        text(j, "label", c->label);
        close(j, '}');
    }
    close(j, ']');
    free(order);
    return true;
}

static void mappings(struct json *j)
{
    const struct plan_mapping *m = VIEW_TABLE(j->r, mappings, plan_mapping);
    char letters[VIEW_RIGHTS];

    open(j, "mappings", '[');
    for (uint64_t i = 0; i < j->r->plan->mappings.count; i++, m++) {
        open(j, NULL, '{');
        number(j, "vspace", m->vspace);
        number(j, "frame", m->frame);
        number(j, "vaddr", m->vaddr);
        string(j, "access", view_access(m->rights, m->flags, letters));
        truth(j, "cached", !(m->flags & PLAN_MAP_UNCACHED));
        close(j, '}');
    }
    close(j, ']');
}

static void handler(struct json *j, const char *name, uint32_t endpoint,
                    uint32_t mask, uint64_t badge)
{
    if (endpoint == PLAN_NONE) {
        index_or_null(j, name, endpoint);
        return;
    }
    open(j, name, '{');
    number(j, "endpoint", endpoint);
    rights(j, "rights", mask);
    number(j, "badge", badge);
    close(j, '}');
}

static void thread(struct json *j, const struct plan_thread *t)
{
    open(j, NULL, '{');
    text(j, "name", t->name);
    index_or_null(j, "component", t->component);
    number(j, "tcb", t->tcb);
    index_or_null(j, "cnode", t->cnode);
    number(j, "cspace_guard", t->cspace_guard);
    index_or_null(j, "vspace", t->vspace);
    index_or_null(j, "ipc_frame", t->ipc_frame);
    number(j, "ipc_vaddr", t->ipc_vaddr);
    index_or_null(j, "sched_context", t->sched_context);
    index_or_null(j, "notification", t->notification);
    handler(j, "fault", t->fault, t->fault_rights, t->fault_badge);
    handler(j, "timeout", t->timeout, t->timeout_rights, t->timeout_badge);
    number(j, "priority", t->priority);
    number(j, "max_priority", t->max_priority);
    number(j, "domain", t->domain);
    truth(j, "started", t->flags & PLAN_THREAD_START);
    truth(j, "passive", t->flags & PLAN_THREAD_PASSIVE);
    truth(j, "fpu", t->flags & PLAN_THREAD_FPU);
    number(j, "entry", t->entry);
    number(j, "stack", t->stack);
    number(j, "stack_bottom", t->stack_bottom);
    number(j, "stack_top", t->stack_top);
    open(j, "arguments", '[');
    for (int i = 0; i < 4; i++)
        number(j, NULL, t->argument[i]);
    close(j, ']');
    close(j, '}');
}

static void threads(struct json *j)
{
    const struct plan_thread *t = VIEW_TABLE(j->r, threads, plan_thread);

    open(j, "threads", '[');
    for (uint64_t i = 0; i < j->r->plan->threads.count; i++)
        thread(j, &t[i]);
    close(j, ']');
}

static void interrupts(struct json *j)
{
    const struct plan_irq *q = VIEW_TABLE(j->r, irqs, plan_irq);

    open(j, "interrupts", '[');
    for (uint64_t i = 0; i < j->r->plan->irqs.count; i++, q++) {
        open(j, NULL, '{');
        number(j, "irq", view_object(j->r, q->irq)->number);
        number(j, "object", q->irq);
        number(j, "notification", q->notification);
        number(j, "badge", q->badge);
        close(j, '}');
    }
    close(j, ']');
}

static bool memory_map(struct json *j, uint32_t vspace)
{
    size_t count;
    struct view_span *spans = view_spans(j->r, vspace, &count);
    char letters[VIEW_RIGHTS];

    if (!spans)
        return false;
    open(j, "memory_map", '[');
    for (size_t i = 0; i < count; i++) {
        open(j, NULL, '{');
        number(j, "start", spans[i].start);
        number(j, "end", spans[i].end);
        string(j, "access",
               view_access(spans[i].rights, spans[i].flags, letters));
        number(j, "pages", spans[i].pages);
        string(j, "first", view_name(j->r, spans[i].frame));
        close(j, '}');
    }
    close(j, ']');
    free(spans);
    return true;
}

static bool components(struct json *j)
{
    const struct plan_component *c =
        VIEW_TABLE(j->r, components, plan_component);
    bool fine = true;

    open(j, "components", '[');
    for (uint32_t i = 0; fine && i < j->r->plan->components.count; i++, c++) {
        open(j, NULL, '{');
        number(j, "index", i);
        text(j, "name", c->name);
        text(j, "program", c->program);
        index_or_null(j, "parent", c->parent);
        index_or_null(j, "vspace", c->vspace);
        memory(j, "memory", view_memory(j->r, i));
        fine = memory_map(j, c->vspace);
        close(j, '}');
    }
    close(j, ']');
    memory(j, "shared_memory", view_memory(j->r, PLAN_NONE));
    return fine;
}

static void links(struct json *j)
{
    static const char *const kinds[] = {
        [PLAN_LINK_NOTIFY] = "notify", [PLAN_LINK_CALL] = "call",
        [PLAN_LINK_MEMORY] = "memory", [PLAN_LINK_IRQ] = "interrupt",
        [PLAN_LINK_FAULT] = "fault",
    };
    const struct plan_link *l = VIEW_TABLE(j->r, links, plan_link);

    open(j, "links", '[');
    for (uint64_t i = 0; i < j->r->plan->links.count; i++, l++) {
        open(j, NULL, '{');
        string(j, "kind", kinds[l->kind]);
        index_or_null(j, "from", l->from);
        index_or_null(j, "to", l->to);
        text(j, "name", l->name);
        text(j, "connector", l->connector);
        if (l->kind == PLAN_LINK_MEMORY) {
            rights(j, "from_rights", l->flags & PLAN_ALL_RIGHTS);
            rights(j, "to_rights", l->flags >> 4 & PLAN_ALL_RIGHTS);
        }
        close(j, '}');
    }
    close(j, ']');
}

static void constants(struct json *j)
{
    const struct plan_constant *c = VIEW_TABLE(j->r, constants, plan_constant);

    open(j, "constants", '[');
    for (uint64_t i = 0; i < j->r->plan->constants.count; i++, c++) {
        open(j, NULL, '{');
        index_or_null(j, "component", c->component);
        text(j, "name", c->name);
        number(j, "value", c->value);
        text(j, "comment", c->comment);
        close(j, '}');
    }
    close(j, ']');
}

static void domains(struct json *j)
{
    const struct plan_domain *s = VIEW_TABLE(j->r, domains, plan_domain);

    open(j, "domains", '{');
    number(j, "start", j->r->plan->domain_start);
    open(j, "schedule", '[');
    for (uint64_t i = 0; i < j->r->plan->domains.count; i++, s++) {
        open(j, NULL, '{');
        number(j, "domain", s->domain);
        number(j, "ticks", s->ticks);
        truth(j, "end", s->end);
        close(j, '}');
    }
    close(j, ']');
    close(j, '}');
}

static bool physical(struct json *j)
{
    size_t count;
    struct view_place *places = view_places(j->r, &count);

    if (!places)
        return false;
    open(j, "physical", '[');
    for (size_t i = 0; i < count; i++) {
        open(j, NULL, '{');
        number(j, "start", places[i].start);
        number(j, "end", places[i].end);
        number(j, "first", places[i].object);
        number(j, "objects", places[i].objects);
        close(j, '}');
    }
    close(j, ']');
    free(places);
    return true;
}

static void rest(struct json *j)
{
    const struct plan *p = j->r->plan;

    open(j, "remaining", '{');
    index_or_null(j, "cnode", p->remaining.cnode);
    number(j, "slot", p->remaining.slot);
    number(j, "count", p->remaining.count);
    close(j, '}');
    open(j, "monitor", '{');
    index_or_null(j, "endpoint", p->monitor);
    index_or_null(j, "cnode", p->monitor_cspace);
    index_or_null(j, "vspace", p->monitor_vspace);
    close(j, '}');
}

bool report_json(FILE *out, const struct report *r)
{
    struct json j = { .out = out, .r = r };
    bool fine;

    fputc('{', out);
    j.depth = 1;
    number(&j, "format", 1);
    string(&j, "system", r->system);
    totals(&j);
    fine = components(&j);
    links(&j);
    threads(&j);
    objects(&j);
    fine = fine && capabilities(&j);
    mappings(&j);
    interrupts(&j);
    domains(&j);
    constants(&j);
    fine = fine && physical(&j);
    rest(&j);
    fputs("\n}\n", out);
    return fine && !ferror(out);
}
