/* SPDX-License-Identifier: MIT
 *
 * The report for people: the plan as tables of plain text.
 *
 *     totals | components | threads | connections | each component: its
 *     capability spaces and its address space | the monitor |
 *     interrupts | domain schedule | physical memory
 *
 * A table is as wide as its longest name asks for, but names are given no
 * more than a share of the 100 columns; a longer one pushes its line.
 */
#include "report/report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/escape.h"
#include "report/view.h"

enum { NAME_MAX_COLUMNS = 28 };

/* -- cells --------------------------------------------------------------- */

static void left(FILE *out, const char *text, int width)
{
    int room = width - escape_width(text);

    escape_plain(out, text);
    fprintf(out, "%*s", room > 0 ? room : 0, "");
}

/* A number with a comma after each three digits, at the right of `width`. */
static void grouped(FILE *out, uint64_t value, int width)
{
    char plain[24];
    char text[32];
    int digits = snprintf(plain, sizeof(plain), "%" PRIu64, value);
    int at = 0;

    for (int i = 0; i < digits; i++) {
        if (i && (digits - i) % 3 == 0)
            text[at++] = ',';
        text[at++] = plain[i];
    }
    text[at] = '\0';
    fprintf(out, "%*s", width, text);
}

static void heading(FILE *out, const char *text, char line)
{
    fputc('\n', out);
    escape_plain(out, text);
    fputc('\n', out);
    for (int i = escape_width(text); i > 0; i--)
        fputc(line, out);
    fputc('\n', out);
}

static int wider(int width, const char *text)
{
    int needed = escape_width(text);

    if (needed > NAME_MAX_COLUMNS)
        needed = NAME_MAX_COLUMNS;
    return needed > width ? needed : width;
}

/* -- components ---------------------------------------------------------- */

static const struct plan_component *component(const struct report *r,
                                              uint32_t index)
{
    return &VIEW_TABLE(r, components, plan_component)[index];
}

/* How deep a component is in the tree of parents; a broken tree ends. */
static int depth(const struct report *r, uint32_t index)
{
    int levels = 0;

    while (component(r, index)->parent != PLAN_NONE &&
           levels < (int)r->plan->components.count) {
        index = component(r, index)->parent;
        levels++;
    }
    return levels;
}

static void memory_cells(FILE *out, struct view_memory m)
{
    grouped(out, m.frames, 14);
    grouped(out, m.page_tables, 14);
    grouped(out, m.kernel, 14);
    grouped(out, m.frames + m.page_tables + m.kernel, 14);
    fputc('\n', out);
}

static void add(struct view_memory *sum, struct view_memory m)
{
    sum->frames += m.frames;
    sum->page_tables += m.page_tables;
    sum->kernel += m.kernel;
}

static void component_rows(FILE *out, const struct report *r, uint32_t parent,
                           int width, struct view_memory *sum)
{
    for (uint32_t i = 0; i < r->plan->components.count; i++) {
        struct view_memory m;
        int indent;

        if (component(r, i)->parent != parent)
            continue;
        m = view_memory(r, i);
        indent = 2 * depth(r, i);
        fprintf(out, "  %*s", indent, "");
        left(out, view_component(r, i), width - indent);
        memory_cells(out, m);
        add(sum, m);
        component_rows(out, r, i, width, sum);
    }
}

static void components(FILE *out, const struct report *r)
{
    struct view_memory shared = view_memory(r, PLAN_NONE);
    struct view_memory sum = shared;
    int width = (int)strlen("component");

    for (uint32_t i = 0; i < r->plan->components.count; i++) {
        int indent = 2 * depth(r, i);

        width = wider(width - indent, view_component(r, i)) + indent;
    }
    heading(out, "Components and their memory in bytes", '-');
    fprintf(out, "  %-*s%14s%14s%14s%14s\n", width, "component", "frames",
            "page tables", "objects", "all");
    component_rows(out, r, PLAN_NONE, width, &sum);
    fprintf(out, "  %-*s", width, "(shared)");
    memory_cells(out, shared);
    fprintf(out, "  %-*s", width, "(sum)");
    memory_cells(out, sum);
}

/* -- threads ------------------------------------------------------------- */

static void thread_row(FILE *out, const struct report *r,
                       const struct plan_thread *t, int width)
{
    left(out, "", 2);
    left(out, view_text(r, t->name), width);
    fprintf(out, "%10u%6u%8u", t->priority, t->max_priority, t->domain);
    if (t->sched_context != PLAN_NONE) {
        grouped(out, view_object(r, t->sched_context)->first, 14);
        grouped(out, view_object(r, t->sched_context)->second, 14);
    } else {
        fprintf(out, "%14s%14s", "-", "-");
    }
    fprintf(out, "  %s%s%s\n",
            t->flags & PLAN_THREAD_PASSIVE ? "passive"
            : t->flags & PLAN_THREAD_START ? "runs"
                                           : "stopped",
            t->flags & PLAN_THREAD_FPU ? "" : ", no FPU",
            t->fault == PLAN_NONE ? ", faults unheard" : "");
}

static void threads(FILE *out, const struct report *r)
{
    const struct plan_thread *t = VIEW_TABLE(r, threads, plan_thread);
    int width = (int)strlen("thread");

    for (uint64_t i = 0; i < r->plan->threads.count; i++)
        width = wider(width, view_text(r, t[i].name));
    heading(out, "Threads", '-');
    fprintf(out, "  %-*s%10s%6s%8s%14s%14s\n", width, "thread", "priority",
            "MCP", "domain", "budget, us", "period, us");
    for (uint64_t i = 0; i < r->plan->threads.count; i++)
        thread_row(out, r, &t[i], width);
}

/* -- connections --------------------------------------------------------- */

static void link_row(FILE *out, const struct report *r,
                     const struct plan_link *l, int width)
{
    static const char *const kinds[] = {
        [PLAN_LINK_NOTIFY] = "notifies",    [PLAN_LINK_CALL] = "calls",
        [PLAN_LINK_MEMORY] = "shares",      [PLAN_LINK_IRQ] = "interrupts",
        [PLAN_LINK_FAULT] = "faults go to",
    };
    char from[VIEW_RIGHTS];
    char to[VIEW_RIGHTS];

    left(out, "", 2);
    left(out,
         l->from == PLAN_NONE
             ? l->kind == PLAN_LINK_IRQ ? "(hardware)" : "(shared)"
             : view_component(r, l->from),
         width + 2);
    left(out, kinds[l->kind], 14);
    left(out, l->to == PLAN_NONE ? "(monitor)" : view_component(r, l->to),
         *view_text(r, l->name) || *view_text(r, l->connector) ? width + 2 : 0);
    if (*view_text(r, l->name))
        escape_plain(out, view_text(r, l->name));
    if (*view_text(r, l->connector)) {
        fputs(", ", out);
        escape_plain(out, view_text(r, l->connector));
    }
    if (l->kind == PLAN_LINK_MEMORY)
        fprintf(out, " (%.2s, %.2s)", view_rights(l->flags & 15, from),
                view_rights(l->flags >> 4 & 15, to));
    fputc('\n', out);
}

static void links(FILE *out, const struct report *r)
{
    const struct plan_link *l = VIEW_TABLE(r, links, plan_link);
    int width = (int)strlen("(hardware)");

    if (!r->plan->links.count)
        return;
    for (uint32_t i = 0; i < r->plan->components.count; i++)
        width = wider(width, view_component(r, i));
    heading(out, "Connections", '-');
    for (uint64_t i = 0; i < r->plan->links.count; i++)
        link_row(out, r, &l[i], width);
}

/* -- capability spaces --------------------------------------------------- */

static void cap_row(FILE *out, const struct report *r, const struct plan_cap *c,
                    int width)
{
    uint32_t type = view_object(r, c->object)->type;
    char letters[VIEW_RIGHTS];

    fprintf(out, "  %6u  ", c->slot);
    left(out, view_type(type), 20);
    left(out, view_name(r, c->object), width + 2);
    fprintf(out, "%-8s",
            view_has_rights(type) ? view_rights(c->rights, letters) : "");
    if (view_has_badge(type) && c->badge)
        fprintf(out, "%#-20" PRIx64, c->badge);
    else
        fprintf(out, "%-20s", "");
    escape_plain(out, view_text(r, c->label));
    fputc('\n', out);
}

static void cap_table(FILE *out, const struct report *r, uint32_t cnode,
                      const uint32_t *order)
{
    const struct plan_cap *caps = VIEW_TABLE(r, caps, plan_cap);
    int width = (int)strlen("object");

    for (uint64_t i = 0; i < r->plan->caps.count; i++)
        if (caps[i].cnode == cnode)
            width = wider(width, view_name(r, caps[i].object));
    fprintf(out, "  %6s  %-20s%-*s%-8s%-20s%s\n", "slot", "type", width + 2,
            "object", "rights", "badge", "for");
    for (uint64_t i = 0; i < r->plan->caps.count; i++)
        if (caps[order[i]].cnode == cnode)
            cap_row(out, r, &caps[order[i]], width);
}

static void capability_spaces(FILE *out, const struct report *r, uint32_t owner,
                              const uint32_t *order)
{
    for (uint32_t i = 0; i < r->plan->objects.count; i++) {
        const struct plan_object *o = view_object(r, i);

        if (o->type != PLAN_CNODE || o->component != owner)
            continue;
        fputs("\n  Capabilities in CNode ", out);
        escape_plain(out, view_name(r, i));
        fprintf(out, ", %" PRIu64 " slots\n", (uint64_t)1 << o->size_bits);
        cap_table(out, r, i, order);
    }
}

/* -- address spaces ------------------------------------------------------ */

/* A span's name: that of its frames, without the number of the page. */
static void span_name(FILE *out, const char *name, uint32_t pages)
{
    int length = pages > 1 ? view_stem(name) : (int)strlen(name);
    char *stem = strndup(name, (size_t)length);

    if (stem)
        escape_plain(out, stem);
    free(stem);
}

static bool address_space(FILE *out, const struct report *r, uint32_t vspace)
{
    size_t count;
    struct view_span *spans = view_spans(r, vspace, &count);
    char letters[VIEW_RIGHTS];

    if (!spans)
        return false;
    fprintf(out, "\n  Address space\n  %14s%14s%14s  access  memory\n", "from",
            "to", "bytes");
    for (size_t i = 0; i < count; i++) {
        const struct view_span *s = &spans[i];
        uint64_t at = view_paddr(r, s->frame);

        fprintf(out, "  %#14" PRIx64 "%#14" PRIx64, s->start, s->end - 1);
        grouped(out, s->end - s->start, 14);
        fprintf(out, "  %-8s", view_access(s->rights, s->flags, letters));
        span_name(out, view_name(r, s->frame), s->pages);
        if (view_frame_is_shared(r, s->frame) && at != PLAN_ANYWHERE)
            fprintf(out, " at %#" PRIx64, at);
        if (s->flags & PLAN_MAP_UNCACHED)
            fputs(", uncached", out);
        fputc('\n', out);
    }
    free(spans);
    return true;
}

static bool each_component(FILE *out, const struct report *r,
                           const uint32_t *order)
{
    for (uint32_t i = 0; i < r->plan->components.count; i++) {
        const struct plan_component *c = component(r, i);

        heading(out, view_component(r, i), '-');
        fputs("  program ", out);
        escape_plain(out, view_text(r, c->program));
        fputs(", faults go to ", out);
        escape_plain(out, c->parent == PLAN_NONE
                              ? "the monitor"
                              : view_component(r, c->parent));
        fputc('\n', out);
        capability_spaces(out, r, i, order);
        if (c->vspace != PLAN_NONE && !address_space(out, r, c->vspace))
            return false;
    }
    return true;
}

/* -- the whole system ---------------------------------------------------- */

/* What belongs to no component: the monitor, and what it may do. */
static bool shared(FILE *out, const struct report *r, const uint32_t *order)
{
    heading(out, "The monitor, and what no component owns", '-');
    capability_spaces(out, r, PLAN_NONE, order);
    return r->plan->monitor_vspace == PLAN_NONE ||
           address_space(out, r, r->plan->monitor_vspace);
}

static void interrupts(FILE *out, const struct report *r)
{
    const struct plan_irq *q = VIEW_TABLE(r, irqs, plan_irq);

    if (!r->plan->irqs.count)
        return;
    heading(out, "Interrupts", '-');
    for (uint64_t i = 0; i < r->plan->irqs.count; i++, q++) {
        const struct plan_object *irq = view_object(r, q->irq);

        fprintf(out, "  %4" PRIu64 "  %-6s signals ", irq->number,
                irq->first ? "edge" : "level");
        escape_plain(out, view_name(r, q->notification));
        fprintf(out, " with badge %#" PRIx64 "\n", q->badge);
    }
}

static void domains(FILE *out, const struct report *r)
{
    const struct plan_domain *s = VIEW_TABLE(r, domains, plan_domain);

    if (!r->plan->domains.count)
        return;
    heading(out, "Domain schedule", '-');
    for (uint64_t i = 0; i < r->plan->domains.count; i++, s++) {
        fprintf(out, "  %4" PRIu64 "  ", i);
        if (s->end) {
            fputs("end", out);
        } else {
            fprintf(out, "domain %-3u", s->domain);
            grouped(out, s->ticks, 14);
            fputs(" ticks", out);
        }
        fputs(i == r->plan->domain_start ? "  (start)\n" : "\n", out);
    }
}

static void remaining(FILE *out, const struct report *r)
{
    const struct plan_remaining *left_over = &r->plan->remaining;

    fputs("  what is left goes to ", out);
    if (left_over->cnode == PLAN_NONE) {
        fputs("nobody\n", out);
        return;
    }
    escape_plain(out, view_name(r, left_over->cnode));
    fprintf(out, ", slots %u to %u\n", left_over->slot,
            left_over->slot + left_over->count - 1);
}

static bool physical(FILE *out, const struct report *r)
{
    size_t count;
    struct view_place *places = view_places(r, &count);

    if (!places)
        return false;
    heading(out, "Physical memory", '-');
    for (size_t i = 0; i < count; i++) {
        const struct view_place *p = &places[i];
        const struct plan_object *o = view_object(r, p->object);

        fprintf(out, "  %#14" PRIx64 "%#14" PRIx64, p->start, p->end - 1);
        grouped(out, p->end - p->start, 14);
        fputs("  ", out);
        left(out, view_type(o->type), 20);
        if (o->type == PLAN_FRAME || p->objects == 1) {
            span_name(out, view_name(r, p->object), p->objects);
            fputc('\n', out);
        } else {
            escape_plain(out, view_component(r, o->component));
            fprintf(out, " (%u)\n", p->objects);
        }
    }
    remaining(out, r);
    free(places);
    return true;
}

static void title(FILE *out, const struct report *r)
{
    const struct plan *p = r->plan;

    fputs("System ", out);
    escape_plain(out, r->system);
    fputc('\n', out);
    for (int i = 7 + escape_width(r->system); i > 0; i--)
        fputc('=', out);
    fprintf(out,
            "\n  %" PRIu64 " components, %" PRIu64 " threads, %" PRIu64
            " objects, %" PRIu64 " capabilities, %" PRIu64 " mappings\n",
            p->components.count, p->threads.count, p->objects.count,
            p->caps.count, p->mappings.count);
}

bool report_text(FILE *out, const struct report *r)
{
    uint32_t *order = view_caps_in_order(r);
    bool fine = order != NULL;

    if (!fine)
        return false;
    title(out, r);
    components(out, r);
    threads(out, r);
    links(out, r);
    fine = each_component(out, r, order) && shared(out, r, order);
    interrupts(out, r);
    domains(out, r);
    fine = fine && physical(out, r);
    free(order);
    return fine && !ferror(out);
}
