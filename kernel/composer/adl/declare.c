/* SPDX-License-Identifier: MIT
 *
 * From grammar to lists: see declare.h. Values are in value.c.
 */
#include "adl/declare.h"

#include <string.h>

#include "adl/types.h"

enum { TOKEN_SHOWN = 40 };

/* A new record of some declaration. Past SYNTAX_RECORDS_MAX the scanner ends
 * the file, so that the record is still there for the action that asked. */
static void *record(struct reader *r, size_t size, const struct place *at)
{
    if (++r->records > SYNTAX_RECORDS_MAX && !r->full) {
        diagnostics_error(r->d, at, "more than %d declarations",
                          SYNTAX_RECORDS_MAX);
        r->full = r->broken = true;
    }
    return arena_take(r->arena, size);
}

#define RECORD(r, type, at) ((type *)record((r), sizeof(type), (at)))

void report_unexpected(struct reader *r, const struct place *at,
                       const char *token, size_t length,
                       const char *const *expected, int count)
{
    char shown[TOKEN_SHOWN + 1];
    const char *wish = "";

    r->broken = true;
    r->recovery = token && *token == '{' ? RECOVERY_IN_BLOCK
                  : token && (*token == ';' || *token == '}') ? RECOVERY_NONE
                                                              : RECOVERY;
    if (r->full)
        return;
    for (int i = 0; i < count; i++)
        wish = arena_format(r->arena, "%s%s%s", wish,
                            i == 0           ? ", expected "
                            : i == count - 1 ? " or "
                                             : ", ",
                            expected[i]);
    if (!token) {
        diagnostics_error(r->d, at, "unexpected end of file%s", wish);
        return;
    }
    if (length > TOKEN_SHOWN)
        length = TOKEN_SHOWN;
    for (size_t i = 0; i < length; i++)
        shown[i] = token[i] < ' ' || token[i] > '~' ? '?' : token[i];
    shown[length] = '\0';
    diagnostics_error(r->d, at, "unexpected '%s'%s", shown, wish);
}

/* -- words and paths ----------------------------------------------------- */

struct word *word_new(struct reader *r, struct word word)
{
    struct word *new = RECORD(r, struct word, &word.at);

    *new = word;
    return new;
}

struct path path_new(struct reader *r, struct word word)
{
    return (struct path){ word_new(r, word), 1, word.at };
}

struct path path_more(struct reader *r, struct path path, struct word word)
{
    if (path.count == ADL_NESTING_MAX + 1) {
        diagnostics_error(r->d, &word.at, "more than %d parts in a name",
                          ADL_NESTING_MAX + 1);
        r->broken = true;
    }
    if (path.count++ <= ADL_NESTING_MAX)
        LIST_ADD(path.words, word_new(r, word));
    return path;
}

static struct word *last_word(struct word *words)
{
    while (words->next)
        words = words->next;
    return words;
}

/* -- names --------------------------------------------------------------- */

static void check_name(struct reader *r, const struct word *name)
{
    if (type_is_keyword(name->name))
        diagnostics_error(r->d, &name->at, "'%s' is a keyword of C",
                          name->name);
}

/* Whether a name is there already, as what; then it is reported. */
static bool taken(struct reader *r, const char *what, const struct word *name,
                  const struct place *before)
{
    if (!before)
        return false;
    if (before->line)
        diagnostics_error(
            r->d, &name->at, "duplicate %s '%s', first at %s:%d:%d", what,
            name->name, before->file, before->line, before->column);
    return true;
}

/* Where a list has a name already, or NULL. */
#define PLACE_IN(list, text)                           \
    ({                                                 \
        typeof((list) + 0) at = LIST_FIND(list, text); \
        at ? &at->at : NULL;                           \
    })

/* -- procedures ---------------------------------------------------------- */

void declare_procedure(struct reader *r, struct word name)
{
    struct adl_procedure *new = RECORD(r, struct adl_procedure, &name.at);
    struct adl_model *m = r->m;

    new->name = name.name;
    new->at = name.at;
    new->folder = r->source->folder;
    check_name(r, &name);
    r->procedure = new;
    if (taken(r, "procedure", &name, PLACE_IN(m->procedures, name.name)))
        return;
    new->index = m->procedure_count++;
    LIST_ADD(m->procedures, new);
}

/* The type that words name, without the last, which is a name. */
static void read_type(struct reader *r, const struct word *words,
                      const struct word *name, struct adl_type *type)
{
    if (words == name) {
        diagnostics_error(r->d, &words->at, "'%s' has no type or no name",
                          words->name);
        r->broken = true;
        *type = (struct adl_type){ .name = "void", .c = "void" };
        return;
    }
    if (type_of_words(r->arena, words, name, type) ||
        (type->c && r->procedure->includes))
        return;
    if (!type->c)
        diagnostics_error(r->d, &words->at, "'%s' is no type", type->name);
    else
        diagnostics_error(r->d, &words->at,
                          "unknown type '%s': procedure '%s' includes no "
                          "header that could declare it",
                          type->name, r->procedure->name);
}

void declare_method(struct reader *r, struct word *words)
{
    struct adl_method *new = RECORD(r, struct adl_method, &words->at);
    struct word *name = last_word(words);

    new->name = name->name;
    new->at = name->at;
    read_type(r, words, name, &new->result);
    if (name != words)
        check_name(r, name);
    r->method = new;
    if (taken(r, "method", name, PLACE_IN(r->procedure->methods, new->name)))
        return;
    new->index = r->procedure->method_count++;
    LIST_ADD(r->procedure->methods, new);
}

void declare_parameter(struct reader *r, enum adl_direction direction,
                       struct word *words, bool array)
{
    struct adl_parameter *new = RECORD(r, struct adl_parameter, &words->at);
    struct word *name = last_word(words);
    struct adl_method *method = r->method;

    if (name == words && !strcmp(name->name, "void") && !method->parameters &&
        direction == ADL_IN && !array)
        return;
    new->name = name->name;
    new->at = name->at;
    new->direction = direction;
    read_type(r, words, name, &new->type);
    new->type.array = array;
    if (name != words && new->type.kind == ADL_TYPE_VOID)
        diagnostics_error(r->d, &words->at, "parameter '%s' is void",
                          name->name);
    if (name != words)
        check_name(r, name);
    if (taken(r, "parameter", name, PLACE_IN(method->parameters, new->name)))
        return;
    new->index = method->parameter_count++;
    LIST_ADD(method->parameters, new);
}

void declare_include(struct reader *r, struct adl_include **includes,
                     struct word name, bool system)
{
    struct adl_include *new = RECORD(r, struct adl_include, &name.at);

    if (!*name.name || strpbrk(name.name, "\n\r\"<>\\")) {
        diagnostics_error(r->d, &name.at, "bad name of a header");
        return;
    }
    *new = (struct adl_include){ NULL, name.name, system, name.at };
    if (!LIST_FIND(*includes, name.name)) /* twice is once */
        LIST_ADD(*includes, new);
}

/* -- components ---------------------------------------------------------- */

void declare_component(struct reader *r, struct word name)
{
    struct adl_component *new = RECORD(r, struct adl_component, &name.at);
    struct adl_model *m = r->m;

    new->name = name.name;
    new->at = name.at;
    new->folder = r->source->folder;
    check_name(r, &name);
    r->component = new;
    if (taken(r, "component", &name, PLACE_IN(m->components, name.name)))
        return;
    new->index = m->component_count++;
    LIST_ADD(m->components, new);
}

void close_component(struct reader *r)
{
    r->component = NULL;
}

void declare_control(struct reader *r, struct place at)
{
    if (r->component->control)
        diagnostics_error(r->d, &at, "duplicate 'control' in component '%s'",
                          r->component->name);
    r->component->control = true;
}

void declare_hardware(struct reader *r, struct place at)
{
    if (r->component->hardware)
        diagnostics_error(r->d, &at, "duplicate 'hardware' in component '%s'",
                          r->component->name);
    r->component->hardware = true;
}

/* Interfaces, locks and attributes of a component have names of their own,
 * since all of them become names in C or of settings. */
static bool member_taken(struct reader *r, const char *what,
                         const struct word *name)
{
    const struct adl_component *c = r->component;
    const struct place *at = PLACE_IN(c->interfaces, name->name);

    if (!at)
        at = PLACE_IN(c->locks, name->name);
    if (!at)
        at = PLACE_IN(c->attributes, name->name);
    check_name(r, name);
    return taken(r, what, name, at);
}

static void add_interface(struct reader *r, const struct adl_interface *given,
                          const struct word *name)
{
    struct adl_interface *new = RECORD(r, struct adl_interface, &name->at);

    *new = *given;
    new->name = name->name;
    new->at = name->at;
    if (member_taken(r, "interface", name))
        return;
    new->index = r->component->interface_count++;
    LIST_ADD(r->component->interfaces, new);
}

void declare_interface(struct reader *r, bool optional,
                       enum adl_interface_kind kind, struct word type,
                       struct word name)
{
    struct adl_interface given = { .kind = kind,
                                   .type = type.name,
                                   .type_at = type.at,
                                   .optional = optional };

    add_interface(r, &given, &name);
}

void declare_dataport(struct reader *r, bool optional, struct word type,
                      uint64_t size, struct place size_at, struct word name)
{
    struct adl_interface given = { .kind = ADL_DATAPORT,
                                   .type = type.name,
                                   .type_at = type.at,
                                   .optional = optional };

    (void)size_at;
    if (!strcmp(type.name, "Buf"))
        given.size = size;
    add_interface(r, &given, &name);
}

void declare_buffer(struct reader *r, bool optional, struct word type,
                    int64_t size, struct place size_at, struct word name)
{
    if (strcmp(type.name, "Buf"))
        diagnostics_error(r->d, &type.at, "only Buf has a size, not '%s'",
                          type.name);
    else if (size <= 0 || size > SYNTAX_BUFFER_MAX)
        diagnostics_error(r->d, &size_at,
                          "size of dataport '%s' is %lld: it must be 1 to %d",
                          name.name, (long long)size, SYNTAX_BUFFER_MAX);
    declare_dataport(r, optional, type, (uint64_t)size, size_at, name);
}

void declare_lock(struct reader *r, enum adl_lock_kind kind, struct word name)
{
    struct adl_lock *new = RECORD(r, struct adl_lock, &name.at);
    unsigned index = 0;

    if (member_taken(r, "lock", &name))
        return;
    for (struct adl_lock *l = r->component->locks; l; l = l->next)
        index++;
    *new = (struct adl_lock){ NULL, index, kind, name.name, name.at };
    LIST_ADD(r->component->locks, new);
}

void declare_attribute(struct reader *r, struct word *words, bool array,
                       struct adl_value *value)
{
    struct adl_attribute *new = RECORD(r, struct adl_attribute, &words->at);
    struct word *name = last_word(words);
    bool is_taken;

    if (name == words) {
        diagnostics_error(r->d, &words->at,
                          "attribute '%s' has no type or no name", name->name);
        r->broken = true;
        return;
    }
    new->name = name->name;
    new->at = name->at;
    new->value = value;
    if (!type_of_attribute(r->arena, words, name, &new->type))
        diagnostics_error(r->d, &words->at, "'%s' is no type of an attribute",
                          new->type.name);
    new->type.array = array;
    if (r->component)
        is_taken = member_taken(r, "attribute", name);
    else
        is_taken = taken(r, "attribute", name,
                         PLACE_IN(r->connector->attributes, name->name));
    if (!is_taken)
        LIST_ADD(*(r->component ? &r->component->attributes
                                : &r->connector->attributes),
                 new);
}

/* -- connectors ---------------------------------------------------------- */

void declare_connector(struct reader *r, struct word name)
{
    struct adl_connector *new = RECORD(r, struct adl_connector, &name.at);
    struct adl_model *m = r->m;
    const struct adl_connector *before = LIST_FIND(m->connectors, name.name);

    new->name = name.name;
    new->at = name.at;
    new->kind =
        r->source->path == prelude_name ? prelude_kind(name.name) : ADL_OTHER;
    check_name(r, &name);
    r->connector = new;
    r->from_given = r->to_given = false;
    if (before && before->at.file == prelude_name)
        diagnostics_error(r->d, &name.at,
                          "connector '%s' is built in, it cannot be declared",
                          name.name);
    else if (!taken(r, "connector", &name, before ? &before->at : NULL))
        LIST_ADD(m->connectors, new);
}

void declare_side(struct reader *r, bool from, bool hardware, struct word kind)
{
    static const struct {
        const char *name;
        enum adl_end_kind kind;
        bool many;
    } sides[] = {
        { "Procedure", ADL_END_PROCEDURE, false },
        { "Procedures", ADL_END_PROCEDURE, true },
        { "Event", ADL_END_EVENT, false },
        { "Events", ADL_END_EVENT, true },
        { "Dataport", ADL_END_DATAPORT, false },
        { "Dataports", ADL_END_DATAPORT, true },
    };
    bool *given = from ? &r->from_given : &r->to_given;
    struct adl_side *side = from ? &r->connector->from : &r->connector->to;

    if (*given)
        diagnostics_error(r->d, &kind.at, "duplicate '%s' in connector '%s'",
                          from ? "from" : "to", r->connector->name);
    *given = true;
    for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++) {
        if (strcmp(sides[i].name, kind.name))
            continue;
        *side = (struct adl_side){ sides[i].kind, sides[i].many, hardware,
                                   kind.at };
        return;
    }
    diagnostics_error(r->d, &kind.at,
                      "'%s' is no kind of end: Procedure, Event, Dataport or "
                      "more of them",
                      kind.name);
}

void check_threads(struct reader *r, struct word word)
{
    if (strcmp(word.name, "threads") && strcmp(word.name, "thread"))
        report_unexpected(r, &word.at, word.name, strlen(word.name),
                          (const char *[]){ "'threads'" }, 1);
}

void close_connector(struct reader *r)
{
    if (!r->broken && !(r->from_given && r->to_given))
        diagnostics_error(r->d, &r->connector->at,
                          "connector '%s' has no '%s' side", r->connector->name,
                          r->from_given ? "to" : "from");
    r->connector = NULL;
}

/* -- compositions -------------------------------------------------------- */

void open_assembly(struct reader *r)
{
    r->assemblies++;
    r->component = NULL;
}

void open_scope(struct reader *r)
{
    r->group = NULL;
    r->scope = r->top;
    if (!r->component)
        return;
    if (!r->component->scope)
        r->component->scope = ARENA_NEW(r->arena, struct adl_scope);
    r->scope = r->component->scope;
}

/* What a composition declares shares one space of names: settings could not
 * tell two apart. The members of a group have one of their own. */
static bool scope_taken(struct reader *r, const char *what,
                        const struct word *name, const char *group)
{
    const struct adl_scope *s = r->scope;
    const struct place *at = NULL;

    check_name(r, name);
    for (const struct declared_instance *i = s->instances; i; i = i->next)
        if (!strcmp(i->name, name->name) &&
            (group ? i->group && !strcmp(i->group, group) : !i->group))
            at = &i->at;
    if (!at && !group)
        at = PLACE_IN(s->groups, name->name);
    if (!at && !group)
        at = PLACE_IN(s->connections, name->name);
    return taken(r, what, name, at);
}

void declare_instance(struct reader *r, struct word type, struct word name)
{
    struct declared_instance *new =
        RECORD(r, struct declared_instance, &name.at);
    const char *group = r->group ? r->group->name : NULL;

    if (scope_taken(r, "instance", &name, group))
        return;
    new->name = name.name;
    new->at = name.at;
    new->group = group;
    new->component = type;
    LIST_ADD(r->scope->instances, new);
}

void declare_group(struct reader *r, struct word name)
{
    struct declared_group *new = RECORD(r, struct declared_group, &name.at);

    new->name = name.name;
    new->at = name.at;
    if (!scope_taken(r, "group", &name, NULL))
        LIST_ADD(r->scope->groups, new);
    r->group = new;
}

void declare_connection(struct reader *r, struct word type, struct word name)
{
    struct declared_connection *new =
        RECORD(r, struct declared_connection, &name.at);

    new->name = name.name;
    new->at = name.at;
    new->type = type;
    r->connection = new;
    if (!scope_taken(r, "connection", &name, NULL))
        LIST_ADD(r->scope->connections, new);
    else
        r->scope->doubtful = true;
}

void declare_end(struct reader *r, bool to, struct path path)
{
    struct declared_end *new = RECORD(r, struct declared_end, &path.at);

    new->to = to;
    new->path = path;
    LIST_ADD(r->connection->ends, new);
}

void declare_export(struct reader *r, struct path path, struct word name)
{
    struct declared_export *new = RECORD(r, struct declared_export, &name.at);

    if (!r->component) {
        diagnostics_error(r->d, &name.at,
                          "export in an assembly: only a compound component "
                          "has interfaces to export to");
        r->scope->doubtful = true;
        return;
    }
    new->name = name.name;
    new->at = name.at;
    new->path = path;
    if (!taken(r, "export to", &name, PLACE_IN(r->scope->exports, name.name)))
        LIST_ADD(r->scope->exports, new);
    else
        r->scope->doubtful = true;
}

/* -- configurations ------------------------------------------------------ */

/* Takes the last word off a path. */
static struct word split(struct path *path)
{
    struct word **at = &path->words;
    struct word last;

    while ((*at)->next)
        at = &(*at)->next;
    last = **at;
    *at = NULL;
    path->count--;
    return last;
}

/* Whether two paths are the same; one that is empty has no words. */
static bool same_path(const struct path *a, const struct path *b)
{
    const struct word *x = a->words, *y = b->words;

    for (; x && y; x = x->next, y = y->next)
        if (strcmp(x->name, y->name))
            return false;
    return !x && !y;
}

void declare_setting(struct reader *r, struct path path,
                     struct adl_value *value, const struct path *reference)
{
    struct declared_setting *new = RECORD(r, struct declared_setting, &path.at);

    new->attribute = split(&path);
    new->path = path;
    new->value = value;
    if (reference) {
        new->reference = *reference;
        new->referred = split(&new->reference);
    }
    for (struct declared_setting *s = r->scope->settings; s; s = s->next)
        if (same_path(&s->path, &path) &&
            taken(r, "setting", &new->attribute,
                  strcmp(s->attribute.name, new->attribute.name)
                      ? NULL
                      : &s->attribute.at))
            return;
    LIST_ADD(r->scope->settings, new);
}
