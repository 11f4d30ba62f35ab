/* SPDX-License-Identifier: MIT
 *
 * The picture of components and connectors.
 *
 *     box       component, its program, its threads' priorities; dashed:
 *               passive; parents stand in a frame with their children
 *     cylinder  memory that several reach, an edge for each with its rights
 *     tag       interrupt
 *     edges     bold: may call; thin: may signal; dotted: faults go to
 *
 * A pair of components that may signal each other on one channel is one edge
 * with two heads.
 */
#include "report/report.h"

#include <inttypes.h>
#include <string.h>

#include "report/escape.h"
#include "report/style.h"
#include "report/view.h"

static const struct plan_component *component(const struct report *r,
                                              uint32_t index)
{
    return &VIEW_TABLE(r, components, plan_component)[index];
}

static const struct plan_link *link_at(const struct report *r, uint64_t index)
{
    return &VIEW_TABLE(r, links, plan_link)[index];
}

/* -- components ---------------------------------------------------------- */

static void small(FILE *out, const char *text)
{
    fputs("<br/><font point-size=\"9\">", out);
    escape_html(out, text);
    fputs("</font>", out);
}

static bool is_passive(const struct report *r, uint32_t index)
{
    const struct plan_thread *t = VIEW_TABLE(r, threads, plan_thread);

    for (uint64_t i = 0; i < r->plan->threads.count; i++)
        if (t[i].component == index && t[i].flags & PLAN_THREAD_PASSIVE)
            return true;
    return false;
}

static void priorities(FILE *out, const struct report *r, uint32_t index)
{
    const struct plan_thread *t = VIEW_TABLE(r, threads, plan_thread);
    const char *before = "<br/><font point-size=\"9\">priority ";
    bool any = false;

    for (uint64_t i = 0; i < r->plan->threads.count; i++) {
        if (t[i].component != index)
            continue;
        fprintf(out, "%s%u", any ? ", " : before, t[i].priority);
        any = true;
    }
    if (any)
        fputs("</font>", out);
}

static void component_node(FILE *out, const struct report *r, uint32_t index)
{
    fprintf(out, "  c%u [label=<", index);
    fputs("<b>", out);
    escape_html(out, view_component(r, index));
    fputs("</b>", out);
    if (*view_text(r, component(r, index)->program))
        small(out, view_text(r, component(r, index)->program));
    priorities(out, r, index);
    fputs("> ", out);
    style_node(out, is_passive(r, index) ? "passive" : "component");
    fputs("]\n", out);
}

static bool has_children(const struct report *r, uint32_t index)
{
    for (uint32_t i = 0; i < r->plan->components.count; i++)
        if (component(r, i)->parent == index)
            return true;
    return false;
}

static void components(FILE *out, const struct report *r, uint32_t parent)
{
    for (uint32_t i = 0; i < r->plan->components.count; i++) {
        bool frame = has_children(r, i);

        if (component(r, i)->parent != parent)
            continue;
        if (frame)
            style_frame(out, "family", i, "");
        component_node(out, r, i);
        if (frame) {
            components(out, r, i);
            fputs("  }\n", out);
        }
    }
}

/* -- connections --------------------------------------------------------- */

static bool same_name(const struct report *r, const struct plan_link *a,
                      const struct plan_link *b)
{
    return strcmp(view_text(r, a->name), view_text(r, b->name)) == 0;
}

/* The first link about the same memory: it names the node. */
static uint64_t first_of_memory(const struct report *r, uint64_t index)
{
    for (uint64_t i = 0; i < index; i++)
        if (link_at(r, i)->kind == PLAN_LINK_MEMORY &&
            same_name(r, link_at(r, i), link_at(r, index)))
            return i;
    return index;
}

/* Whether an earlier link about the same memory reached this component. */
static bool reached_before(const struct report *r, uint64_t index, uint32_t who)
{
    for (uint64_t i = 0; i < index; i++) {
        const struct plan_link *l = link_at(r, i);

        if (l->kind == PLAN_LINK_MEMORY && same_name(r, l, link_at(r, index)) &&
            (l->from == who || l->to == who))
            return true;
    }
    return false;
}

static void reach(FILE *out, uint64_t memory, uint32_t who, uint32_t rights)
{
    if (who == PLAN_NONE)
        return;
    fprintf(out, "  c%u -> m%" PRIu64 " [label=\"%s%s\" dir=%s ", who, memory,
            rights & PLAN_READ ? "r" : "", rights & PLAN_WRITE ? "w" : "",
            rights & PLAN_WRITE ? rights & PLAN_READ ? "both" : "forward"
                                : "back");
    style_edge(out, "share");
    fputs("]\n", out);
}

static void memory_link(FILE *out, const struct report *r, uint64_t index)
{
    const struct plan_link *l = link_at(r, index);
    uint64_t memory = first_of_memory(r, index);

    if (memory == index) {
        fprintf(out, "  m%" PRIu64 " [label=<", index);
        escape_html(out, view_text(r, l->name));
        fputs("> ", out);
        style_node(out, "memory");
        fputs("]\n", out);
    }
    if (!reached_before(r, index, l->from))
        reach(out, memory, l->from, l->flags & PLAN_ALL_RIGHTS);
    if (l->to != l->from && !reached_before(r, index, l->to))
        reach(out, memory, l->to, l->flags >> 4 & PLAN_ALL_RIGHTS);
}

/* Whether link `index` is the way back of another one. If so and the other
   comes first, that one has been drawn with two heads. */
static bool has_way_back(const struct report *r, uint64_t index,
                         bool *drawn_before)
{
    const struct plan_link *l = link_at(r, index);

    *drawn_before = false;
    for (uint64_t i = 0; i < r->plan->links.count; i++) {
        const struct plan_link *o = link_at(r, i);

        if (i == index || l->kind != PLAN_LINK_NOTIFY || o->kind != l->kind ||
            o->from != l->to || o->to != l->from || !same_name(r, l, o))
            continue;
        *drawn_before = i < index;
        return true;
    }
    return false;
}

static void end(FILE *out, uint32_t who, uint64_t link)
{
    if (who == PLAN_NONE)
        fprintf(out, "x%" PRIu64, link);
    else
        fprintf(out, "c%u", who);
}

static void plain_link(FILE *out, const struct report *r, uint64_t index)
{
    static const char *const kinds[] = {
        [PLAN_LINK_NOTIFY] = "notify",  [PLAN_LINK_CALL] = "call",
        [PLAN_LINK_MEMORY] = "share",   [PLAN_LINK_IRQ] = "interrupt",
        [PLAN_LINK_FAULT] = "faulting",
    };
    const struct plan_link *l = link_at(r, index);
    bool drawn;
    bool both = has_way_back(r, index, &drawn);

    if (drawn)
        return;
    fputs("  ", out);
    end(out, l->from, index);
    fputs(" -> ", out);
    end(out, l->to, index);
    fputs(" [label=<", out);
    if (l->kind != PLAN_LINK_IRQ)
        escape_html(out, view_text(r, l->name));
    if (*view_text(r, l->connector))
        small(out, view_text(r, l->connector));
    fprintf(out, "> %s", both ? "dir=both arrowtail=vee " : "");
    style_edge(out, kinds[l->kind]);
    fputs("]\n", out);
}

/* The end of a link that is no component: hardware, or the monitor. */
static void far_end(FILE *out, const struct report *r, uint64_t index)
{
    const struct plan_link *l = link_at(r, index);
    bool hardware = l->kind == PLAN_LINK_IRQ;

    if (l->from != PLAN_NONE && l->to != PLAN_NONE)
        return;
    fprintf(out, "  x%" PRIu64 " [label=<", index);
    escape_html(out, hardware                     ? view_text(r, l->name)
                     : l->kind == PLAN_LINK_FAULT ? "monitor"
                                                  : "initialiser");
    fputs("> ", out);
    style_node(out, hardware ? "hardware" : "monitor");
    fputs("]\n", out);
}

bool report_component_picture(FILE *out, const struct report *r)
{
    style_begin(out, r->system);
    components(out, r, PLAN_NONE);
    for (uint64_t i = 0; i < r->plan->links.count; i++) {
        if (link_at(r, i)->kind == PLAN_LINK_MEMORY) {
            memory_link(out, r, i);
            continue;
        }
        far_end(out, r, i);
        plain_link(out, r, i);
    }
    fputs("}\n", out);
    return !ferror(out);
}
