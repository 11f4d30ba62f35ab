/* SPDX-License-Identifier: MIT
 *
 * Printing the functions that turn calls into messages and back. For each
 * method two functions come about, whose steps are the same in this order:
 *
 *     client's                     server's
 *     begin the call
 *     put what goes in      --->   get it, all of it
 *     call                         call the implementation
 *     get what comes out    <---   put the result, and what comes out
 *     end the call                 free what was allocated
 *
 * Own variables end in '_', which keeps them off the parameters' names.
 */
#include "connectors/generate.h"

#include <string.h>

#include "adl/arena.h"
#include "connectors/signature.h"

/* What becomes of a parameter depends on its shape. */
enum shape { VALUE, BOOL, CAPABILITY, STRING, ARRAY, STRINGS };

/* Where something is printed, and how the code there names its message. */
struct printer {
    FILE *out;
    struct arena *arena;
    const char *indent;
    const char *message; /* its address */
    const char *member;  /* what stands before a member of it */
};

static bool is_string(const struct adl_type *type)
{
    return type->kind == ADL_TYPE_STRING;
}

static bool is_allocated(const struct adl_type *type)
{
    return type->array || is_string(type);
}

static enum shape shape_of(const struct adl_parameter *p)
{
    if (p->type.array)
        return is_string(&p->type) ? STRINGS : ARRAY;
    if (layout_is_capability(p))
        return CAPABILITY;
    return is_string(&p->type)           ? STRING
           : signature_is_bool(&p->type) ? BOOL
                                         : VALUE;
}

/* A type up to the name that follows: "int " but "char *". */
static const char *type_text(const struct printer *w,
                             const struct adl_type *type)
{
    const char *name = signature_type(type);

    return arena_format(w->arena, "%s%s", name,
                        name[strlen(name) - 1] == '*' ? "" : " ");
}

/* Prints `head(message, items...);`; NULL items are left out. */
static void statement(const struct printer *w, const char *head,
                      const char *first, const char *second, const char *third)
{
    struct print_list list = { 0 };

    print_list_add(&list, "%s", w->message);
    if (first)
        print_list_add(&list, "%s", first);
    if (second)
        print_list_add(&list, "%s", second);
    if (third)
        print_list_add(&list, "%s", third);
    print_wrapped(w->out, arena_format(w->arena, "%s%s(", w->indent, head),
                  &list, "", ");");
    print_list_free(&list);
}

/* The parameter as a value: `x`, or `*x` if its name is a pointer to it. */
static const char *value_text(const struct printer *w, bool pointer,
                              const char *name)
{
    return arena_format(w->arena, "%s%s", pointer ? "*" : "", name);
}

static const char *address_text(const struct printer *w, bool pointer,
                                const char *name)
{
    return arena_format(w->arena, "%s%s", pointer ? "" : "&", name);
}

static const char *size_text(const struct printer *w, const char *of)
{
    return arena_format(w->arena, "sizeof %s", of);
}

/* -- both sides ------------------------------------------------------------- */

static void print_put(const struct printer *w, const struct adl_parameter *p,
                      bool pointer)
{
    const char *value = value_text(w, pointer, p->name);
    const char *count = arena_format(w->arena, "%s_sz", value);

    switch (shape_of(p)) {
    case CAPABILITY:
        fprintf(w->out, "%s%scapability = %s;\n", w->indent, w->member, value);
        break;
    case VALUE:
    case BOOL:
        statement(w, "component_put", address_text(w, pointer, p->name),
                  size_text(w, value), NULL);
        break;
    case STRING:
        statement(w, "component_put_string", value, NULL, NULL);
        break;
    case ARRAY:
        statement(w, "component_put_array", value, count,
                  arena_format(w->arena, "sizeof *%s", value));
        break;
    case STRINGS:
        statement(w, "component_put_strings",
                  arena_format(w->arena, "(const char *const *)%s", value),
                  count, NULL);
        break;
    }
}

/* A value that was not copied; arrays and strings are in `take`. */
static void print_get(const struct printer *w, const struct adl_parameter *p,
                      bool pointer)
{
    const char *value = value_text(w, pointer, p->name);
    const char *address = address_text(w, pointer, p->name);

    if (shape_of(p) == CAPABILITY)
        fprintf(w->out, "%s%s = %scapability;\n", w->indent, value, w->member);
    else if (shape_of(p) == BOOL)
        statement(w, "component_get_bool", address, NULL, NULL);
    else
        statement(w, "component_get", address, size_text(w, value), NULL);
}

static void check_bools(const struct printer *w, const struct adl_parameter *p,
                        bool pointer)
{
    const char *value = value_text(w, pointer, p->name);

    if (signature_is_bool(&p->type))
        statement(w, "component_check_bools", value,
                  arena_format(w->arena, "%s_sz", value), NULL);
}

/* Reads into memory that the reader frees. */
static void print_take(const struct printer *w, const struct adl_parameter *p,
                       bool pointer)
{
    const char *value = value_text(w, pointer, p->name);
    const char *assign = arena_format(w->arena, "%s = ", value);
    const char *count =
        address_text(w, pointer, arena_format(w->arena, "%s_sz", p->name));

    if (shape_of(p) == STRING) {
        statement(w, arena_format(w->arena, "%scomponent_take_string", assign),
                  NULL, NULL, NULL);
    } else if (shape_of(p) == STRINGS) {
        statement(w, arena_format(w->arena, "%scomponent_take_strings", assign),
                  count, NULL, NULL);
    } else {
        statement(w, arena_format(w->arena, "%scomponent_take_array", assign),
                  arena_format(w->arena, "sizeof *%s", value), count, NULL);
        check_bools(w, p, pointer);
    }
}

static void print_free(const struct printer *w, const struct adl_parameter *p,
                       bool pointer)
{
    const char *value = value_text(w, pointer, p->name);

    if (shape_of(p) == STRINGS)
        fprintf(w->out, "%scomponent_free_strings(%s, %s_sz);\n", w->indent,
                value, value);
    else
        fprintf(w->out, "%sfree(%s);\n", w->indent, value);
}

/* `int result_ = 0;`; foreign types may be structures. */
static void print_result(const struct printer *w, const struct adl_type *type)
{
    const char *zero = is_allocated(type)               ? "NULL"
                       : type->kind == ADL_TYPE_FOREIGN ? "{ 0 }"
                       : signature_is_bool(type)        ? "false"
                                                        : "0";

    if (type->kind != ADL_TYPE_VOID)
        fprintf(w->out, "    %sresult_ = %s;\n", type_text(w, type), zero);
}

/* The result, as a parameter that comes out. */
static struct adl_parameter result_of(const struct adl_method *m)
{
    return (struct adl_parameter){ .name = "result_",
                                   .direction = ADL_OUT,
                                   .type = m->result };
}

/* -- clients ---------------------------------------------------------------- */

static bool allocates(const struct adl_method *m)
{
    bool any = is_allocated(&m->result);

    for (const struct adl_parameter *p = m->parameters; p; p = p->next)
        any = any || (signature_comes_out(p) && is_allocated(&p->type));
    return any;
}

static void client_variables(const struct printer *w,
                             const struct layout_interface *f,
                             const struct adl_method *m)
{
    const char *copy = "NULL";

    fprintf(w->out, "    struct component_message call_;\n");
    if (allocates(m) && f->kind != ADL_RPC_SHARED) {
        fprintf(w->out, "    char copy_[COMPONENT_WORDS] "
                        "__attribute__((aligned(8)));\n");
        copy = "copy_";
    }
    print_result(w, &m->result);
    fputc('\n', w->out);
    for (const struct adl_parameter *p = m->parameters; p; p = p->next) {
        if (p->direction != ADL_OUT || !is_allocated(&p->type))
            continue;
        if (p->type.array)
            fprintf(w->out, "    *%s_sz = 0;\n", p->name);
        fprintf(w->out, "    *%s = NULL;\n", p->name);
    }
    fprintf(w->out, "    component_begin_call(&%s_client, &call_, %u, %s);\n",
            f->interface->name, m->index, copy);
}

/* Whether the name of an in parameter is a pointer to it, and no array. */
static bool is_pointer(const struct adl_parameter *p)
{
    return signature_comes_out(p) ||
           (p->direction == ADL_REFIN && !is_allocated(&p->type));
}

static void print_out(const struct printer *w, const struct adl_parameter *p,
                      bool pointer)
{
    if (p->direction == ADL_INOUT && is_allocated(&p->type))
        print_free(w, p, pointer);
    if (is_allocated(&p->type))
        print_take(w, p, pointer);
    else
        print_get(w, p, pointer);
}

static void print_outs(const struct printer *w, const struct adl_method *m)
{
    struct adl_parameter result = result_of(m);

    if (m->result.kind != ADL_TYPE_VOID)
        print_out(w, &result, false);
    for (const struct adl_parameter *p = m->parameters; p; p = p->next)
        if (signature_comes_out(p))
            print_out(w, p, true);
}

static bool has_outs(const struct adl_method *m)
{
    bool any = m->result.kind != ADL_TYPE_VOID;

    for (const struct adl_parameter *p = m->parameters; p; p = p->next)
        any = any || signature_comes_out(p);
    return any;
}

static void print_client(const struct printer *w,
                         const struct layout_interface *f,
                         const struct adl_method *m)
{
    const char *name = f->interface->name;
    struct printer inside = *w;

    inside.indent = "        ";
    signature_print(w->out, "", name, m, "");
    fprintf(w->out, "{\n");
    client_variables(w, f, m);
    for (const struct adl_parameter *p = m->parameters; p; p = p->next)
        if (signature_goes_in(p))
            print_put(w, p, is_pointer(p));
    if (has_outs(m)) {
        fprintf(w->out, "    if (component_call(&%s_client, &call_)) {\n",
                name);
        print_outs(&inside, m);
        fprintf(w->out, "    }\n");
    } else {
        fprintf(w->out, "    component_call(&%s_client, &call_);\n", name);
    }
    fprintf(w->out, "    component_end_call(&%s_client, &call_);\n", name);
    if (m->result.kind != ADL_TYPE_VOID)
        fprintf(w->out, "    return result_;\n");
    fprintf(w->out, "}\n\n");
}

void generate_client(FILE *out, struct arena *arena,
                     const struct layout_interface *f)
{
    struct printer w = { out, arena, "    ", "&call_", "call_." };
    const struct adl_method *m = f->interface->procedure->methods;

    for (; m; m = m->next)
        print_client(&w, f, m);
}

/* -- servers ---------------------------------------------------------------- */

/* What is only read stays in the request. */
static bool stays(const struct adl_parameter *p)
{
    return !signature_comes_out(p) &&
           (shape_of(p) == STRING || shape_of(p) == ARRAY);
}

static void server_variable(const struct printer *w,
                            const struct adl_parameter *p)
{
    const char *type = type_text(w, &p->type);

    if (p->type.array)
        fprintf(w->out, "    size_t %s_sz = 0;\n", p->name);
    if (shape_of(p) == STRING)
        fprintf(w->out, "    %schar *%s = NULL;\n", stays(p) ? "const " : "",
                p->name);
    else if (p->type.array)
        fprintf(w->out, "    %s%s*%s = NULL;\n", stays(p) ? "const " : "", type,
                p->name);
    else
        fprintf(w->out, "    %s%s = %s;\n", type, p->name,
                shape_of(p) == BOOL                ? "false"
                : shape_of(p) == CAPABILITY        ? "0"
                : p->type.kind == ADL_TYPE_FOREIGN ? "{ 0 }"
                                                   : "0");
}

static void print_in(const struct printer *w, const struct adl_parameter *p)
{
    if (!is_allocated(&p->type)) {
        print_get(w, p, false);
    } else if (!stays(p)) {
        print_take(w, p, false);
        if (shape_of(p) == STRING)
            statement(w, "component_need", p->name, NULL, NULL);
    } else if (shape_of(p) == STRING) {
        statement(w,
                  arena_format(w->arena, "%s = component_get_string", p->name),
                  NULL, NULL, NULL);
    } else {
        statement(w,
                  arena_format(w->arena, "%s = component_get_array", p->name),
                  arena_format(w->arena, "sizeof *%s", p->name),
                  arena_format(w->arena, "&%s_sz", p->name), NULL);
        check_bools(w, p, false);
    }
}

/* Prints the call of the implementation. */
static void print_invocation(const struct printer *w, const char *interface,
                             const struct adl_method *m)
{
    struct print_list list = { 0 };

    for (const struct adl_parameter *p = m->parameters; p; p = p->next) {
        const char *address = is_pointer(p) ? "&" : "";

        if (p->type.array)
            print_list_add(&list, "%s%s_sz", address, p->name);
        print_list_add(&list, "%s%s", address, p->name);
    }
    print_wrapped(
        w->out,
        arena_format(w->arena, "%s%s%s_%s(", w->indent,
                     m->result.kind == ADL_TYPE_VOID ? "" : "result_ = ",
                     interface, m->name),
        &list, "", ");");
    print_list_free(&list);
}

static void print_answer(const struct printer *w, const struct adl_method *m)
{
    struct adl_parameter result = result_of(m);

    if (m->result.kind != ADL_TYPE_VOID)
        print_put(w, &result, false);
    for (const struct adl_parameter *p = m->parameters; p; p = p->next)
        if (signature_comes_out(p))
            print_put(w, p, false);
}

static void print_frees(const struct printer *w, const struct adl_method *m)
{
    struct adl_parameter result = result_of(m);

    if (is_allocated(&m->result))
        print_free(w, &result, false);
    for (const struct adl_parameter *p = m->parameters; p; p = p->next)
        if (is_allocated(&p->type) && !stays(p))
            print_free(w, p, false);
}

static void server_head(const struct printer *w, const char *interface,
                        const struct adl_method *m)
{
    struct print_list list = { 0 };

    print_list_add(&list, "struct component_message *request_");
    print_list_add(&list, "struct component_message *answer_");
    print_wrapped(
        w->out,
        arena_format(w->arena, "static void serve_%s_%s(", interface, m->name),
        &list, "", ")");
    print_list_free(&list);
}

static void print_server(const struct printer *w, const char *interface,
                         const struct adl_method *m)
{
    struct printer request = *w, answer = *w;
    bool variables = m->parameters || m->result.kind != ADL_TYPE_VOID;

    request.message = "request_";
    request.member = "request_->";
    answer.message = "answer_";
    answer.member = "answer_->";
    answer.indent = "        ";
    server_head(w, interface, m);
    fprintf(w->out, "{\n");
    for (const struct adl_parameter *p = m->parameters; p; p = p->next)
        server_variable(w, p);
    print_result(w, &m->result);
    if (variables)
        fputc('\n', w->out);
    for (const struct adl_parameter *p = m->parameters; p; p = p->next)
        if (signature_goes_in(p))
            print_in(&request, p);
    fprintf(w->out, "    if (component_read_all(request_)) {\n");
    print_invocation(&answer, interface, m);
    print_answer(&answer, m);
    fprintf(w->out, "    }\n");
    print_frees(w, m);
    if (!has_outs(m))
        fprintf(w->out, "    (void)answer_;\n");
    fprintf(w->out, "}\n\n");
}

void generate_server(FILE *out, struct arena *arena,
                     const struct layout_interface *f)
{
    struct printer w = { .out = out, .arena = arena, .indent = "    " };
    const struct adl_method *m = f->interface->procedure->methods;

    for (; m; m = m->next)
        print_server(&w, f->interface->name, m);
}
