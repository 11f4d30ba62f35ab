/* SPDX-License-Identifier: MIT
 *
 * The picture of objects and capabilities.
 *
 * Each component is a frame with its objects. A CNode is a table: a row for
 * each capability with slot, purpose, rights and badge, and an edge from the
 * row to the object. An address space is a table too: a row for each run of
 * pages; a row of memory that is no component's own has an edge to it. What
 * a thread is bound to (CSpace, VSpace, scheduling context, notification,
 * fault endpoint) are edges without a row.
 *
 * Pages of one purpose are one node, named by the first of them.
 * Page tables and the pages of images and stacks are not drawn, unless a
 * capability leads to them.
 */
#include "report/report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/escape.h"
#include "report/style.h"
#include "report/view.h"

struct drawing {
    FILE *out;
    const struct report *r;
    uint32_t *order; /* capabilities by slot */
    uint32_t *leads; /* by object: which one stands for it */
    bool *drawn;     /* by object: it is a node */
};

/* -- which objects are nodes --------------------------------------------- */

static bool same_region(const struct report *r, uint32_t a, uint32_t b)
{
    const struct plan_object *one = view_object(r, a);
    const struct plan_object *other = view_object(r, b);
    const char *name = view_name(r, a);
    int stem = view_stem(name);

    return one->type == PLAN_FRAME && other->type == PLAN_FRAME &&
           one->component == other->component &&
           view_stem(view_name(r, b)) == stem &&
           memcmp(view_name(r, b), name, (size_t)stem) == 0;
}

/* The first page of the same region stands for all of them. Pages of one
   region were added one after the other. */
static void find_leads(struct drawing *d)
{
    for (uint32_t i = 0; i < d->r->plan->objects.count; i++)
        d->leads[i] = i && same_region(d->r, i - 1, i) ? d->leads[i - 1] : i;
}

static void mark(struct drawing *d)
{
    const struct plan_cap *caps = VIEW_TABLE(d->r, caps, plan_cap);
    const struct plan_mapping *m = VIEW_TABLE(d->r, mappings, plan_mapping);

    for (uint32_t i = 0; i < d->r->plan->objects.count; i++) {
        uint32_t type = view_object(d->r, i)->type;

        d->drawn[i] =
            type != PLAN_FRAME && type != PLAN_PAGE_TABLE && type != PLAN_BOOT;
    }
    for (uint64_t i = 0; i < d->r->plan->caps.count; i++)
        d->drawn[d->leads[caps[i].object]] = true;
    for (uint64_t i = 0; i < d->r->plan->mappings.count; i++)
        if (view_frame_is_shared(d->r, m[i].frame))
            d->drawn[d->leads[m[i].frame]] = true;
}

/* -- tables -------------------------------------------------------------- */

static void table_begin(struct drawing *d, uint32_t object, int columns)
{
    fprintf(d->out,
            "  o%u [label=<<table border=\"0\" cellborder=\"1\" "
            "cellspacing=\"0\" cellpadding=\"3\"><tr><td port=\"top\" "
            "colspan=\"%d\"><b>",
            object, columns);
    escape_html(d->out, view_name(d->r, object));
    fputs("</b></td></tr>", d->out);
}

static void table_end(struct drawing *d, const char *kind)
{
    fputs("</table>> ", d->out);
    style_node(d->out, kind);
    fputs("]\n", d->out);
}

static void cell(struct drawing *d, const char *align, const char *text)
{
    fprintf(d->out, "<td align=\"%s\"><font point-size=\"9\">", align);
    escape_html(d->out, *text ? text : " ");
    fputs("</font></td>", d->out);
}

static void cap_row(struct drawing *d, const struct plan_cap *c)
{
    uint32_t type = view_object(d->r, c->object)->type;
    const char *label = view_text(d->r, c->label);
    char letters[VIEW_RIGHTS];
    char badge[24] = "";

    fprintf(d->out,
            "<tr><td align=\"right\"><font point-size=\"9\">%u</font>"
            "</td>",
            c->slot);
    cell(d, "left", *label ? label : view_type(type));
    cell(d, "left",
         view_has_rights(type) ? view_rights(c->rights, letters) : "");
    if (view_has_badge(type) && c->badge)
        snprintf(badge, sizeof(badge), "%#" PRIx64, c->badge);
    fprintf(d->out,
            "<td port=\"s%u\" align=\"left\"><font point-size=\"9\">"
            "%s</font></td></tr>",
            c->slot, *badge ? badge : " ");
}

static void cnode(struct drawing *d, uint32_t object)
{
    const struct plan_cap *caps = VIEW_TABLE(d->r, caps, plan_cap);

    table_begin(d, object, 4);
    for (uint64_t i = 0; i < d->r->plan->caps.count; i++)
        if (caps[d->order[i]].cnode == object)
            cap_row(d, &caps[d->order[i]]);
    table_end(d, "cnode");
}

/* A run's name: that of its first page, without the page's number. */
static void stem_cell(struct drawing *d, const struct view_span *s)
{
    const char *name = view_name(d->r, s->frame);
    char *stem =
        strndup(name, s->pages > 1 ? (size_t)view_stem(name) : strlen(name));

    cell(d, "left", stem ? stem : "");
    free(stem);
}

static void span_row(struct drawing *d, const struct view_span *s, size_t row)
{
    char text[48];
    char letters[VIEW_RIGHTS];

    snprintf(text, sizeof(text), "%#" PRIx64, s->start);
    fputs("<tr>", d->out);
    cell(d, "right", text);
    stem_cell(d, s);
    cell(d, "left", view_access(s->rights, s->flags, letters));
    fprintf(d->out,
            "<td port=\"r%zu\" align=\"right\"><font point-size=\"9\">"
            "%" PRIu64 " KiB</font></td></tr>",
            row, (s->end - s->start) / 1024);
}

static bool vspace(struct drawing *d, uint32_t object)
{
    size_t count;
    struct view_span *spans = view_spans(d->r, object, &count);

    if (!spans)
        return false;
    table_begin(d, object, 4);
    for (size_t i = 0; i < count; i++)
        span_row(d, &spans[i], i);
    table_end(d, "vspace");
    for (size_t i = 0; i < count; i++) {
        if (!view_frame_is_shared(d->r, spans[i].frame))
            continue;
        fprintf(d->out, "  o%u:r%zu:e -> o%u [", object, i,
                d->leads[spans[i].frame]);
        style_edge(d->out, "share");
        fputs("]\n", d->out);
    }
    free(spans);
    return true;
}

/* -- single nodes -------------------------------------------------------- */

static const char *kind_of(uint32_t type)
{
    switch (type) {
    case PLAN_TCB:
        return "thread";
    case PLAN_SCHED_CONTEXT:
        return "time";
    case PLAN_ENDPOINT:
        return "endpoint";
    case PLAN_NOTIFICATION:
        return "notification";
    case PLAN_REPLY:
        return "reply";
    case PLAN_FRAME:
        return "memory";
    case PLAN_IRQ:
        return "hardware";
    default:
        return "other";
    }
}

static void details(struct drawing *d, uint32_t object)
{
    const struct plan_object *o = view_object(d->r, object);
    const struct plan_thread *t = VIEW_TABLE(d->r, threads, plan_thread);

    if (o->type == PLAN_SCHED_CONTEXT)
        fprintf(d->out, "<br/>%" PRIu64 " of %" PRIu64 " us", o->first,
                o->second);
    if (o->type == PLAN_IRQ)
        fprintf(d->out, "<br/>number %" PRIu64, o->number);
    if (o->type == PLAN_FRAME && o->paddr != PLAN_ANYWHERE)
        fprintf(d->out, "<br/>at %#" PRIx64, o->paddr);
    for (uint64_t i = 0; i < d->r->plan->threads.count; i++)
        if (t[i].tcb == object)
            fprintf(d->out, "<br/>priority %u", t[i].priority);
}

static void single(struct drawing *d, uint32_t object)
{
    const struct plan_object *o = view_object(d->r, object);
    const char *name = view_name(d->r, object);
    char *stem = strndup(name, o->type == PLAN_FRAME ? (size_t)view_stem(name)
                                                     : strlen(name));

    fprintf(d->out, "  o%u [label=<", object);
    escape_html(d->out, stem ? stem : "");
    fprintf(d->out, "<br/><font point-size=\"9\">%s", view_type(o->type));
    details(d, object);
    fputs("</font>> ", d->out);
    style_node(d->out, kind_of(o->type));
    fputs("]\n", d->out);
    free(stem);
}

/* What no component owns: the monitor's objects, or the memory that several
   components share. */
static bool is_memory(const struct drawing *d, uint32_t object)
{
    return view_object(d->r, object)->type == PLAN_FRAME;
}

static bool nodes_of(struct drawing *d, uint32_t owner, bool memory)
{
    bool fine = true;

    for (uint32_t i = 0; fine && i < d->r->plan->objects.count; i++) {
        const struct plan_object *o = view_object(d->r, i);

        if (o->component != owner || !d->drawn[i])
            continue;
        if (owner == PLAN_NONE && is_memory(d, i) != memory)
            continue;
        if (o->type == PLAN_CNODE)
            cnode(d, i);
        else if (view_is_vspace(d->r, i))
            fine = vspace(d, i);
        else
            single(d, i);
    }
    return fine;
}

/* -- edges --------------------------------------------------------------- */

static void edge(struct drawing *d, uint32_t from, uint32_t to,
                 const char *label, const char *kind)
{
    if (to == PLAN_NONE)
        return;
    fprintf(d->out, "  o%u -> o%u [label=\"%s\" ", from, to, label);
    style_edge(d->out, kind);
    fputs("]\n", d->out);
}

static void badged(struct drawing *d, uint32_t from, uint32_t to,
                   const char *what, uint64_t badge, const char *kind)
{
    char label[48];

    snprintf(label, sizeof(label), "%s %#" PRIx64, what, badge);
    edge(d, from, to, label, kind);
}

static void thread_edges(struct drawing *d)
{
    const struct plan_thread *t = VIEW_TABLE(d->r, threads, plan_thread);

    for (uint64_t i = 0; i < d->r->plan->threads.count; i++, t++) {
        edge(d, t->tcb, t->cnode, "CSpace", "holds");
        edge(d, t->tcb, t->vspace, "VSpace", "holds");
        edge(d, t->tcb, t->sched_context, "", "holds");
        edge(d, t->tcb, t->notification, "bound", "holds");
        badged(d, t->tcb, t->fault, "fault", t->fault_badge, "faulting");
        badged(d, t->tcb, t->timeout, "time-out", t->timeout_badge, "faulting");
    }
}

static const char *edge_kind(const struct drawing *d, const struct plan_cap *c)
{
    switch (view_object(d->r, c->object)->type) {
    case PLAN_ENDPOINT:
        return c->rights & PLAN_WRITE ? "call" : "names";
    case PLAN_NOTIFICATION:
        return c->rights & PLAN_WRITE ? "notify" : "names";
    case PLAN_FRAME:
        return "share";
    default:
        return "names";
    }
}

static void cap_edges(struct drawing *d)
{
    const struct plan_cap *caps = VIEW_TABLE(d->r, caps, plan_cap);

    for (uint64_t i = 0; i < d->r->plan->caps.count; i++) {
        const struct plan_cap *c = &caps[d->order[i]];

        if (c->cnode == PLAN_NONE)
            continue;
        fprintf(d->out, "  o%u:s%u:e -> o%u [", c->cnode, c->slot,
                d->leads[c->object]);
        style_edge(d->out, edge_kind(d, c));
        fputs("]\n", d->out);
    }
}

static void irq_edges(struct drawing *d)
{
    const struct plan_irq *q = VIEW_TABLE(d->r, irqs, plan_irq);

    for (uint64_t i = 0; i < d->r->plan->irqs.count; i++, q++)
        badged(d, q->irq, q->notification, "signals", q->badge, "interrupt");
}

static bool draw(struct drawing *d)
{
    bool fine = true;

    find_leads(d);
    mark(d);
    style_begin(d->out, d->r->system);
    for (uint32_t i = 0; fine && i < d->r->plan->components.count; i++) {
        style_frame(d->out, "family", i, view_component(d->r, i));
        fine = nodes_of(d, i, true);
        fputs("  }\n", d->out);
    }
    style_frame(d->out, "family", (uint32_t)d->r->plan->components.count,
                "monitor");
    fine = fine && nodes_of(d, PLAN_NONE, false);
    fputs("  }\n", d->out);
    fine = fine && nodes_of(d, PLAN_NONE, true);
    thread_edges(d);
    cap_edges(d);
    irq_edges(d);
    fputs("}\n", d->out);
    return fine;
}

bool report_capability_picture(FILE *out, const struct report *r)
{
    size_t objects = r->plan->objects.count + 1;
    struct drawing d = {
        .out = out,
        .r = r,
        .order = view_caps_in_order(r),
        .leads = calloc(objects, sizeof(uint32_t)),
        .drawn = calloc(objects, sizeof(bool)),
    };
    bool fine = d.order && d.leads && d.drawn && draw(&d);

    free(d.order);
    free(d.leads);
    free(d.drawn);
    return fine && !ferror(out);
}
