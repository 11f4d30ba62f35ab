/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: the composer's reading of component descriptions
 * (kernel/composer/adl).
 *
 * For any bytes: no access outside of them, nothing left allocated, and one of
 * two outcomes. Either there are errors, each of them one line, or there is a
 * model that keeps what model.h promises, and that can be dumped. Of such a
 * model the lowering (kernel/composer/connectors) makes, again, errors or a
 * plan that plan_check accepts.
 */
#include <string.h>

#include "adl/model.h"
#include "adl/types.h"
#include "connectors/connectors.h"
#include "fuzz_target.h"
#include "initialiser/check.h"

/* There is no such folder: imports find nothing beside the description. */
#define NAME "fuzz-no-folder/fuzz.camkes"

static const struct options options = { .description = NAME,
                                        .headers_only = true };

static void check_messages(char *text)
{
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        PROMISED(strncmp(line, "error: ", 7) == 0 ||
                 strncmp(line, "warning: ", 9) == 0);
        PROMISED(strstr(line, ": " NAME) != NULL ||
                 strstr(line, "the rest is not shown") != NULL);
    }
}

static void check_name(const char *name)
{
    PROMISED(*name != '\0');
    PROMISED(name[strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789"
                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ")] == '\0');
    PROMISED(!type_is_keyword(name));
}

static void check_instance(const struct adl_model *m,
                           const struct adl_instance *i)
{
    check_name(i->symbol);
    PROMISED(i->type->scope == NULL);
    for (const struct adl_instance *j = m->instances; j != i; j = j->next)
        PROMISED(strcmp(i->symbol, j->symbol) != 0);
    for (const struct adl_interface *f = i->type->interfaces; f; f = f->next) {
        const struct adl_connection *c = i->connections[f->index];
        unsigned ends = 0;

        PROMISED(c != NULL || f->optional);
        PROMISED((f->procedure != NULL) ==
                 (f->kind == ADL_PROVIDES || f->kind == ADL_USES));
        for (const struct adl_end *e = c ? c->from : NULL; e; e = e->next)
            ends += e->instance == i && e->interface == f;
        for (const struct adl_end *e = c ? c->to : NULL; e; e = e->next)
            ends += e->instance == i && e->interface == f;
        PROMISED(ends == (c != NULL));
    }
    for (const struct adl_setting *s = i->settings; s; s = s->next) {
        PROMISED(s->value != NULL);
        PROMISED(adl_value_of(i, "", s->name) == s->value);
    }
}

static void check_side(const struct adl_end *ends, unsigned count,
                       const struct adl_side *side,
                       const struct adl_interface *like)
{
    unsigned found = 0;

    for (const struct adl_end *e = ends; e; e = e->next) {
        PROMISED(e->index == found++);
        PROMISED(e->instance->type->hardware == side->hardware);
        PROMISED(strcmp(e->interface->type, like->type) == 0);
        PROMISED(e->interface->size == like->size);
    }
    PROMISED(found == count && count > 0 && (count == 1 || side->many));
}

static void check_connection(const struct adl_connection *c)
{
    check_name(c->symbol);
    PROMISED(c->connector->kind != ADL_OTHER);
    check_side(c->from, c->from_count, &c->connector->from, c->from->interface);
    check_side(c->to, c->to_count, &c->connector->to, c->from->interface);
    for (const struct adl_end *e = c->to; e; e = e->next)
        PROMISED(
            c->connector->kind != ADL_MMIO ||
            adl_integer_of(e->instance, e->interface->name, "_paddr", -1) >= 0);
    for (const struct adl_end *e = c->from; e; e = e->next)
        PROMISED(c->connector->kind != ADL_INTERRUPT ||
                 adl_integer_of(e->instance, e->interface->name, "_irq_number",
                                0) > 0);
}

static void check_model(const struct adl_model *m)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    unsigned instances = 0, connections = 0;

    for (const struct adl_instance *i = m->instances; i; i = i->next) {
        PROMISED(i->index == instances++);
        check_instance(m, i);
    }
    for (const struct adl_connection *c = m->connections; c; c = c->next) {
        PROMISED(c->index == connections++);
        check_connection(c);
    }
    PROMISED(instances == m->instance_count);
    PROMISED(connections == m->connection_count);
    PROMISED(adl_dump(m, out));
    fclose(out);
    PROMISED(length > 0 && text[length - 1] == '\n');
    free(text);
}

static void check_plan(struct diagnostics *d, const struct adl_model *m)
{
    struct builder *b = builder_new();
    struct plan_refusal why;
    const struct plan *p;

    if (connectors_lower(b, d, m, &options)) {
        p = builder_finish(b, d);
        PROMISED(p != NULL);
        PROMISED(plan_check(p, p->size, &why));
    } else {
        PROMISED(d->errors > 0);
    }
    builder_free(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = NULL;
    size_t length = 0;
    struct diagnostics d = { .out = open_memstream(&text, &length) };
    struct adl_model m = { 0 };
    bool good = adl_read_text(&m, &d, NAME, (const char *)data, size, &options);

    PROMISED(good == (d.errors == 0));
    if (good) {
        check_model(&m);
        check_plan(&d, &m);
    }
    adl_model_free(&m);
    fclose(d.out);
    PROMISED((d.errors + d.warnings == 0) == (length == 0));
    check_messages(text);
    free(text);
    return 0;
}
