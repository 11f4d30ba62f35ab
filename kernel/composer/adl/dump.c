/* SPDX-License-Identifier: MIT
 *
 * The model as JSON, for people and tests: what was understood of a
 * description. Two spaces per level, keys in a fixed order.
 */
#include <string.h>

#include "adl/model.h"

struct writer {
    FILE *out;
    unsigned depth;
    bool first; /* nothing stands in the open object or list yet */
};

static void text(struct writer *w, const char *s)
{
    fputc('"', w->out);
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;

        if (c == '"' || c == '\\')
            fprintf(w->out, "\\%c", c);
        else if (c < ' ' || c > '~')
            fprintf(w->out, "\\u%04x", c);
        else
            fputc(c, w->out);
    }
    fputc('"', w->out);
}

/* Begins the next entry: on a line of its own, with its key if it has one. */
static void entry(struct writer *w, const char *key)
{
    fprintf(w->out, "%s%*s", w->first ? "\n" : ",\n", 2 * (int)w->depth, "");
    w->first = false;
    if (!key)
        return;
    text(w, key);
    fputs(": ", w->out);
}

static void begin(struct writer *w, const char *key, char bracket)
{
    entry(w, key);
    fputc(bracket, w->out);
    w->depth++;
    w->first = true;
}

static void end(struct writer *w, char bracket)
{
    w->depth--;
    if (!w->first)
        fprintf(w->out, "\n%*s", 2 * (int)w->depth, "");
    fputc(bracket, w->out);
    w->first = false;
}

static void put_text(struct writer *w, const char *key, const char *value)
{
    entry(w, key);
    text(w, value);
}

static void put_number(struct writer *w, const char *key, long long value)
{
    entry(w, key);
    fprintf(w->out, "%lld", value);
}

/* Only what is true is written. */
static void put_flag(struct writer *w, const char *key, bool value)
{
    if (!value)
        return;
    entry(w, key);
    fputs("true", w->out);
}

/* -- values -------------------------------------------------------------- */

static void put_value(struct writer *w, const char *key,
                      const struct adl_value *v)
{
    bool list = v->kind == ADL_LIST;

    switch (v->kind) {
    case ADL_INTEGER:
        put_number(w, key, v->integer);
        return;
    case ADL_REAL:
        entry(w, key);
        fprintf(w->out, "%.17g", v->real);
        return;
    case ADL_BOOLEAN:
        entry(w, key);
        fputs(v->integer ? "true" : "false", w->out);
        return;
    case ADL_STRING:
        put_text(w, key, v->text);
        return;
    default:
        begin(w, key, list ? '[' : '{');
        for (const struct adl_item *i = v->items; i; i = i->next)
            put_value(w, i->key, i->value);
        end(w, list ? ']' : '}');
    }
}

static void put_settings(struct writer *w, const struct adl_setting *s)
{
    if (!s)
        return;
    begin(w, "settings", '{');
    for (; s; s = s->next)
        put_value(w, s->name, s->value);
    end(w, '}');
}

/* -- procedures ---------------------------------------------------------- */

static void put_includes(struct writer *w, const struct adl_include *i)
{
    if (!i)
        return;
    begin(w, "includes", '[');
    for (; i; i = i->next) {
        entry(w, NULL);
        fprintf(w->out, i->system ? "\"<%s>\"" : "\"%s\"", i->name);
    }
    end(w, ']');
}

static void put_parameter(struct writer *w, const struct adl_parameter *p)
{
    static const char *const directions[] = { "in", "out", "inout", "refin" };

    begin(w, NULL, '{');
    put_text(w, "name", p->name);
    put_text(w, "direction", directions[p->direction]);
    put_text(w, "type", p->type.c);
    put_number(w, "bytes", p->type.bytes);
    put_flag(w, "array", p->type.array);
    end(w, '}');
}

static void put_procedure(struct writer *w, const struct adl_procedure *p)
{
    begin(w, p->name, '{');
    put_text(w, "folder", p->folder);
    put_includes(w, p->includes);
    begin(w, "methods", '[');
    for (const struct adl_method *m = p->methods; m; m = m->next) {
        begin(w, NULL, '{');
        put_text(w, "name", m->name);
        put_text(w, "result", m->result.c);
        begin(w, "parameters", '[');
        for (const struct adl_parameter *a = m->parameters; a; a = a->next)
            put_parameter(w, a);
        end(w, ']');
        end(w, '}');
    }
    end(w, ']');
    end(w, '}');
}

/* -- components ---------------------------------------------------------- */

static void put_interface(struct writer *w, const struct adl_interface *i)
{
    static const char *const kinds[] = { "provides", "uses", "emits",
                                         "consumes", "dataport" };

    begin(w, i->name, '{');
    put_text(w, "kind", kinds[i->kind]);
    put_text(w, "type", i->type);
    if (i->size)
        put_number(w, "size", (long long)i->size);
    put_flag(w, "maybe", i->optional);
    end(w, '}');
}

static void put_component(struct writer *w, const struct adl_component *c)
{
    static const char *const locks[] = { "mutex", "semaphore",
                                         "binary_semaphore" };

    begin(w, c->name, '{');
    put_text(w, "folder", c->folder);
    put_flag(w, "control", c->control);
    put_flag(w, "hardware", c->hardware);
    put_includes(w, c->includes);
    begin(w, "interfaces", '{');
    for (const struct adl_interface *i = c->interfaces; i; i = i->next)
        put_interface(w, i);
    end(w, '}');
    if (c->locks) {
        begin(w, "locks", '{');
        for (const struct adl_lock *l = c->locks; l; l = l->next)
            put_text(w, l->name, locks[l->kind]);
        end(w, '}');
    }
    end(w, '}');
}

/* -- the system ---------------------------------------------------------- */

static void put_instance(struct writer *w, const struct adl_instance *i)
{
    begin(w, i->name, '{');
    put_text(w, "component", i->type->name);
    if (i->group)
        put_text(w, "group", i->group);
    put_settings(w, i->settings);
    end(w, '}');
}

static void put_ends(struct writer *w, const char *key, const struct adl_end *e)
{
    begin(w, key, '[');
    for (; e; e = e->next) {
        entry(w, NULL);
        fprintf(w->out, "\"%s.%s\"", e->instance->name, e->interface->name);
    }
    end(w, ']');
}

static void put_connection(struct writer *w, const struct adl_connection *c)
{
    begin(w, c->name, '{');
    put_text(w, "connector", c->connector->name);
    put_ends(w, "from", c->from);
    put_ends(w, "to", c->to);
    put_settings(w, c->settings);
    end(w, '}');
}

bool adl_dump(const struct adl_model *m, FILE *out)
{
    struct writer w = { out, 1, true };

    fputc('{', out);
    begin(&w, "procedures", '{');
    for (const struct adl_procedure *p = m->procedures; p; p = p->next)
        put_procedure(&w, p);
    end(&w, '}');
    begin(&w, "components", '{');
    for (const struct adl_component *c = m->components; c; c = c->next)
        if (!c->scope)
            put_component(&w, c);
    end(&w, '}');
    begin(&w, "instances", '{');
    for (const struct adl_instance *i = m->instances; i; i = i->next)
        put_instance(&w, i);
    end(&w, '}');
    begin(&w, "connections", '{');
    for (const struct adl_connection *c = m->connections; c; c = c->next)
        put_connection(&w, c);
    end(&w, '}');
    fputs("\n}\n", out);
    return !ferror(out);
}
