/* SPDX-License-Identifier: MIT
 *
 * From declarations to the running system.
 *
 * The declarations are sound when this begins. They are unrolled into a tree
 * of nodes: the root is the system, a node with children a compound
 * component, any other one an instance of the model. Settings go onto the
 * nodes from the outside in, so that the first one for an attribute is the
 * outermost, which counts; then defaults fill what is left. A reference is
 * followed from attribute to attribute; whoever makes more steps than there
 * are settings runs in a circle.
 */
#include <string.h>

#include "adl/settings.h"
#include "adl/syntax.h"

/* A setting on its way: `value`, or where to look for one. */
struct slot {
    struct slot *next;
    const char *name;
    const struct adl_value *value;
    struct declared_setting *declared; /* NULL: a default */
    struct node *scope;                /* in which `declared` stands */
    struct slot *target;               /* what its reference means, if known */
    struct setting_rule rule;
    struct place at;
};

struct node {
    struct node *next; /* of the same parent */
    struct node *children;
    const struct declared_instance *declared;     /* NULL: the root, */
    const struct declared_connection *connection; /* or a connection */
    const struct adl_component *type;
    const struct adl_scope *scope;
    const char *name; /* dotted, from the root */
    struct place at;
    struct slot *slots;
    struct adl_instance *instance;
    struct adl_connection *flat;
};

struct flattening {
    struct reader *r;
    struct node *root;
    unsigned nodes;
    unsigned slots;
    bool failed;
};

/* -- the tree ------------------------------------------------------------ */

static const char *dotted(struct arena *arena, const struct node *parent,
                          const char *group, const char *name)
{
    return arena_format(arena, "%s%s%s%s%s", parent->name,
                        *parent->name ? "." : "", group ? group : "",
                        group ? "." : "", name);
}

static const char *symbol(struct arena *arena, const char *name)
{
    char *text = arena_copy(arena, name, strlen(name));

    for (char *c = text; *c; c++)
        if (*c == '.')
            *c = '_';
    return text;
}

static struct node *new_node(struct flattening *f, struct node *parent,
                             const char *group, const char *name,
                             const struct place *at)
{
    struct node *n = ARENA_NEW(f->r->arena, struct node);

    n->name = dotted(f->r->arena, parent, group, name);
    n->at = *at;
    LIST_ADD(parent->children, n);
    return n;
}

static void add_instance(struct flattening *f, struct node *n)
{
    struct adl_model *m = f->r->m;
    struct adl_instance *i = ARENA_NEW(f->r->arena, struct adl_instance);

    i->name = n->name;
    i->symbol = symbol(f->r->arena, n->name);
    if (n->declared->group) /* the name without its last part */
        i->group = arena_copy(f->r->arena, n->name,
                              (size_t)(strrchr(n->name, '.') - n->name));
    i->type = n->type;
    i->connections = arena_take(f->r->arena, n->type->interface_count *
                                                 sizeof *i->connections);
    i->at = n->at;
    i->index = m->instance_count++;
    LIST_ADD(m->instances, i);
    n->instance = i;
}

/* Makes the nodes below one. Recurses ADL_NESTING_MAX deep. */
static void unroll(struct flattening *f, struct node *parent)
{
    const struct declared_instance *i = parent->scope->instances;
    const struct declared_connection *c = parent->scope->connections;

    for (; i && !f->failed; i = i->next) {
        struct node *n = new_node(f, parent, i->group, i->name, &i->at);

        n->declared = i;
        n->type = i->type;
        n->scope = i->type->scope;
        if (++f->nodes > ADL_INSTANCES_MAX) {
            diagnostics_error(f->r->d, &i->at, "more than %d instances",
                              ADL_INSTANCES_MAX);
            f->failed = true;
        } else if (n->scope) {
            unroll(f, n);
        } else {
            add_instance(f, n);
        }
    }
    for (; c && !f->failed; c = c->next)
        new_node(f, parent, NULL, c->name, &c->at)->connection = c;
}

/* The child that a declared instance became. */
static struct node *child_of(const struct node *n,
                             const struct declared_instance *declared)
{
    struct node *child = n->children;

    while (child->declared != declared)
        child = child->next;
    return child;
}

/* -- connections --------------------------------------------------------- */

static struct adl_end *new_end(struct flattening *f, const struct node *n,
                               const struct declared_end *declared,
                               struct adl_connection *connection)
{
    struct adl_end *end = ARENA_NEW(f->r->arena, struct adl_end);
    const struct adl_interface *interface = declared->interface;
    const struct node *at = child_of(n, declared->instance);

    while (at->scope) {
        const struct declared_export *e =
            LIST_FIND(at->scope->exports, interface->name);

        interface = e->interface;
        at = child_of(at, e->instance);
    }
    end->instance = at->instance;
    end->interface = interface;
    end->at = declared->path.at;
    at->instance->connections[interface->index] = connection;
    return end;
}

static void connect(struct flattening *f, const struct node *parent,
                    struct node *n)
{
    const struct declared_connection *declared = n->connection;
    struct adl_connection *c = ARENA_NEW(f->r->arena, struct adl_connection);
    struct adl_model *m = f->r->m;

    c->name = n->name;
    c->symbol = symbol(f->r->arena, n->name);
    c->connector = declared->connector;
    c->at = n->at;
    for (const struct declared_end *e = declared->ends; e; e = e->next) {
        struct adl_end *end = new_end(f, parent, e, c);

        end->index = e->to ? c->to_count++ : c->from_count++;
        if (e->to)
            LIST_ADD(c->to, end);
        else
            LIST_ADD(c->from, end);
    }
    c->index = m->connection_count++;
    LIST_ADD(m->connections, c);
    n->flat = c;
}

static void connect_all(struct flattening *f, const struct node *parent)
{
    for (struct node *n = parent->children; n; n = n->next) {
        if (n->connection)
            connect(f, parent, n);
        else if (n->scope)
            connect_all(f, n);
    }
}

/* -- settings ------------------------------------------------------------ */

/* The node that a path names, seen from a scope; it is known to exist. */
static struct node *node_at(struct node *scope, const struct path *path)
{
    struct path rest = *path;
    struct node *n = scope;

    while (rest.words) {
        const struct word *next = NULL;
        const struct declared_instance *i =
            resolve_instance(n->scope, &rest, &next);

        if (i) {
            n = child_of(n, i);
        } else {
            n = n->children;
            while (!n->connection ||
                   strcmp(n->connection->name, rest.words->name))
                n = n->next;
        }
        rest.words = (struct word *)next;
    }
    return n;
}

static bool find_rule(struct flattening *f, const struct node *n,
                      const char *name, struct setting_rule *rule)
{
    if (n->type)
        return setting_find(f->r->arena, n->type, name, rule);
    *rule = (struct setting_rule){ .name = name };
    rule->attribute = LIST_FIND(n->connection->connector->attributes, name);
    return rule->attribute;
}

static struct slot *new_slot(struct flattening *f, struct node *n,
                             const struct setting_rule *rule)
{
    struct slot *slot = ARENA_NEW(f->r->arena, struct slot);

    slot->name = rule->name;
    slot->rule = *rule;
    LIST_ADD(n->slots, slot);
    if (++f->slots > SYNTAX_RECORDS_MAX && !f->failed) {
        diagnostics_error(f->r->d, &n->at, "more than %d settings",
                          SYNTAX_RECORDS_MAX);
        f->failed = true;
    }
    return slot;
}

/* Puts a scope's settings onto the nodes that they are for. */
static void set_scope(struct flattening *f, struct node *scope)
{
    struct declared_setting *s = scope->scope->settings;

    for (; s && !f->failed; s = s->next) {
        struct node *n = node_at(scope, &s->path);
        struct setting_rule rule;
        struct slot *slot;

        find_rule(f, n, s->attribute.name, &rule);
        slot = LIST_FIND(n->slots, rule.name);
        if (slot) {
            if (slot->scope == scope) /* by another of its names */
                diagnostics_error(f->r->d, &s->attribute.at,
                                  "duplicate setting '%s', first at %s:%d:%d",
                                  s->attribute.name, slot->at.file,
                                  slot->at.line, slot->at.column);
            continue;
        }
        slot = new_slot(f, n, &rule);
        slot->value = s->value;
        slot->declared = s;
        slot->scope = scope;
        slot->at = s->attribute.at;
    }
}

static void set_defaults(struct flattening *f, struct node *n)
{
    const struct adl_attribute *a =
        n->type ? n->type->attributes : n->connection->connector->attributes;

    for (; a && !f->failed; a = a->next) {
        struct setting_rule rule;
        struct slot *slot;

        find_rule(f, n, a->name, &rule);
        if (!a->value || LIST_FIND(n->slots, rule.name))
            continue;
        slot = new_slot(f, n, &rule);
        slot->value = a->value;
        slot->at = a->at;
    }
}

static void set_all(struct flattening *f, struct node *scope)
{
    set_scope(f, scope);
    for (struct node *n = scope->children; n; n = n->next)
        if (n->scope)
            set_all(f, n);
}

static void default_all(struct flattening *f, struct node *scope)
{
    for (struct node *n = scope->children; n; n = n->next) {
        set_defaults(f, n);
        if (n->scope)
            default_all(f, n);
    }
}

/* -- references ---------------------------------------------------------- */

/* Reports what is wrong with a setting, once for all instances of its scope. */
static void reject(struct flattening *f, const struct slot *slot,
                   const char *what)
{
    struct declared_setting *s = slot->declared;

    f->failed = true;
    if (!s->reported)
        diagnostics_error(f->r->d, &s->attribute.at, "%s", what);
    s->reported = true;
}

/* "a.b.name", or "name" if the path is empty. */
static const char *full_name(struct arena *arena, const struct path *path,
                             const char *name)
{
    return arena_format(arena, "%s%s%s", path_text(arena, path),
                        path->words ? "." : "", name);
}

/* The slot that the reference of a slot means; NULL: that has no value. */
static struct slot *target_of(struct flattening *f, struct slot *slot)
{
    const struct declared_setting *s = slot->declared;
    struct setting_rule rule;
    struct node *n;

    if (slot->target)
        return slot->target;
    n = node_at(slot->scope, &s->reference);
    find_rule(f, n, s->referred.name, &rule);
    slot->target = LIST_FIND(n->slots, rule.name);
    return slot->target;
}

/* Reports a circle of references once, at one of them. */
static void reject_circle(struct flattening *f, struct slot *slot)
{
    const struct declared_setting *s = slot->declared;

    reject(f, slot,
           arena_format(f->r->arena, "cycle: '%s' refers to itself",
                        full_name(f->r->arena, &s->path, s->attribute.name)));
    for (struct slot *at = slot->target; at != slot; at = at->target)
        at->declared->reported = true;
}

/* Follows the reference of a slot to a value; NULL: reported. */
static const struct adl_value *follow(struct flattening *f, struct slot *slot)
{
    struct arena *arena = f->r->arena;
    const struct declared_setting *s = slot->declared;
    struct slot *at = slot;

    for (unsigned steps = 0; at && !at->value; steps++) {
        if (steps > f->slots) {
            reject_circle(f, at);
            return NULL;
        }
        s = at->declared;
        at = target_of(f, at);
    }
    if (at)
        return at->value;
    reject(f, slot,
           arena_format(arena, "'%s' refers to '%s', which has no value",
                        full_name(arena, &s->path, s->attribute.name),
                        full_name(arena, &s->reference, s->referred.name)));
    return NULL;
}

static void add_setting(struct flattening *f, struct node *n, struct slot *slot,
                        const struct adl_value *value)
{
    struct adl_setting *new = ARENA_NEW(f->r->arena, struct adl_setting);

    new->name = slot->name;
    new->value = value;
    new->is_default = !slot->declared;
    new->at = slot->at;
    if (n->instance)
        LIST_ADD(n->instance->settings, new);
    else if (n->flat)
        LIST_ADD(n->flat->settings, new);
}

static void settle(struct flattening *f, struct node *n)
{
    for (struct slot *s = n->slots; s; s = s->next) {
        const struct adl_value *value = follow(f, s);
        const char *bad = value && !s->value
                              ? setting_refuses(f->r->arena, &s->rule, value)
                              : NULL;

        if (bad)
            reject(f, s,
                   arena_format(f->r->arena, "mistyped setting '%s': %s",
                                s->declared->attribute.name, bad));
        else if (value)
            add_setting(f, n, s, value);
    }
}

static void settle_all(struct flattening *f, struct node *scope)
{
    for (struct node *n = scope->children; n; n = n->next) {
        settle(f, n);
        if (n->scope)
            settle_all(f, n);
    }
}

/* -- what only the whole shows ------------------------------------------- */

/* "a.b" and "a_b" would be the same name in C. */
static void check_symbols(struct reader *r)
{
    const struct adl_instance *i, *j;
    const struct adl_connection *c, *k;

    for (i = r->m->instances; i; i = i->next)
        for (j = r->m->instances; j != i; j = j->next)
            if (!strcmp(i->symbol, j->symbol))
                diagnostics_error(r->d, &i->at,
                                  "instances '%s' and '%s' are both '%s' in C",
                                  j->name, i->name, i->symbol);
    for (c = r->m->connections; c; c = c->next)
        for (k = r->m->connections; k != c; k = k->next)
            if (!strcmp(c->symbol, k->symbol))
                diagnostics_error(r->d, &c->at,
                                  "connections '%s' and '%s' are both '%s' "
                                  "in C",
                                  k->name, c->name, c->symbol);
}

/* A device that is connected has an address, or a number of its own. */
static void check_device(struct reader *r, const struct adl_end *end,
                         const struct adl_end **by_number)
{
    const char *name = end->interface->name;
    bool memory = end->interface->kind == ADL_DATAPORT;
    const char *setting = memory ? "_paddr" : "_irq_number";
    int64_t number = adl_integer_of(end->instance, name, setting, -1);

    if (number < 0) {
        diagnostics_error(r->d, &end->at,
                          "hardware '%s.%s' has no setting '%s%s'",
                          end->instance->name, name, name, setting);
    } else if (!memory && by_number[number]) {
        diagnostics_error(
            r->d, &end->at, "interrupt %lld is both '%s.%s' and '%s.%s'",
            (long long)number, by_number[number]->instance->name,
            by_number[number]->interface->name, end->instance->name, name);
    } else if (!memory) {
        by_number[number] = end;
    }
}

static void check_devices(struct reader *r)
{
    const struct adl_end *by_number[SYNTAX_IRQS] = { NULL };

    for (const struct adl_connection *c = r->m->connections; c; c = c->next) {
        const struct adl_end *e = c->connector->to.hardware     ? c->to
                                  : c->connector->from.hardware ? c->from
                                                                : NULL;

        for (; e; e = e->next)
            check_device(r, e, by_number);
    }
}

void flatten(struct reader *r)
{
    struct flattening f = { .r = r };
    struct node root = { .scope = r->top, .name = "" };

    f.root = &root;
    unroll(&f, &root);
    if (f.failed)
        return;
    connect_all(&f, &root);
    set_all(&f, &root);
    default_all(&f, &root);
    if (f.failed)
        return;
    settle_all(&f, &root);
    check_symbols(r);
    if (!f.failed)
        check_devices(r);
}
