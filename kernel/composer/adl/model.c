/* SPDX-License-Identifier: MIT
 *
 * The way of a description into the model, and what is asked of it then.
 */
#include "adl/model.h"

#include <string.h>

#include "adl/syntax.h"

/* A composition that holds nothing is none. */
static void drop_empty_scopes(struct adl_model *m)
{
    for (struct adl_component *c = m->components; c; c = c->next)
        if (c->scope && !c->scope->instances && !c->scope->connections &&
            !c->scope->exports && !c->scope->settings)
            c->scope = NULL;
}

static bool read_all(struct adl_model *m, struct diagnostics *d,
                     const char *path, const char *text, size_t length,
                     const struct options *o)
{
    unsigned errors = d->errors;
    struct reader r = { .m = m, .d = d, .o = o };
    struct place whole = { 0 };

    *m = (struct adl_model){ .arena = arena_new() };
    r.arena = m->arena;
    r.top = ARENA_NEW(r.arena, struct adl_scope);
    source_read(&r, path, text, length);
    if (r.broken)
        return false;
    drop_empty_scopes(m);
    resolve(&r);
    whole.file = r.sources->path;
    if (!r.assemblies)
        diagnostics_error(d, &whole, "no assembly");
    if (d->errors == errors)
        flatten(&r);
    return d->errors == errors;
}

bool adl_read(struct adl_model *m, struct diagnostics *d, const char *path,
              const struct options *o)
{
    return read_all(m, d, path, NULL, 0, o);
}

bool adl_read_text(struct adl_model *m, struct diagnostics *d, const char *path,
                   const char *text, size_t length, const struct options *o)
{
    return read_all(m, d, path, text, length, o);
}

void adl_model_free(struct adl_model *m)
{
    arena_free(m->arena);
    *m = (struct adl_model){ 0 };
}

const struct adl_value *adl_value_of(const struct adl_instance *instance,
                                     const char *prefix, const char *name)
{
    size_t length = strlen(prefix);

    for (const struct adl_setting *s = instance->settings; s; s = s->next)
        if (!strncmp(s->name, prefix, length) &&
            !strcmp(s->name + length, name))
            return s->value;
    return NULL;
}

int64_t adl_integer_of(const struct adl_instance *instance, const char *prefix,
                       const char *name, int64_t otherwise)
{
    const struct adl_value *value = adl_value_of(instance, prefix, name);

    return value ? value->integer : otherwise;
}

const char *adl_string_of(const struct adl_instance *instance,
                          const char *prefix, const char *name,
                          const char *otherwise)
{
    const struct adl_value *value = adl_value_of(instance, prefix, name);

    return value ? value->text : otherwise;
}
