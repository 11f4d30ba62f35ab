/* SPDX-License-Identifier: MIT
 *
 * Prototypes of methods: see signature.h.
 */
#define _GNU_SOURCE
#include "connectors/signature.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>

const char *signature_type(const struct adl_type *type)
{
    return type->kind == ADL_TYPE_VOID     ? "void"
           : type->kind == ADL_TYPE_STRING ? "char *"
           : type->c                       ? type->c
                                           : type->name;
}

bool signature_is_bool(const struct adl_type *type)
{
    return type->kind == ADL_TYPE_NUMBER &&
           (!strcmp(type->c, "bool") || !strcmp(type->c, "_Bool"));
}

bool signature_goes_in(const struct adl_parameter *p)
{
    return p->direction != ADL_OUT;
}

bool signature_comes_out(const struct adl_parameter *p)
{
    return p->direction == ADL_OUT || p->direction == ADL_INOUT;
}

/* A declarator's beginning: "int " but "char *". */
static const char *space(const char *type)
{
    return type[strlen(type) - 1] == '*' ? "" : " ";
}

static void add_parameter(struct print_list *list,
                          const struct adl_parameter *p)
{
    const char *type = signature_type(&p->type);
    bool string = p->type.kind == ADL_TYPE_STRING;
    const char *gap = space(type);

    if (p->type.array && signature_comes_out(p)) {
        print_list_add(list, "size_t *%s_sz", p->name);
        print_list_add(list, "%s%s**%s", type, gap, p->name);
    } else if (p->type.array) {
        print_list_add(list, "size_t %s_sz", p->name);
        print_list_add(list, "%s%s%s*%s", string ? "" : "const ", type, gap,
                       p->name);
    } else if (signature_comes_out(p)) {
        print_list_add(list, "%s%s*%s", type, gap, p->name);
    } else if (string) {
        print_list_add(list, "const char *%s", p->name);
    } else if (p->direction == ADL_REFIN) {
        print_list_add(list, "const %s%s*%s", type, gap, p->name);
    } else {
        print_list_add(list, "%s%s%s", type, gap, p->name);
    }
}

void signature_print(FILE *out, const char *before, const char *prefix,
                     const struct adl_method *m, const char *tail)
{
    const char *type = signature_type(&m->result);
    struct print_list list = { 0 };
    char *head, *end;

    if (asprintf(&head, "%s%s%s%s_%s(", before, type, space(type), prefix,
                 m->name) < 0 ||
        asprintf(&end, ")%s", tail) < 0)
        err(1, "compose");
    for (const struct adl_parameter *p = m->parameters; p; p = p->next)
        add_parameter(&list, p);
    print_wrapped(out, head, &list, "void", end);
    print_list_free(&list);
    free(head);
    free(end);
}
