/* SPDX-License-Identifier: MIT
 *
 * What can be set, and to which values: see settings.h.
 */
#include "adl/settings.h"

#include <string.h>

#include "adl/types.h"

/* To what a known setting belongs: an instance, or an interface or lock, whose
 * name then stands before it. Bits. */
enum {
    OF_INSTANCE = 1,
    OF_SOFTWARE = 2, /* any interface of a program */
    OF_DATAPORT = 4, /* dataport of a program */
    OF_DEVICE_EVENT = 8,
    OF_DEVICE_MEMORY = 16,
    OF_SEMAPHORE = 32,
    OF_BINARY_SEMAPHORE = 64,
};

/* What a known setting takes. */
enum takes {
    NUMBER, /* low..high, a multiple of `multiple` */
    TRUTH,
    ACCESS,    /* a string of the letters R, W, X */
    FILE_NAME, /* a string that is not empty */
    REMAINING, /* the string "remaining" */
};

struct setting_known {
    const char *name;
    const char *first; /* its first name if this is another, else NULL */
    unsigned of;
    enum takes takes;
    int64_t low;
    int64_t high;
    int64_t multiple;
};

#define MIB (1ll << 20)

static const struct setting_known known[] = {
    { "priority", NULL, OF_INSTANCE, NUMBER, 0, 254, 1 },
    { "_priority", NULL, OF_INSTANCE, NUMBER, 0, 254, 1 },
    { "_control_priority", "_priority", OF_INSTANCE, NUMBER, 0, 254, 1 },
    { "_stack_size", NULL, OF_INSTANCE, NUMBER, 1, 16 * MIB, 1 },
    { "_control_stack_size", "_stack_size", OF_INSTANCE, NUMBER, 1, 16 * MIB,
      1 },
    { "heap_size", NULL, OF_INSTANCE, NUMBER, 0, 1024 * MIB, 1 },
    { "cnode_size_bits", NULL, OF_INSTANCE, NUMBER, 4, 18, 1 },
    { "budget", NULL, OF_INSTANCE, NUMBER, 20, 3600000000ll, 1 },
    { "period", NULL, OF_INSTANCE, NUMBER, 20, 3600000000ll, 1 },
    { "_budget", NULL, OF_INSTANCE | OF_SOFTWARE, NUMBER, 20, 3600000000ll, 1 },
    { "_period", NULL, OF_INSTANCE | OF_SOFTWARE, NUMBER, 20, 3600000000ll, 1 },
    { "own_cnode", NULL, OF_INSTANCE, TRUTH, 0, 0, 0 },
    { "own_vspace", NULL, OF_INSTANCE, TRUTH, 0, 0, 0 },
    { "own_tcb", NULL, OF_INSTANCE, TRUTH, 0, 0, 0 },
    { "max_controlled_priority", NULL, OF_INSTANCE, NUMBER, 0, 254, 1 },
    { "asid_pool", NULL, OF_INSTANCE, TRUTH, 0, 0, 0 },
    { "sched_control", NULL, OF_INSTANCE, TRUTH, 0, 0, 0 },
    { "untyped", NULL, OF_INSTANCE, REMAINING, 0, 0, 0 },
    { "_priority", NULL, OF_SOFTWARE, NUMBER, 0, 254, 1 },
    { "_stack_size", NULL, OF_SOFTWARE, NUMBER, 1, 16 * MIB, 1 },
    { "_access", NULL, OF_DATAPORT, ACCESS, 0, 0, 0 },
    { "_size", NULL, OF_DATAPORT, NUMBER, 1, 1024 * MIB, 1 },
    { "_prefill", NULL, OF_DATAPORT, FILE_NAME, 0, 0, 0 },
    { "_dma", NULL, OF_DATAPORT, TRUTH, 0, 0, 0 },
    { "_irq_number", NULL, OF_DEVICE_EVENT, NUMBER, 1, 95, 1 },
    { "_paddr", NULL, OF_DEVICE_MEMORY, NUMBER, 0, 1ll << 55, ADL_PAGE },
    { "_size", NULL, OF_DEVICE_MEMORY, NUMBER, ADL_PAGE, 1024 * MIB, ADL_PAGE },
    { "_value", NULL, OF_SEMAPHORE, NUMBER, 0, INT32_MAX, 1 },
    { "_value", NULL, OF_BINARY_SEMAPHORE, NUMBER, 0, 1, 1 },
};

/* -- finding the rule ---------------------------------------------------- */

static const struct setting_known *find_known(const char *name, unsigned of)
{
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if ((known[i].of & of) && !strcmp(known[i].name, name))
            return &known[i];
    return NULL;
}

static unsigned of_interface(const struct adl_component *type,
                             const struct adl_interface *i)
{
    if (!type->hardware)
        return OF_SOFTWARE | (i->kind == ADL_DATAPORT ? OF_DATAPORT : 0);
    return i->kind == ADL_DATAPORT ? OF_DEVICE_MEMORY
           : i->kind == ADL_EMITS  ? OF_DEVICE_EVENT
                                   : 0;
}

static unsigned of_lock(const struct adl_lock *l)
{
    return l->kind == ADL_SEMAPHORE          ? OF_SEMAPHORE
           : l->kind == ADL_BINARY_SEMAPHORE ? OF_BINARY_SEMAPHORE
                                             : 0;
}

/* The rest of a name behind a prefix, or NULL. */
static const char *behind(const char *name, const char *prefix)
{
    size_t length = strlen(prefix);

    return strncmp(name, prefix, length) ? NULL : name + length;
}

/* Finds a known setting; *prefix is what stands before it. */
static const struct setting_known *find_any(const struct adl_component *type,
                                            const char *name,
                                            const char **prefix)
{
    const struct setting_known *found = NULL;
    const char *rest;

    *prefix = "";
    if (type->scope)
        return NULL;
    if (!type->hardware && (found = find_known(name, OF_INSTANCE)))
        return found;
    for (const struct adl_interface *i = type->interfaces; i; i = i->next)
        if ((rest = behind(name, i->name)) &&
            (found = find_known(rest, of_interface(type, i)))) {
            *prefix = i->name;
            return found;
        }
    for (const struct adl_lock *l = type->locks; l; l = l->next)
        if ((rest = behind(name, l->name)) &&
            (found = find_known(rest, of_lock(l)))) {
            *prefix = l->name;
            return found;
        }
    return NULL;
}

bool setting_find(struct arena *arena, const struct adl_component *type,
                  const char *name, struct setting_rule *rule)
{
    const char *prefix;

    rule->name = name;
    rule->attribute = NULL;
    rule->known = find_any(type, name, &prefix);
    if (rule->known && rule->known->first)
        rule->name = arena_format(arena, "%s%s", prefix, rule->known->first);
    if (!rule->known)
        rule->attribute = LIST_FIND(type->attributes, name);
    return rule->known || rule->attribute;
}

/* -- values -------------------------------------------------------------- */

static const char *const kind_names[] = {
    [ADL_INTEGER] = "a number",      [ADL_REAL] = "a real number",
    [ADL_BOOLEAN] = "a truth value", [ADL_STRING] = "a string",
    [ADL_LIST] = "a list",           [ADL_DICT] = "a dictionary",
};

static const char *refuse_range(struct arena *arena, int64_t number,
                                int64_t low, int64_t high)
{
    if (number >= low && number <= high)
        return NULL;
    return arena_format(arena, "%lld is not in %lld to %lld", (long long)number,
                        (long long)low, (long long)high);
}

static const char *refuse_kind(struct arena *arena, const char *takes,
                               const struct adl_value *value)
{
    return arena_format(arena, "it takes %s, not %s", takes,
                        kind_names[value->kind]);
}

static const char *refuse_text(struct arena *arena,
                               const struct setting_known *k, const char *text)
{
    if (k->takes == ACCESS && (!*text || text[strspn(text, "RWX")]))
        return arena_format(arena, "\"%s\" is not of the letters R, W, X",
                            text);
    if (k->takes == FILE_NAME && !*text)
        return "a file's name is not empty";
    if (k->takes == REMAINING && strcmp(text, "remaining"))
        return arena_format(arena, "\"%s\" is not \"remaining\"", text);
    return NULL;
}

static const char *refuse_known(struct arena *arena,
                                const struct setting_known *k,
                                const struct adl_value *value)
{
    const char *bad;

    if (k->takes == TRUTH)
        return value->kind == ADL_BOOLEAN
                   ? NULL
                   : refuse_kind(arena, "a truth value", value);
    if (k->takes != NUMBER)
        return value->kind == ADL_STRING
                   ? refuse_text(arena, k, value->text)
                   : refuse_kind(arena, "a string", value);
    if (value->kind != ADL_INTEGER)
        return refuse_kind(arena, "a number", value);
    bad = refuse_range(arena, value->integer, k->low, k->high);
    if (!bad && value->integer % k->multiple)
        bad = arena_format(arena, "0x%llx is no multiple of %lld",
                           (unsigned long long)value->integer,
                           (long long)k->multiple);
    return bad;
}

static const char *refuse_number(struct arena *arena,
                                 const struct adl_type *type,
                                 const struct adl_value *value)
{
    int64_t high;

    if (type->real)
        return value->kind == ADL_REAL || value->kind == ADL_INTEGER
                   ? NULL
                   : refuse_kind(arena, "a real number", value);
    if (!strcmp(type->c, "bool") || !strcmp(type->c, "_Bool"))
        return value->kind == ADL_BOOLEAN ? NULL
               : value->kind == ADL_INTEGER
                   ? refuse_range(arena, value->integer, 0, 1)
                   : refuse_kind(arena, "a truth value", value);
    if (value->kind != ADL_INTEGER)
        return refuse_kind(arena, "a number", value);
    high = type->bytes == 8 ? INT64_MAX
                            : (1ll << (8 * type->bytes - type->is_signed)) - 1;
    return refuse_range(arena, value->integer, type->is_signed ? -high - 1 : 0,
                        high);
}

static const char *refuse_type(struct arena *arena, const struct adl_type *type,
                               const struct adl_value *value)
{
    switch (type->kind) {
    case ADL_TYPE_NUMBER:
        return refuse_number(arena, type, value);
    case ADL_TYPE_STRING:
        return value->kind == ADL_STRING
                   ? NULL
                   : refuse_kind(arena, "a string", value);
    case ADL_TYPE_LIST:
        return value->kind == ADL_LIST ? NULL
                                       : refuse_kind(arena, "a list", value);
    case ADL_TYPE_DICT:
        return value->kind == ADL_DICT
                   ? NULL
                   : refuse_kind(arena, "a dictionary", value);
    default:
        return NULL; /* a bad type is reported where it is declared */
    }
}

const char *setting_refuses(struct arena *arena,
                            const struct setting_rule *rule,
                            const struct adl_value *value)
{
    const char *bad = NULL;

    if (rule->known)
        return refuse_known(arena, rule->known, value);
    if (!rule->attribute->type.array)
        return refuse_type(arena, &rule->attribute->type, value);
    if (value->kind != ADL_LIST)
        return refuse_kind(arena, "a list", value);
    for (const struct adl_item *i = value->items; i && !bad; i = i->next)
        bad = refuse_type(arena, &rule->attribute->type, i->value);
    return bad;
}

/* -- declarations -------------------------------------------------------- */

static void check_default(struct reader *r, const struct adl_attribute *a,
                          const struct setting_rule *rule)
{
    const char *bad =
        a->value ? setting_refuses(r->arena, rule, a->value) : NULL;

    if (bad)
        diagnostics_error(r->d, &a->value->at, "mistyped default of '%s': %s",
                          a->name, bad);
}

/* Truth values are numbers in C. */
static enum adl_type_kind known_type(const struct setting_known *k)
{
    return k->takes == NUMBER || k->takes == TRUTH ? ADL_TYPE_NUMBER
                                                   : ADL_TYPE_STRING;
}

void settings_check_attributes(struct reader *r, const struct adl_component *c)
{
    struct setting_rule rule;

    for (const struct adl_attribute *a = c->attributes; a; a = a->next) {
        setting_find(r->arena, c, a->name, &rule);
        if (rule.known &&
            (a->type.array || a->type.kind != known_type(rule.known)))
            diagnostics_error(r->d, &a->at,
                              "attribute '%s' is known to the composer and "
                              "is %s",
                              a->name,
                              known_type(rule.known) == ADL_TYPE_STRING
                                  ? "a string"
                                  : "a number");
        else
            check_default(r, a, &rule);
    }
}

const char *path_text(struct arena *arena, const struct path *path)
{
    const char *text = "";

    for (const struct word *w = path->words; w; w = w->next)
        text = arena_format(arena, "%s%s%s", text, *text ? "." : "", w->name);
    return text;
}

/* What a path names that can have attributes. */
struct target {
    const struct adl_component *type;
    const struct declared_connection *connection;
};

/* Follows a path down; false: reported, or unknown from an earlier error. */
static bool find_target(struct reader *r, const struct adl_scope *scope,
                        const struct path *path, struct target *target)
{
    struct path rest = *path;

    *target = (struct target){ 0 };
    for (;;) {
        const struct word *next = NULL;
        const struct declared_instance *i =
            resolve_instance(scope, &rest, &next);

        if (!i && rest.words && !rest.words->next)
            target->connection =
                LIST_FIND(scope->connections, rest.words->name);
        if (target->connection)
            return target->connection->connector;
        if (!i) {
            diagnostics_error(r->d, &rest.words->at,
                              "unknown instance or connection '%s'",
                              path_text(r->arena, &rest));
            return false;
        }
        target->type = i->type;
        if (!next || !i->type)
            return i->type;
        if (!i->type->scope) {
            diagnostics_error(r->d, &next->at,
                              "'%s' is no compound component: it has nothing "
                              "inside",
                              i->name);
            return false;
        }
        scope = i->type->scope;
        rest.words = (struct word *)next;
    }
}

/* The rule of an attribute of a target; false: reported. */
static bool find_rule(struct reader *r, const struct target *target,
                      const struct word *attribute, struct setting_rule *rule)
{
    if (target->connection) {
        const struct adl_connector *c = target->connection->connector;

        *rule = (struct setting_rule){ .name = attribute->name };
        rule->attribute = LIST_FIND(c->attributes, attribute->name);
        if (!rule->attribute)
            diagnostics_error(r->d, &attribute->at,
                              "connector '%s' has no attribute '%s'", c->name,
                              attribute->name);
        return rule->attribute;
    }
    if (setting_find(r->arena, target->type, attribute->name, rule))
        return true;
    diagnostics_error(r->d, &attribute->at,
                      "%scomponent '%s' has no attribute '%s'",
                      target->type->hardware ? "hardware "
                      : target->type->scope  ? "compound "
                                             : "",
                      target->type->name, attribute->name);
    return false;
}

static void check_setting(struct reader *r, const struct adl_scope *scope,
                          struct declared_setting *s,
                          const struct adl_component *owner)
{
    struct target target;
    struct setting_rule rule;
    const char *bad;

    if (!s->path.words) {
        diagnostics_error(r->d, &s->attribute.at,
                          "setting '%s' names no instance", s->attribute.name);
        return;
    }
    if (!find_target(r, scope, &s->path, &target) ||
        !find_rule(r, &target, &s->attribute, &rule))
        return;
    if (s->value) {
        bad = setting_refuses(r->arena, &rule, s->value);
        if (bad)
            diagnostics_error(r->d, &s->value->at, "mistyped setting '%s': %s",
                              s->attribute.name, bad);
        return;
    }
    if (s->reference.words) {
        if (find_target(r, scope, &s->reference, &target))
            find_rule(r, &target, &s->referred, &rule);
    } else if (!owner ||
               !setting_find(r->arena, owner, s->referred.name, &rule)) {
        diagnostics_error(r->d, &s->referred.at, "unknown attribute '%s'%s",
                          s->referred.name,
                          owner ? "" : ": a reference names an instance");
    }
}

void settings_check_scope(struct reader *r, struct adl_scope *scope,
                          const struct adl_component *owner)
{
    for (struct declared_setting *s = scope->settings; s; s = s->next)
        check_setting(r, scope, s, owner);
}
