/* SPDX-License-Identifier: MIT
 *
 * What names mean, and whether the declarations keep the rules.
 *
 * Everything is checked where it is declared, once, and not for each instance:
 * the interfaces that a composition connects are those of its own instances,
 * and a compound component among them has interfaces like any other. Only
 * which side of the hardware they are on is known further inside.
 *
 * The order: components and the types that compositions name; circles of
 * compound components, at which everything ends, since what follows goes down
 * into them; exports; connections; what is left unconnected; settings.
 */
#include <string.h>

#include "adl/settings.h"
#include "adl/syntax.h"
#include "adl/types.h"

static const char *const kind_verbs[] = {
    [ADL_PROVIDES] = "provides",
    [ADL_USES] = "uses",
    [ADL_EMITS] = "emits",
    [ADL_CONSUMES] = "consumes",
    [ADL_DATAPORT] = "is a dataport",
};

/* -- components ---------------------------------------------------------- */

static bool is_procedure(const struct adl_interface *i)
{
    return i->kind == ADL_PROVIDES || i->kind == ADL_USES;
}

static void check_hardware(struct reader *r, const struct adl_component *c)
{
    if (c->control)
        diagnostics_error(r->d, &c->at,
                          "component '%s' is hardware and has a control "
                          "thread",
                          c->name);
    if (c->locks)
        diagnostics_error(r->d, &c->locks->at,
                          "hardware component '%s' has a lock: it has no "
                          "program to use it",
                          c->name);
    for (const struct adl_interface *i = c->interfaces; i; i = i->next)
        if (is_procedure(i))
            diagnostics_error(r->d, &i->at,
                              "hardware component '%s' %s a procedure: "
                              "devices have events and dataports",
                              c->name, kind_verbs[i->kind]);
}

static void check_compound(struct reader *r, const struct adl_component *c)
{
    if (c->control || c->hardware)
        diagnostics_error(r->d, &c->at,
                          "compound component '%s' is '%s': only what is "
                          "inside can be that",
                          c->name, c->control ? "control" : "hardware");
    if (c->locks)
        diagnostics_error(r->d, &c->locks->at,
                          "compound component '%s' has a lock: it has no "
                          "program to use it",
                          c->name);
    for (const struct adl_interface *i = c->interfaces; i; i = i->next)
        if (!i->optional && !LIST_FIND(c->scope->exports, i->name))
            diagnostics_error(r->d, &i->at,
                              "interface '%s' of compound component '%s' is "
                              "not exported",
                              i->name, c->name);
}

static void check_component(struct reader *r, struct adl_component *c)
{
    for (struct adl_interface *i = c->interfaces; i; i = i->next) {
        if (!is_procedure(i))
            continue;
        i->procedure = LIST_FIND(r->m->procedures, i->type);
        if (!i->procedure)
            diagnostics_error(r->d, &i->type_at, "unknown procedure '%s'",
                              i->type);
    }
    if (c->scope)
        check_compound(r, c);
    else if (c->hardware)
        check_hardware(r, c);
    settings_check_attributes(r, c);
}

/* -- types in compositions ----------------------------------------------- */

static void find_types(struct reader *r, struct adl_scope *scope)
{
    for (struct declared_instance *i = scope->instances; i; i = i->next) {
        i->type = LIST_FIND(r->m->components, i->component.name);
        if (!i->type)
            diagnostics_error(r->d, &i->component.at, "unknown component '%s'",
                              i->component.name);
        else
            i->uses = arena_take(r->arena,
                                 i->type->interface_count * sizeof *i->uses);
    }
    for (struct declared_connection *c = scope->connections; c; c = c->next) {
        c->connector = LIST_FIND(r->m->connectors, c->type.name);
        if (!c->connector)
            diagnostics_error(r->d, &c->type.at, "unknown connector '%s'",
                              c->type.name);
        else if (c->connector->kind == ADL_OTHER)
            diagnostics_error(r->d, &c->type.at,
                              "connector '%s' is none that the composer can "
                              "build",
                              c->type.name);
    }
}

/* -- circles ------------------------------------------------------------- */

/* How many compound components lie in one another below each: height - 1, or
 * one of these. */
enum { UNKNOWN = 0, OPEN = -1 };

static bool refuse_nesting(struct reader *r, const struct adl_component *c,
                           bool cycle)
{
    diagnostics_error(r->d, &c->at,
                      cycle ? "cycle: component '%s' contains itself"
                            : "component '%s' is nested too deeply",
                      c->name);
    return false;
}

/* Finds a component's height; false if a circle or too deep nesting was
 * reported. `depth` is how far down it is. */
static bool find_height(struct reader *r, const struct adl_component *c,
                        int depth, int *heights)
{
    int *height = &heights[c->index];
    int deepest = 0;

    if (!c->scope)
        return true;
    if (*height == OPEN)
        return refuse_nesting(r, c, true);
    if (depth + *height >= ADL_NESTING_MAX)
        return refuse_nesting(r, c, false);
    if (*height != UNKNOWN)
        return true;
    *height = OPEN;
    for (const struct declared_instance *i = c->scope->instances; i;
         i = i->next) {
        if (!i->type)
            continue;
        if (!find_height(r, i->type, depth + 1, heights))
            return false;
        if (heights[i->type->index] > deepest)
            deepest = heights[i->type->index];
    }
    *height = deepest + 1;
    return true;
}

static bool check_circles(struct reader *r)
{
    int *heights =
        arena_take(r->arena, r->m->component_count * sizeof *heights);

    for (struct adl_component *c = r->m->components; c; c = c->next)
        if (!find_height(r, c, 0, heights))
            return false;
    return true;
}

/* -- ends ---------------------------------------------------------------- */

struct declared_instance *resolve_instance(const struct adl_scope *scope,
                                           const struct path *path,
                                           const struct word **rest)
{
    const struct word *first = path->words;
    const char *group = NULL;

    if (first && first->next && LIST_FIND(scope->groups, first->name)) {
        group = first->name;
        first = first->next;
    }
    for (struct declared_instance *i = scope->instances; first && i;
         i = i->next) {
        if (strcmp(i->name, first->name) || !group != !i->group ||
            (group && strcmp(group, i->group)))
            continue;
        *rest = first->next;
        return i;
    }
    return NULL;
}

/* What a path like a.x names: an interface of an instance in the scope. */
static bool find_end(struct reader *r, struct adl_scope *scope,
                     const struct path *path,
                     struct declared_instance **instance,
                     struct adl_interface **interface)
{
    const struct word *rest = NULL;
    struct declared_instance *i = resolve_instance(scope, path, &rest);
    bool doubtful = scope->doubtful;

    scope->doubtful = true; /* until the end is reached */
    if (!i) {
        diagnostics_error(r->d, &path->at, "unknown instance '%s'",
                          path_text(r->arena, path));
        return false;
    }
    if (!i->type)
        return false; /* reported where it is declared */
    if (!rest) {
        diagnostics_error(r->d, &path->at,
                          "'%s' is an instance: an end is one of its "
                          "interfaces",
                          path_text(r->arena, path));
        return false;
    }
    *interface = LIST_FIND(i->type->interfaces, rest->name);
    if (!*interface) {
        diagnostics_error(r->d, &rest->at,
                          "component '%s' has no interface '%s'%s",
                          i->type->name, rest->name,
                          rest->next && i->type->scope
                              ? ": what is inside it is reached by its exports"
                              : "");
        return false;
    }
    if (rest->next) {
        diagnostics_error(r->d, &rest->next->at,
                          "'%s' is an interface: nothing is inside it",
                          rest->name);
        return false;
    }
    *instance = i;
    scope->doubtful = doubtful;
    return true;
}

/* Marks an interface as connected or exported. */
static void use(struct reader *r, struct declared_instance *instance,
                const struct adl_interface *interface, const struct path *path)
{
    struct use *u = &instance->uses[interface->index];

    if (u->used)
        diagnostics_error(r->d, &path->at,
                          "interface '%s' is connected twice, first at "
                          "%s:%d:%d",
                          path_text(r->arena, path), u->at.file, u->at.line,
                          u->at.column);
    *u = (struct use){ true, path->at };
}

/* The component in which an interface of a type is at last, exports followed;
 * NULL if an export is missing or wrong, which is reported elsewhere. */
static const struct adl_component *home(const struct adl_component *type,
                                        const struct adl_interface *interface)
{
    while (type->scope) {
        const struct declared_export *e =
            LIST_FIND(type->scope->exports, interface->name);

        if (!e || !e->instance)
            return NULL;
        type = e->instance->type;
        interface = e->interface;
    }
    return type;
}

/* A type as messages name it. */
static const char *type_text(struct reader *r, const struct adl_interface *i)
{
    if (!i->size)
        return i->type;
    return arena_format(r->arena, "%s(%llu)", i->type,
                        (unsigned long long)i->size);
}

static bool same_type(const struct adl_interface *a,
                      const struct adl_interface *b)
{
    return !strcmp(a->type, b->type) && a->size == b->size;
}

/* -- exports ------------------------------------------------------------- */

static void check_export(struct reader *r, const struct adl_component *c,
                         struct declared_export *e)
{
    const struct adl_interface *outer = LIST_FIND(c->interfaces, e->name);
    struct declared_instance *instance;

    if (!outer)
        diagnostics_error(r->d, &e->at, "component '%s' has no interface '%s'",
                          c->name, e->name);
    if (!find_end(r, c->scope, &e->path, &instance, &e->interface))
        return;
    e->instance = instance;
    use(r, instance, e->interface, &e->path);
    if (!outer)
        return;
    if (outer->kind != e->interface->kind)
        diagnostics_error(
            r->d, &e->path.at, "wrong kind of export: '%s' %s, '%s' %s",
            path_text(r->arena, &e->path), kind_verbs[e->interface->kind],
            e->name, kind_verbs[outer->kind]);
    else if (!same_type(outer, e->interface))
        diagnostics_error(
            r->d, &e->path.at, "type mismatch: '%s' is %s, '%s' is %s",
            path_text(r->arena, &e->path), type_text(r, e->interface), e->name,
            type_text(r, outer));
}

/* -- connections --------------------------------------------------------- */

/* Which side an interface belongs on: does it fit the other one only? */
static bool is_reversed(const struct adl_interface *i, bool to)
{
    return i->kind == ADL_PROVIDES || i->kind == ADL_CONSUMES ? !to
           : i->kind == ADL_USES || i->kind == ADL_EMITS      ? to
                                                              : false;
}

static enum adl_end_kind end_kind(const struct adl_interface *i)
{
    return i->kind == ADL_DATAPORT ? ADL_END_DATAPORT
           : is_procedure(i)       ? ADL_END_PROCEDURE
                                   : ADL_END_EVENT;
}

/* Holds an end against what the connector says of its side. */
static bool check_side(struct reader *r, const struct adl_connector *connector,
                       const struct declared_end *end)
{
    static const char *const wanted[] = { "procedures", "events", "dataports" };
    const struct adl_side *side = end->to ? &connector->to : &connector->from;
    const struct adl_component *c = home(end->instance->type, end->interface);
    const char *name = path_text(r->arena, &end->path);

    if (end_kind(end->interface) != side->kind) {
        diagnostics_error(r->d, &end->path.at,
                          "wrong kind of end: '%s' %s, '%s' connects %s", name,
                          kind_verbs[end->interface->kind], connector->name,
                          wanted[side->kind]);
        return false;
    }
    if (is_reversed(end->interface, end->to)) {
        diagnostics_error(r->d, &end->path.at,
                          "reversed end: '%s' %s, so it belongs behind '%s'",
                          name, kind_verbs[end->interface->kind],
                          end->to ? "from" : "to");
        return false;
    }
    if (!c && end->interface->optional) {
        diagnostics_error(r->d, &end->path.at,
                          "interface '%s' is not exported by component '%s'",
                          name, end->instance->type->name);
        return false;
    }
    if (c && c->hardware != side->hardware) {
        diagnostics_error(
            r->d, &end->path.at, "'%s' is %s, '%s' takes %s behind '%s'", name,
            c->hardware ? "hardware" : "software", connector->name,
            side->hardware ? "hardware" : "software", end->to ? "to" : "from");
        return false;
    }
    return true;
}

/* One side: none is an error, and so are several where one is allowed. */
static void count_ends(struct reader *r, const struct declared_connection *c,
                       bool to)
{
    bool many = to ? c->connector->to.many : c->connector->from.many;
    const char *side = to ? "to" : "from";
    unsigned count = 0;

    for (const struct declared_end *e = c->ends; e; e = e->next)
        if (e->to == to && ++count == 2 && !many)
            diagnostics_error(r->d, &e->path.at,
                              "too many ends: '%s' takes one behind '%s'",
                              c->connector->name, side);
    if (count == 0)
        diagnostics_error(r->d, &c->at,
                          "too few ends: connection '%s' has none behind '%s'",
                          c->name, side);
}

static void check_connection(struct reader *r, struct adl_scope *scope,
                             struct declared_connection *c)
{
    const struct declared_end *first = NULL;
    bool sound = c->connector && c->connector->kind != ADL_OTHER;

    if (sound) {
        count_ends(r, c, false);
        count_ends(r, c, true);
    }
    for (struct declared_end *e = c->ends; e; e = e->next) {
        if (!find_end(r, scope, &e->path, &e->instance, &e->interface))
            continue;
        use(r, e->instance, e->interface, &e->path);
        if (!sound || !check_side(r, c->connector, e))
            continue;
        if (!first)
            first = e;
        else if (!same_type(first->interface, e->interface))
            diagnostics_error(
                r->d, &e->path.at, "type mismatch: '%s' is %s, '%s' is %s",
                path_text(r->arena, &e->path), type_text(r, e->interface),
                path_text(r->arena, &first->path),
                type_text(r, first->interface));
    }
}

static void check_unconnected(struct reader *r, const struct adl_scope *scope)
{
    for (const struct declared_instance *i = scope->instances; i; i = i->next) {
        const struct adl_interface *f = i->type ? i->type->interfaces : NULL;

        for (; f; f = f->next)
            if (!f->optional && !i->uses[f->index].used)
                diagnostics_error(r->d, &i->at,
                                  "interface '%s%s%s.%s' is not connected",
                                  i->group ? i->group : "", i->group ? "." : "",
                                  i->name, f->name);
    }
}

/* -- all of it ----------------------------------------------------------- */

static void check_scope(struct reader *r, struct adl_scope *scope)
{
    for (struct declared_connection *c = scope->connections; c; c = c->next)
        check_connection(r, scope, c);
    if (!scope->doubtful)
        check_unconnected(r, scope);
}

void resolve(struct reader *r)
{
    for (struct adl_component *c = r->m->components; c; c = c->next) {
        check_component(r, c);
        if (c->scope)
            find_types(r, c->scope);
    }
    find_types(r, r->top);
    if (!check_circles(r))
        return;
    for (struct adl_component *c = r->m->components; c; c = c->next)
        for (struct declared_export *e = c->scope ? c->scope->exports : NULL; e;
             e = e->next)
            check_export(r, c, e);
    for (struct adl_component *c = r->m->components; c; c = c->next)
        if (c->scope)
            check_scope(r, c->scope);
    check_scope(r, r->top);
    for (struct adl_component *c = r->m->components; c; c = c->next)
        if (c->scope)
            settings_check_scope(r, c->scope, c);
    settings_check_scope(r, r->top, NULL);
}
