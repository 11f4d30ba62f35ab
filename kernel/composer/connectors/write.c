/* SPDX-License-Identifier: MIT
 *
 * Writing what the programs of components are compiled from.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "adl/arena.h"
#include "connectors/connectors.h"
#include "connectors/generate.h"

struct writer {
    struct diagnostics *d;
    const struct options *o;
    struct layout layout;
};

static FILE *create(struct writer *w, const char *path)
{
    FILE *f = fopen(path, "w");

    if (!f)
        diagnostics_error(w->d, NULL, "cannot write %s: %s", path,
                          strerror(errno));
    return f;
}

/* Closes a file; false: not all of it could be written. */
static bool finish(struct writer *w, FILE *f, const char *path)
{
    bool bad = ferror(f);

    if (fclose(f) == 0 && !bad)
        return true;
    diagnostics_error(w->d, NULL, "cannot write %s", path);
    return false;
}

static bool write_file(struct writer *w, const struct layout_instance *li,
                       const char *name,
                       void (*print)(FILE *, const struct layout *,
                                     const struct layout_instance *))
{
    const char *path = arena_format(w->layout.m->arena, "%s/%s/%s",
                                    w->o->output, li->instance->symbol, name);
    FILE *f = create(w, path);

    if (!f)
        return false;
    print(f, &w->layout, li);
    return finish(w, f, path);
}

static bool write_instance(struct writer *w, const struct layout_instance *li)
{
    const char *folder = arena_format(w->layout.m->arena, "%s/%s", w->o->output,
                                      li->instance->symbol);

    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        diagnostics_error(w->d, NULL, "cannot make folder %s: %s", folder,
                          strerror(errno));
        return false;
    }
    return write_file(w, li, "camkes_instance.h", generate_header) &&
           write_file(w, li, "glue.c", generate_glue);
}

/* -- programs.mk ------------------------------------------------------------ */

static void print_program(FILE *f, const struct layout_instance *li)
{
    const struct adl_instance *i = li->instance;
    int64_t heap = adl_integer_of(i, "", "heap_size", -1);

    fprintf(f, "\n%s_TYPE = %s\n%s_FOLDER = %s\n", i->symbol, i->type->name,
            i->symbol, i->type->folder);
    fprintf(f, "%s_INCLUDE =", i->symbol);
    for (unsigned k = 0; k < i->type->interface_count; k++)
        if (li->interface[k].interface->procedure)
            fprintf(f, " %s", li->interface[k].interface->procedure->folder);
    fputc('\n', f);
    if (heap >= 0)
        fprintf(f, "%s_HEAP = %" PRId64 "\n", i->symbol, heap);
}

/* The files that image reads to fill memory with, as far as they are there. */
static void print_prefills(FILE *f, const struct writer *w)
{
    const char *end = "_prefill";

    fprintf(f, "PREFILLS =");
    for (const struct adl_instance *i = w->layout.m->instances; i; i = i->next)
        for (const struct adl_setting *s = i->settings; s; s = s->next) {
            size_t length = strlen(s->name);
            char *path = NULL;

            if (s->value->kind == ADL_STRING && length > strlen(end) &&
                !strcmp(s->name + length - strlen(end), end))
                path = options_find(w->o, s->value->text);
            if (path)
                fprintf(f, " %s", path);
            free(path);
        }
    fputc('\n', f);
}

static bool write_list(struct writer *w)
{
    const struct adl_model *m = w->layout.m;
    const char *path = arena_format(m->arena, "%s/programs.mk", w->o->output);
    FILE *f = create(w, path);

    if (!f)
        return false;
    fprintf(f, "COMPONENTS =");
    for (unsigned i = 0; i < m->instance_count; i++)
        if (w->layout.instance[i].program)
            fprintf(f, " %s", w->layout.instance[i].instance->symbol);
    fprintf(f, "\nDESCRIPTIONS =");
    for (const struct adl_file *file = m->files; file; file = file->next)
        fprintf(f, " %s", file->path);
    fputc('\n', f);
    print_prefills(f, w);
    for (unsigned i = 0; i < m->instance_count; i++)
        if (w->layout.instance[i].program)
            print_program(f, &w->layout.instance[i]);
    return finish(w, f, path);
}

bool connectors_write(struct diagnostics *d, const struct adl_model *m,
                      const struct options *o)
{
    struct writer w = { .d = d, .o = o };

    if (!layout_make(&w.layout, d, m))
        return false;
    for (unsigned i = 0; i < m->instance_count; i++)
        if (w.layout.instance[i].program &&
            !write_instance(&w, &w.layout.instance[i]))
            return false;
    return write_list(&w);
}
