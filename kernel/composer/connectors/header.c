/* SPDX-License-Identifier: MIT
 *
 * Printing camkes_instance.h: see generate.h.
 */
#define _GNU_SOURCE
#include "connectors/generate.h"

#include <err.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "connectors/signature.h"

/* Functions of a `maybe` interface are NULL where it is not connected, which a
   program may ask. */
static const char *weak(const struct layout_interface *f)
{
    return f->interface->optional ? "__attribute__((weak)) " : "";
}

static void print_includes(FILE *out, const struct adl_include *i)
{
    if (i)
        fputc('\n', out);
    for (; i; i = i->next)
        fprintf(out, i->system ? "#include <%s>\n" : "#include \"%s\"\n",
                i->name);
}

/* -- interfaces ------------------------------------------------------------ */

static void print_procedure(FILE *out, const struct layout_interface *f)
{
    const char *name = f->interface->name;
    bool server = f->interface->kind == ADL_PROVIDES;

    for (const struct adl_method *m = f->interface->procedure->methods; m;
         m = m->next)
        signature_print(out, server ? "" : weak(f), name, m, ";");
    if (server && f->connection)
        fprintf(out, "seL4_Word %s_get_sender_id(void);\n", name);
    if (f->kind != ADL_RPC_SIGNAL || !f->connection)
        return;
    if (server) {
        fprintf(out, "void %s_emit(seL4_Word sender);\n", name);
        return;
    }
    fprintf(out, "seL4_CPtr %s_notification(void);\n", name);
    fprintf(out, "void %s_wait(void);\n", name);
    fprintf(out, "int %s_poll(void);\n", name);
}

static void print_head(FILE *out, const char *before, const char *name,
                       const char *what, const struct print_list *list)
{
    char *head;

    if (asprintf(&head, "%sint %s%s(", before, name, what) < 0)
        err(1, "compose");
    print_wrapped(out, head, list, "void", ");");
    free(head);
}

static void print_event(FILE *out, const struct layout_interface *f)
{
    const char *name = f->interface->name;
    const char *before = weak(f);
    struct print_list list = { 0 };

    if (f->interface->kind == ADL_EMITS) {
        fprintf(out, "%svoid %s_emit(void);\n", before, name);
        return;
    }
    fprintf(out, "%svoid %s_wait(void);\n", before, name);
    fprintf(out, "%sint %s_poll(void);\n", before, name);
    print_list_add(&list, "void (*callback)(void *)");
    print_list_add(&list, "void *argument");
    print_head(out, before, name, "_reg_callback", &list);
    print_list_free(&list);
    if (f->connection && f->kind == ADL_INTERRUPT) {
        fprintf(out, "int %s_acknowledge(void);\n", name);
        fprintf(out, "void %s_handle(void);\n", name);
    }
}

static bool is_buffer(const struct adl_interface *i)
{
    return i->size || !strcmp(i->type, "Buf");
}

static void print_dataport(FILE *out, const struct layout_interface *f)
{
    const char *name = f->interface->name;

    fprintf(out, "extern volatile %s *const %s;\n",
            is_buffer(f->interface) ? "void" : f->interface->type, name);
    fprintf(out, "void %s_acquire(void);\n", name);
    fprintf(out, "void %s_release(void);\n", name);
    fprintf(out, "size_t %s_get_size(void);\n", name);
    if (f->dma)
        fprintf(out, "uintptr_t %s_get_paddr(void);\n", name);
}

static void print_steps(FILE *out, const struct layout_interface *f)
{
    if (!f->thread)
        return;
    fprintf(out, "void %s__init(void);\n", f->interface->name);
    fprintf(out, "void %s__run(void);\n", f->interface->name);
}

static void print_interface(FILE *out, const struct layout_interface *f)
{
    static const char *const verbs[] = {
        [ADL_PROVIDES] = "provides", [ADL_USES] = "uses",
        [ADL_EMITS] = "emits",       [ADL_CONSUMES] = "consumes",
        [ADL_DATAPORT] = "dataport",
    };

    fprintf(out, "\n/* %s %s %s%s */\n", verbs[f->interface->kind],
            f->interface->type, f->interface->name,
            f->connection ? "" : ", not connected");
    if (f->interface->procedure)
        print_procedure(out, f);
    else if (f->interface->kind == ADL_DATAPORT)
        print_dataport(out, f);
    else
        print_event(out, f);
    print_steps(out, f);
}

/* -- locks and attributes -------------------------------------------------- */

static void print_lock(FILE *out, const struct adl_lock *k)
{
    switch (k->kind) {
    case ADL_MUTEX:
        fprintf(out, "int %s_lock(void);\nint %s_unlock(void);\n", k->name,
                k->name);
        break;
    case ADL_SEMAPHORE:
        fprintf(out,
                "int %s_wait(void);\nint %s_trywait(void);\n"
                "int %s_post(void);\n",
                k->name, k->name, k->name);
        break;
    case ADL_BINARY_SEMAPHORE:
        fprintf(out, "int %s_wait(void);\nint %s_post(void);\n", k->name,
                k->name);
        break;
    }
}

static void print_attribute(FILE *out, const struct adl_attribute *a)
{
    const char *type = a->type.c;
    bool string = a->type.kind == ADL_TYPE_STRING;

    if (a->type.kind != ADL_TYPE_NUMBER && !string)
        return;
    fprintf(out, "extern const %s%s%s%s;\n", type, string ? "const " : " ",
            a->name, a->type.array ? "[]" : "");
    if (a->type.array)
        fprintf(out, "extern const size_t %s_count;\n", a->name);
}

/* -- what else it was given ------------------------------------------------ */

static void print_capabilities(FILE *out, const struct layout_instance *li)
{
    const struct {
        const char *name;
        uint32_t slot;
    } slots[] = {
        { "CNODE_BITS", li->cnode_bits },
        { "FIRST_FREE", li->first_free },
        { "OWN_CNODE", li->own_cnode },
        { "OWN_VSPACE", li->own_vspace },
        { "OWN_TCB", li->own_tcb },
        { "ASID_POOL", li->asid_pool },
        { "SCHED_CONTROL", li->sched_control },
        { "UNTYPED", li->untyped },
    };
    size_t count = sizeof slots / sizeof slots[0], width = 0;

    fprintf(out, "\n/* slots of its capability space, which has 2^n */\n");
    for (size_t i = 0; i < count; i++)
        if (slots[i].slot && strlen(slots[i].name) > width)
            width = strlen(slots[i].name);
    for (size_t i = 0; i < count; i++)
        if (slots[i].slot)
            fprintf(out, "#define CAMKES_%-*s %" PRIu32 "\n", (int)width,
                    slots[i].name, slots[i].slot);
    if (li->untyped)
        fprintf(out,
                "\n/* struct plan_memory: what lies in the slots from "
                "CAMKES_UNTYPED on */\n"
                "#define CAMKES_UNTYPED_PAGE 0x%" PRIx64 "\n",
                li->untyped_address);
}

void generate_header(FILE *out, const struct layout *l,
                     const struct layout_instance *li)
{
    const struct adl_component *type = li->instance->type;

    (void)l;
    fprintf(out,
            "/* SPDX-License-Identifier: MIT\n"
            " *\n"
            " * What %s, a %s, has. Made by compose.\n"
            " */\n"
            "#pragma once\n\n"
            "#include <stdbool.h>\n#include <stddef.h>\n"
            "#include <stdint.h>\n\n#include <sel4/sel4.h>\n",
            li->instance->name, type->name);
    print_includes(out, type->includes);
    for (unsigned i = 0; i < type->interface_count; i++)
        if (li->interface[i].interface->procedure)
            print_includes(out,
                           li->interface[i].interface->procedure->includes);
    for (unsigned i = 0; i < type->interface_count; i++)
        print_interface(out, &li->interface[i]);
    if (type->locks)
        fprintf(out, "\n/* locks */\n");
    for (const struct adl_lock *k = type->locks; k; k = k->next)
        print_lock(out, k);
    if (type->attributes)
        fprintf(out, "\n/* attributes */\n");
    for (const struct adl_attribute *a = type->attributes; a; a = a->next)
        if (adl_value_of(li->instance, "", a->name))
            print_attribute(out, a);
    print_capabilities(out, li);
}
