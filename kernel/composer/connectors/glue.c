/* SPDX-License-Identifier: MIT
 *
 * Printing glue.c: the tables of interfaces/component.h, and the functions of
 * camkes_instance.h that do no more than hand a table to the runtime.
 *
 * Functions that a program may leave out (`<if>__init` and so on) are weak
 * here: without one, the table has NULL.
 */
#include "connectors/generate.h"

#include <inttypes.h>
#include <string.h>

#include "connectors/signature.h"

static bool is_call(const struct layout_interface *f)
{
    return f->interface->procedure;
}

/* -- small pieces ---------------------------------------------------------- */

static void print_semaphore(FILE *out, const char *prefix, const char *name,
                            uint32_t slot, int64_t count)
{
    if (slot)
        fprintf(out,
                "static struct component_semaphore %s%s = {\n"
                "    .notification = %" PRIu32 ",\n"
                "    .count = %" PRId64 ",\n"
                "};\n",
                prefix, name, slot, count);
}

/* A table of slots in a row. */
static void print_slots(FILE *out, const char *name, const char *what,
                        uint32_t first, unsigned count)
{
    fprintf(out, "static const seL4_CPtr %s_%s[] = {\n", name, what);
    for (unsigned i = 0; i < count; i++)
        fprintf(out, "    [%u] = %" PRIu32 ",\n", i, first + i);
    fprintf(out, "};\n");
}

static void print_weak(FILE *out, const char *result, const char *interface,
                       const char *step)
{
    fprintf(out, "__attribute__((weak)) %s %s%s(void);\n", result, interface,
            step);
}

/* -- procedures ------------------------------------------------------------ */

static void print_pages(FILE *out, const char *name,
                        const struct layout_interface *f)
{
    fprintf(out, "static char *const %s_pages[] = {\n", name);
    for (unsigned i = 0; i < f->connection->from_count; i++)
        fprintf(out, "    [%u] = (char *)0x%" PRIx64 ",\n", i,
                f->address + (uint64_t)i * LAYOUT_PAGE);
    fprintf(out, "};\n");
}

static void print_server_parts(FILE *out, const struct layout_interface *f)
{
    const char *name = f->interface->name;
    bool shared = f->kind == ADL_RPC_SHARED;
    const struct adl_method *m = f->interface->procedure->methods;

    fprintf(out,
            "/* clang-format off */\n"
            "static component_method *const %s_methods[] = {\n",
            name);
    for (; m; m = m->next)
        fprintf(out, "    [%u] = serve_%s_%s,\n", m->index, name, m->name);
    fprintf(out, "};\n/* clang-format on */\n");
    if (shared)
        print_pages(out, name, f);
    if (f->peers)
        print_slots(out, name, "signals", f->peers, f->connection->from_count);
    fprintf(out, "static seL4_Word %s_request[%s / COMPONENT_WORD];\n", name,
            shared ? "COMPONENT_PAGE" : "COMPONENT_WORDS");
    if (!shared)
        fprintf(out,
                "static seL4_Word %s_answer[COMPONENT_WORDS / "
                "COMPONENT_WORD];\n",
                name);
    fprintf(out, "static struct component_server_state %s_state;\n", name);
}

static void print_server(FILE *out, const struct layout_interface *f)
{
    const char *name = f->interface->name;
    bool shared = f->kind == ADL_RPC_SHARED;

    print_server_parts(out, f);
    fprintf(out,
            "static const struct component_server %s_server = {\n"
            "    .interface = \"%s\",\n"
            "    .endpoint = %" PRIu32 ",\n"
            "    .reply = %" PRIu32 ",\n"
            "    .receive = %" PRIu32 ",\n"
            "    .clients = %u,\n"
            "    .methods = %u,\n"
            "    .method = %s_methods,\n",
            name, name, f->endpoint, f->reply, f->receive,
            f->connection->from_count, f->interface->procedure->method_count,
            name);
    if (shared)
        fprintf(out, "    .pages = %s_pages,\n", name);
    if (f->peers)
        fprintf(out, "    .signals = %s_signals,\n", name);
    fprintf(out, "    .request = (char *)%s_request,\n", name);
    if (!shared)
        fprintf(out, "    .answer = (char *)%s_answer,\n", name);
    fprintf(out, "    .state = &%s_state,\n};\n\n", name);
    fprintf(out,
            "seL4_Word %s_get_sender_id(void)\n{\n"
            "    return %s_state.client;\n}\n\n",
            name, name);
    if (f->peers)
        fprintf(out,
                "void %s_emit(seL4_Word sender)\n{\n"
                "    component_signal_client(&%s_server, sender);\n}\n\n",
                name, name);
}

static void print_client_table(FILE *out, const struct layout_interface *f)
{
    const char *name = f->interface->name;

    print_semaphore(out, name, "_page_lock", f->lock, 1);
    fprintf(out,
            "static const struct component_client %s_client = {\n"
            "    .interface = \"%s\",\n"
            "    .endpoint = %" PRIu32 ",\n",
            name, name, f->endpoint);
    if (f->address)
        fprintf(out, "    .page = (char *)0x%" PRIx64 ",\n", f->address);
    if (f->receive)
        fprintf(out, "    .receive = %" PRIu32 ",\n", f->receive);
    if (f->notification)
        fprintf(out, "    .notification = %" PRIu32 ",\n", f->notification);
    if (f->lock)
        fprintf(out, "    .lock = &%s_page_lock,\n", name);
    fprintf(out, "};\n\n");
}

static void print_client_signals(FILE *out, const struct layout_interface *f)
{
    const char *name = f->interface->name;

    if (!f->notification)
        return;
    fprintf(out,
            "seL4_CPtr %s_notification(void)\n{\n"
            "    return %s_client.notification;\n}\n\n"
            "void %s_wait(void)\n{\n"
            "    component_wait_server(&%s_client);\n}\n\n"
            "int %s_poll(void)\n{\n"
            "    return component_poll_server(&%s_client);\n}\n\n",
            name, name, name, name, name, name);
}

/* -- events ---------------------------------------------------------------- */

static void print_emitter(FILE *out, const struct layout_interface *f)
{
    const char *name = f->interface->name;

    print_slots(out, name, "consumers", f->peers, f->connection->to_count);
    fprintf(out,
            "static const struct component_emitter %s_emitter = {\n"
            "    .consumers = %u,\n"
            "    .notifications = %s_consumers,\n"
            "};\n\n"
            "void %s_emit(void)\n{\n    component_emit(&%s_emitter);\n}\n\n",
            name, f->connection->to_count, name, name, name);
}

static void print_register(FILE *out, const char *name)
{
    struct print_list list = { 0 };
    char head[160];

    snprintf(head, sizeof head, "int %s_reg_callback(", name);
    print_list_add(&list, "void (*callback)(void *)");
    print_list_add(&list, "void *argument");
    print_wrapped(out, head, &list, "", ")");
    print_list_free(&list);
    fprintf(out, "{\n");
    snprintf(head, sizeof head, "    return component_event_register(");
    print_list_add(&list, "&%s_state", name);
    print_list_add(&list, "callback");
    print_list_add(&list, "argument");
    print_wrapped(out, head, &list, "", ");");
    print_list_free(&list);
    fprintf(out, "}\n\n");
}

static void print_consumer(FILE *out, const struct layout_interface *f)
{
    const char *name = f->interface->name;

    fprintf(out,
            "static struct component_event_state %s_state = {\n"
            "    .pending = { .notification = %" PRIu32 " },\n};\n",
            name, f->pending);
    if (f->notification)
        fprintf(out,
                "static const struct component_event %s_event = {\n"
                "    .interface = \"%s\",\n"
                "    .notification = %" PRIu32 ",\n"
                "    .state = &%s_state,\n};\n",
                name, name, f->notification, name);
    else
        print_slots(out, name, "handlers", f->peers, f->connection->from_count);
    fprintf(out,
            "\nvoid %s_wait(void)\n{\n"
            "    component_event_wait(&%s_state);\n}\n\n"
            "int %s_poll(void)\n{\n"
            "    return component_event_poll(&%s_state);\n}\n\n",
            name, name, name, name);
    print_register(out, name);
    if (!f->notification)
        fprintf(out,
                "int %s_acknowledge(void)\n{\n"
                "    return component_acknowledge(%s_handlers, %u);\n}\n\n",
                name, name, f->connection->from_count);
}

/* -- dataports ------------------------------------------------------------- */

static bool is_buffer(const struct adl_interface *i)
{
    return i->size || !strcmp(i->type, "Buf");
}

/* compose writes the number into the image, when it knows the machine. */
static void print_paddr(FILE *out, const char *name)
{
    fprintf(out,
            "const volatile uint64_t %s_paddr = 1; /* made by compose */\n\n"
            "uintptr_t %s_get_paddr(void)\n{\n    return %s_paddr;\n}\n\n",
            name, name, name);
}

/* The type's size is known to the compiler only. */
static void print_size_check(FILE *out, const struct layout_interface *f)
{
    struct print_list list = { 0 };

    print_list_add(&list, "sizeof(%s) <= %" PRIu64, f->interface->type,
                   f->bytes);
    print_list_add(&list, "\"set %s_size in the configuration\"",
                   f->interface->name);
    print_wrapped(out, "_Static_assert(", &list, "", ");");
    print_list_free(&list);
}

static void print_dataport(FILE *out, const struct layout_interface *f)
{
    const char *name = f->interface->name;
    const char *type = is_buffer(f->interface) ? "void" : f->interface->type;

    if (!is_buffer(f->interface))
        print_size_check(out, f);
    fprintf(out, "volatile %s *const %s = (volatile %s *)0x%" PRIx64 ";\n\n",
            type, name, type, f->address);
    fprintf(out,
            "void %s_acquire(void)\n{\n"
            "    __atomic_thread_fence(__ATOMIC_ACQUIRE);\n}\n\n"
            "void %s_release(void)\n{\n"
            "    __atomic_thread_fence(__ATOMIC_RELEASE);\n}\n\n"
            "size_t %s_get_size(void)\n{\n    return %" PRIu64 ";\n}\n\n",
            name, name, name, f->bytes);
    if (f->dma)
        print_paddr(out, name);
}

static void print_missing_dataport(FILE *out, const struct layout_interface *f)
{
    fprintf(out, "volatile %s *const %s = NULL;\n\n",
            is_buffer(f->interface) ? "void" : f->interface->type,
            f->interface->name);
    fprintf(out,
            "void %s_acquire(void)\n{\n}\n\n"
            "void %s_release(void)\n{\n}\n\n"
            "size_t %s_get_size(void)\n{\n    return 0;\n}\n\n",
            f->interface->name, f->interface->name, f->interface->name);
}

static void print_interface(FILE *out, struct arena *arena,
                            const struct layout_interface *f)
{
    const char *name = f->interface->name;

    if (!f->connection) {
        if (f->interface->kind == ADL_DATAPORT) {
            fprintf(out, "/* -- %s */\n\n", name);
            (f->bytes ? print_dataport : print_missing_dataport)(out, f);
        }
        return;
    }
    fprintf(out, "/* -- %s: %s %s */\n\n", name, f->connection->connector->name,
            f->connection->name);
    if (f->interface->kind == ADL_PROVIDES) {
        generate_server(out, arena, f);
        print_server(out, f);
    } else if (is_call(f)) {
        print_client_table(out, f);
        generate_client(out, arena, f);
        print_client_signals(out, f);
    } else if (f->interface->kind == ADL_EMITS) {
        print_emitter(out, f);
    } else if (f->interface->kind == ADL_CONSUMES) {
        print_consumer(out, f);
    } else {
        print_dataport(out, f);
    }
}

/* -- locks ----------------------------------------------------------------- */

static void print_operation(FILE *out, const char *name, const char *operation,
                            const char *function)
{
    fprintf(out,
            "int %s_%s(void)\n{\n"
            "    component_%s(&%s_units);\n    return 0;\n}\n\n",
            name, operation, function, name);
}

static void print_lock(FILE *out, const struct layout_instance *li,
                       const struct adl_lock *k)
{
    int64_t count = k->kind == ADL_MUTEX
                        ? 1
                        : adl_integer_of(li->instance, k->name, "_value",
                                         k->kind == ADL_SEMAPHORE);

    fprintf(out, "/* -- lock %s */\n\n", k->name);
    print_semaphore(out, k->name, "_units", li->lock[k->index], count);
    fputc('\n', out);
    if (k->kind == ADL_MUTEX) {
        print_operation(out, k->name, "lock", "wait");
        print_operation(out, k->name, "unlock", "post_binary");
        return;
    }
    print_operation(out, k->name, "wait", "wait");
    print_operation(out, k->name, "post",
                    k->kind == ADL_SEMAPHORE ? "post" : "post_binary");
    if (k->kind == ADL_SEMAPHORE)
        fprintf(out,
                "int %s_trywait(void)\n{\n"
                "    return component_try(&%s_units) ? 0 : -1;\n}\n\n",
                k->name, k->name);
}

/* -- attributes ------------------------------------------------------------ */

static void print_text(FILE *out, const char *text, size_t length)
{
    fputc('"', out);
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c < ' ' || c > '~' || c == '?')
            fprintf(out, "\\%03o", c);
        else
            fputc(c, out);
    }
    fputc('"', out);
}

static void print_value(FILE *out, const struct adl_type *type,
                        const struct adl_value *v)
{
    if (v->kind == ADL_STRING)
        print_text(out, v->text, v->length);
    else if (v->kind == ADL_REAL)
        fprintf(out, "%.17g", v->real);
    else if (signature_is_bool(type))
        fputs(v->integer ? "true" : "false", out);
    else if (v->integer == INT64_MIN)
        fputs("INT64_MIN", out);
    else
        fprintf(out, "%" PRId64, v->integer);
}

static void print_attribute(FILE *out, const struct layout_instance *li,
                            const struct adl_attribute *a)
{
    const struct adl_value *v = adl_value_of(li->instance, "", a->name);
    bool string = a->type.kind == ADL_TYPE_STRING;
    unsigned count = 0;

    if (!v || (a->type.kind != ADL_TYPE_NUMBER && !string))
        return;
    fprintf(out, "const %s%s%s%s = ", a->type.c, string ? "const " : " ",
            a->name, a->type.array ? "[]" : "");
    if (!a->type.array) {
        print_value(out, &a->type, v);
        fprintf(out, ";\n");
        return;
    }
    fprintf(out, "{\n");
    for (const struct adl_item *i = v->items; i; i = i->next, count++) {
        fprintf(out, "    ");
        print_value(out, &a->type, i->value);
        fprintf(out, ",\n");
    }
    fprintf(out, "};\nconst size_t %s_count = %u;\n", a->name, count);
}

/* -- interrupts ------------------------------------------------------------ */

static void print_interrupt(FILE *out, const struct layout_interface *f)
{
    const char *name = f->interface->name;

    for (unsigned i = 0; i < f->connection->from_count; i++)
        fprintf(out,
                "    {\n"
                "        .interface = \"%s\",\n"
                "        .bit = 1ul << %u,\n"
                "        .handler = %" PRIu32 ",\n"
                "        .handle = %s_handle,\n"
                "        .state = &%s_state,\n"
                "    },\n",
                name, f->bit + i, f->peers + i, name, name);
}

static bool is_interrupt(const struct layout_interface *f)
{
    return f->connection && f->kind == ADL_INTERRUPT;
}

static void print_interrupts(FILE *out, const struct layout_instance *li)
{
    unsigned count = li->instance->type->interface_count;

    if (!li->interrupts)
        return;
    fprintf(out, "/* -- interrupts */\n\n");
    for (unsigned i = 0; i < count; i++)
        if (is_interrupt(&li->interface[i]))
            print_weak(out, "void", li->interface[i].interface->name,
                       "_handle");
    fprintf(
        out,
        "\nstatic const struct component_interrupt component_sources[] = {\n");
    for (unsigned i = 0; i < count; i++)
        if (is_interrupt(&li->interface[i]))
            print_interrupt(out, &li->interface[i]);
    fprintf(out,
            "};\n"
            "static const struct component_interrupts component_all = {\n"
            "    .notification = %" PRIu32 ",\n"
            "    .count = %u,\n"
            "    .interrupts = component_sources,\n};\n\n",
            li->interrupts, li->interrupt_count);
}

/* -- threads --------------------------------------------------------------- */

/* The steps of all interrupts' interfaces, one after the other. */
static void print_interrupts_step(FILE *out, const struct layout_instance *li,
                                  const char *step)
{
    fprintf(out, "static void component_all%s(void)\n{\n", step);
    for (unsigned i = 0; i < li->instance->type->interface_count; i++) {
        const struct layout_interface *f = &li->interface[i];

        if (is_interrupt(f))
            fprintf(out, "    if (%s%s)\n        %s%s();\n", f->interface->name,
                    step, f->interface->name, step);
    }
    fprintf(out, "}\n\n");
}

static void print_steps(FILE *out, const struct layout_instance *li)
{
    print_weak(out, "void", "", "pre_init");
    print_weak(out, "void", "", "post_init");
    print_weak(out, "int", "", "run");
    for (unsigned i = 0; i < li->instance->type->interface_count; i++) {
        const struct layout_interface *f = &li->interface[i];

        if (!f->thread)
            continue;
        print_weak(out, "void", f->interface->name, "__init");
        print_weak(out, "void", f->interface->name, "__run");
    }
    fprintf(out, "\n");
    if (li->interrupts) {
        print_interrupts_step(out, li, "__init");
        print_interrupts_step(out, li, "__run");
    }
    if (li->instance->type->control)
        fprintf(out, "static void component_run(void)\n{\n"
                     "    if (run)\n        run();\n}\n\n");
}

static void print_thread(FILE *out, const struct layout_instance *li,
                         const struct layout_thread *t)
{
    static const char *const loops[] = {
        [THREAD_CALLS] = "calls",
        [THREAD_PAGES] = "pages",
        [THREAD_EVENT] = "event",
        [THREAD_INTERRUPTS] = "interrupts",
    };

    const char *name = t->kind == THREAD_INTERRUPTS ? "component_all" : t->name;

    fprintf(out, "    {\n        .name = \"%s\",\n", t->name);
    if (t->kind == THREAD_CONTROL) {
        if (li->instance->type->control)
            fprintf(out, "        .run = component_run,\n");
    } else {
        fprintf(out,
                "        .init = %s__init,\n"
                "        .run = %s__run,\n"
                "        .serve = component_serve_%s,\n"
                "        .what = &%s%s,\n",
                name, name, loops[t->kind], name,
                t->kind == THREAD_INTERRUPTS ? ""
                : t->kind == THREAD_EVENT    ? "_event"
                                             : "_server");
    }
    fprintf(out, "    },\n");
}

static void print_component(FILE *out, const struct layout_instance *li)
{
    print_semaphore(out, "component_", "started", li->started, 0);
    print_semaphore(out, "component_", "may_init", li->may_init, 0);
    print_semaphore(out, "component_", "may_run", li->may_run, 0);
    print_semaphore(out, "component_", "libc", li->libc, 1);
    fprintf(out, "static const struct component_thread "
                 "component_threads[] = {\n");
    for (unsigned i = 0; i < li->threads; i++)
        print_thread(out, li, &li->thread[i]);
    fprintf(out,
            "};\n\n"
            "const struct component component = {\n"
            "    .name = \"%s\",\n"
            "    .type = \"%s\",\n"
            "    .threads = %u,\n"
            "    .thread = component_threads,\n"
            "    .pre_init = pre_init,\n"
            "    .post_init = post_init,\n",
            li->instance->name, li->instance->type->name, li->threads);
    if (li->started)
        fprintf(out, "    .started = &component_started,\n"
                     "    .may_init = &component_may_init,\n"
                     "    .may_run = &component_may_run,\n"
                     "    .libc = &component_libc,\n");
    fprintf(out,
            "    .cnode = %" PRIu32 ",\n"
            "    .end = %" PRIu32 ",\n};\n",
            li->own_cnode, li->end);
}

void generate_glue(FILE *out, const struct layout *l,
                   const struct layout_instance *li)
{
    const struct adl_component *type = li->instance->type;

    fprintf(out,
            "/* SPDX-License-Identifier: MIT\n"
            " *\n"
            " * The connections of %s, a %s. Made by compose.\n"
            " */\n"
            "#include <camkes.h>\n#include <stdlib.h>\n\n"
            "#include \"component.h\"\n\n",
            li->instance->name, type->name);
    for (unsigned i = 0; i < type->interface_count; i++)
        print_interface(out, l->m->arena, &li->interface[i]);
    for (const struct adl_lock *k = type->locks; k; k = k->next)
        print_lock(out, li, k);
    if (type->attributes)
        fprintf(out, "/* -- attributes */\n\n");
    for (const struct adl_attribute *a = type->attributes; a; a = a->next)
        print_attribute(out, li, a);
    if (type->attributes)
        fputc('\n', out);
    print_interrupts(out, li);
    fprintf(out, "/* -- the instance */\n\n");
    print_steps(out, li);
    print_component(out, li);
}
