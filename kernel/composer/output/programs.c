/* SPDX-License-Identifier: MIT
 *
 * Headers and the list of programs: see programs.h.
 */
#define _GNU_SOURCE
#include "output/programs.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "report/report.h"

static const struct plan_component *components_of(const struct plan *p)
{
    return (const void *)((const char *)p + p->components.offset);
}

static const char *text_of(const struct plan *p, uint32_t text)
{
    return (const char *)p + p->strings.offset + text;
}

static FILE *create(struct diagnostics *d, const char *folder, const char *name,
                    const char *end)
{
    char *path;
    FILE *f;

    if (asprintf(&path, "%s/%s%s", folder, name, end) < 0)
        err(1, "compose");
    f = fopen(path, "w");
    if (!f)
        diagnostics_error(d, NULL, "cannot write %s: %s", path,
                          strerror(errno));
    free(path);
    return f;
}

static bool write_headers(struct diagnostics *d, const struct plan *p,
                          const struct options *o)
{
    struct report r = { .plan = p, .system = options_system(o) };
    bool done = true;
    char *include;

    if (asprintf(&include, "%s/include", o->output) < 0)
        err(1, "compose");
    if (mkdir(include, 0777) != 0 && errno != EEXIST) {
        diagnostics_error(d, NULL, "cannot make folder %s: %s", include,
                          strerror(errno));
        done = false;
    }
    for (uint64_t i = 0; done && i < p->components.count; i++) {
        const char *name = text_of(p, components_of(p)[i].name);
        FILE *f = create(d, include, name, ".h");

        done = f && report_header(f, &r, i, d);
        if (f && fclose(f) != 0)
            done = false;
    }
    free(include);
    return done;
}

/* Whether an earlier component has the same program. */
static bool is_known(const struct plan *p, uint64_t component)
{
    const struct plan_component *c = components_of(p);

    for (uint64_t i = 0; i < component; i++)
        if (c[i].program == c[component].program)
            return true;
    return false;
}

static bool write_list(struct diagnostics *d, const struct plan *p,
                       const char *folder)
{
    FILE *f = create(d, folder, "programs", ".mk");

    if (!f)
        return false;
    fprintf(f, "PROGRAMS =");
    for (uint64_t i = 0; i < p->components.count; i++) {
        const char *program = text_of(p, components_of(p)[i].program);

        if (!is_known(p, i) && *program)
            fprintf(f, " %.*s", (int)(strchrnul(program, '.') - program),
                    program);
    }
    fputc('\n', f);
    return fclose(f) == 0;
}

bool programs_write(struct diagnostics *d, const struct plan *plan,
                    const struct options *o)
{
    return write_headers(d, plan, o) && write_list(d, plan, o->output);
}
