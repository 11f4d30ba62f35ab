/* SPDX-License-Identifier: MIT
 *
 * How nodes and edges of the pictures look: see style.h.
 */
#include "report/style.h"

#include <string.h>

#include "report/escape.h"

struct look {
    const char *kind;
    const char *line;
    const char *fill;
    const char *more; /* further attributes */
};

static const struct look nodes[] = {
    { "component", "#3b4a5a", "#eef2f6", "shape=box style=\"filled,rounded\"" },
    { "passive", "#3b4a5a", "#eef2f6",
      "shape=box style=\"filled,rounded,dashed\"" },
    { "memory", "#8a6d1c", "#f8f0d8", "shape=cylinder style=filled" },
    { "hardware", "#5b6470", "#e4e7eb", "shape=cds style=filled" },
    { "monitor", "#5b6470", "#ffffff", "shape=box style=filled" },
    { "thread", "#1d5fa8", "#e3eefa", "shape=box style=\"filled,rounded\"" },
    { "cnode", "#3b4a5a", "#ffffff", "shape=plain" },
    { "vspace", "#8a6d1c", "#ffffff", "shape=plain" },
    { "endpoint", "#b0431f", "#fbe6de", "shape=ellipse style=filled" },
    { "notification", "#2f7d4f", "#e2f3e8", "shape=hexagon style=filled" },
    { "reply", "#b0431f", "#ffffff", "shape=ellipse style=filled" },
    { "time", "#6a4fa3", "#efe9f9", "shape=box style=filled" },
    { "other", "#5b6470", "#f3f4f6", "shape=box style=filled" },
};

static const struct look edges[] = {
    { "call", "#b0431f", "", "penwidth=1.8" },
    { "notify", "#2f7d4f", "", "arrowhead=vee" },
    { "share", "#8a6d1c", "", "style=dashed" },
    { "interrupt", "#5b6470", "", "arrowhead=vee" },
    { "faulting", "#b0431f", "", "style=dotted arrowhead=empty" },
    { "holds", "#1d5fa8", "", "arrowhead=none" },
    { "names", "#3b4a5a", "", "" },
};

static const struct look *find(const struct look *looks, size_t count,
                               const char *kind)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(looks[i].kind, kind) == 0)
            return &looks[i];
    return &looks[count - 1];
}

void style_begin(FILE *out, const char *title)
{
    fputs("digraph {\n"
          "  graph [rankdir=LR bgcolor=transparent fontname=\"sans-serif\" "
          "fontsize=12 nodesep=0.3 ranksep=0.9 pad=0.2 tooltip=\" \" label=<",
          out);
    escape_html(out, title);
    fputs("> labelloc=t]\n"
          "  node [fontname=\"sans-serif\" fontsize=11 penwidth=1.2 "
          "margin=\"0.14,0.08\" height=0.35 tooltip=\" \"]\n"
          "  edge [fontname=\"sans-serif\" fontsize=9 arrowsize=0.7 "
          "penwidth=1.1 tooltip=\" \"]\n",
          out);
}

void style_node(FILE *out, const char *kind)
{
    const struct look *l = find(nodes, sizeof(nodes) / sizeof(nodes[0]), kind);

    fprintf(out, "class=\"%s\" color=\"%s\" fillcolor=\"%s\" %s", kind, l->line,
            l->fill, l->more);
}

void style_edge(FILE *out, const char *kind)
{
    const struct look *l = find(edges, sizeof(edges) / sizeof(edges[0]), kind);

    fprintf(out, "class=\"%s\" color=\"%s\" fontcolor=\"%s\" %s", kind, l->line,
            l->line, l->more);
}

void style_frame(FILE *out, const char *kind, uint32_t number,
                 const char *title)
{
    fprintf(out,
            "  subgraph cluster_%u {\n    class=\"%s\" color=\"#9aa4b0\" "
            "style=rounded labeljust=l label=<",
            number, kind);
    escape_html(out, title);
    fputs(">\n", out);
}
