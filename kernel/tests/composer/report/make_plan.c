/* SPDX-License-Identifier: MIT
 *
 * Plans made by hand, and their reports: what test_report.py looks at.
 *
 *     make_plan PLAN REPORT
 *
 * PLAN    pair     two components, a call, memory, an interrupt, a child
 *         ring     ten components, each notifies and calls the next
 *         hostile  names that try to break out of every format
 *         words    constants whose names a header must refuse
 *         empty    nothing at all
 * REPORT  json, text, components, capabilities, or header: of component 0
 *
 * Physical addresses are made up: ascending in the order of the objects.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "initialiser/allocate.h"
#include "plan/builder.h"
#include "report/report.h"

enum { PAGE = 4096, IMAGE = 0x200000 };

static uint32_t object(struct builder *b, enum plan_type type, uint32_t bits,
                       uint32_t component, const char *kind)
{
    const char *name =
        builder_string(b, builder_component_at(b, component)->name);
    char text[200];

    snprintf(text, sizeof(text), "%s.%s", name, kind);
    return builder_make(b, type, bits, component, builder_text(b, "%s", text));
}

/* What a component consists of. */
struct domain {
    uint32_t component;
    uint32_t cnode;
    uint32_t notification;
    uint32_t endpoint;
};

static void image(struct builder *b, uint32_t component)
{
    uint32_t vspace = builder_component_at(b, component)->vspace;

    for (uint32_t i = 0; i < 5; i++) {
        char kind[20];
        uint32_t frame;

        snprintf(kind, sizeof(kind), "%s[%u]", i < 3 ? "text" : "data",
                 i < 3 ? i : i - 3);
        frame = object(b, PLAN_FRAME, 12, component, kind);
        builder_map(b, vspace, frame, IMAGE + i * PAGE,
                    i < 3 ? PLAN_READ : PLAN_READ | PLAN_WRITE,
                    i < 3 ? PLAN_MAP_EXECUTE : 0);
    }
}

static struct domain domain(struct builder *b, const char *name,
                            uint32_t parent, uint32_t priority)
{
    struct domain d;
    struct plan_thread t;
    char program[200];
    uint32_t context;

    snprintf(program, sizeof(program), "%s.elf", name);
    d.component = builder_component(b, name, program, parent);
    d.cnode = object(b, PLAN_CNODE, 0, d.component, "cnode");
    d.notification = object(b, PLAN_NOTIFICATION, 0, d.component, "ntfn");
    d.endpoint = object(b, PLAN_ENDPOINT, 0, d.component, "ep");
    context = object(b, PLAN_SCHED_CONTEXT, 7, d.component, "sc");
    builder_object_at(b, context)->first = 1000;
    builder_object_at(b, context)->second = 20000;
    image(b, d.component);
    builder_stack(b, d.component, name, 0x3fffffd000, 2 * PAGE);
    builder_thread_init(&t);
    t.tcb = object(b, PLAN_TCB, 0, d.component, "tcb");
    t.cnode = d.cnode;
    t.vspace = builder_component_at(b, d.component)->vspace;
    t.sched_context = context;
    t.notification = d.notification;
    t.fault = builder_monitor(b);
    t.fault_rights = PLAN_WRITE | PLAN_GRANT;
    t.fault_badge = d.component + 1;
    t.component = d.component;
    t.name = builder_component_at(b, d.component)->name;
    t.priority = priority;
    t.flags = PLAN_THREAD_START | PLAN_THREAD_FPU;
    t.stack_bottom = 0x3fffffb000;
    t.stack_top = 0x3fffffd000;
    builder_thread(b, &t);
    builder_cap(b, d.cnode, 1, d.endpoint, PLAN_READ, 0,
                builder_text(b, "input"));
    return d;
}

static void link_to(struct builder *b, enum plan_link_kind kind,
                    struct domain from, struct domain to, const char *name,
                    uint32_t flags)
{
    struct plan_link l = { .kind = kind,
                           .from = from.component,
                           .to = to.component,
                           .name = builder_text(b, "%s", name),
                           .connector = builder_text(b, "%s", ""),
                           .flags = flags };

    builder_link(b, &l);
}

static void notify(struct builder *b, struct domain from, struct domain to,
                   uint32_t id, const char *name)
{
    builder_cap(b, from.cnode, 8 + 8 * id, to.notification, PLAN_WRITE,
                1ull << id, builder_text(b, "notify %s", name));
    link_to(b, PLAN_LINK_NOTIFY, from, to, name, 0);
}

static void call(struct builder *b, struct domain from, struct domain to,
                 uint32_t id, const char *name)
{
    builder_cap(b, from.cnode, 9 + 8 * id, to.endpoint,
                PLAN_WRITE | PLAN_GRANT_REPLY, 1ull << 63 | id,
                builder_text(b, "call %s", name));
    link_to(b, PLAN_LINK_CALL, from, to, name, 0);
}

static void share(struct builder *b, struct domain one, struct domain other,
                  const char *name)
{
    for (uint32_t i = 0; i < 3; i++) {
        uint32_t frame = builder_make(b, PLAN_FRAME, 12, PLAN_NONE,
                                      builder_text(b, "%s[%u]", name, i));

        builder_map(b, builder_component_at(b, one.component)->vspace, frame,
                    0x10000000 + i * PAGE, PLAN_READ | PLAN_WRITE, 0);
        builder_map(b, builder_component_at(b, other.component)->vspace, frame,
                    0x20000000 + i * PAGE, PLAN_READ, 0);
    }
    link_to(b, PLAN_LINK_MEMORY, one, other, name,
            PLAN_READ | PLAN_WRITE | PLAN_READ << 4);
}

static void interrupt(struct builder *b, struct domain to)
{
    struct plan_object irq = {
        .type = PLAN_IRQ,
        .name = builder_text(b, "uart"),
        .component = to.component,
        .paddr = PLAN_ANYWHERE,
        .number = 10,
    };
    struct plan_link l = { .kind = PLAN_LINK_IRQ,
                           .from = PLAN_NONE,
                           .to = to.component,
                           .name = builder_text(b, "irq 10") };
    uint32_t handler = builder_object(b, &irq);

    builder_cap(b, to.cnode, 8 + 8 * 5 + 2, handler, PLAN_ALL_RIGHTS, 0,
                builder_text(b, "irq 10"));
    builder_irq(b, handler, to.notification, 1 << 5);
    builder_link(b, &l);
}

static void pair(struct builder *b)
{
    struct domain client = domain(b, "client", PLAN_NONE, 100);
    struct domain server = domain(b, "server", PLAN_NONE, 200);
    struct domain child = domain(b, "child", server.component, 50);

    notify(b, client, server, 3, "work");
    notify(b, server, client, 3, "work");
    call(b, client, server, 4, "ask");
    share(b, client, server, "buffer");
    interrupt(b, server);
    link_to(b, PLAN_LINK_FAULT, child, server, "", 0);
    builder_constant(b, client.component, "CHANNEL_WORK", 3, "to server");
    builder_constant(b, client.component, "BUFFER", 0x10000000, "region");
    builder_constant(b, client.component, "TOP", 0xfffffffff000, "");
    builder_constant(b, server.component, "CHANNEL_WORK", 3, "to client");
    builder_domain(b, 0, 1000000, false);
    builder_domain(b, 1, 2000000, false);
    builder_domain(b, 0, 0, true);
}

static void ring(struct builder *b)
{
    static const char *const names[] = {
        "uart_driver",  "debug_console",   "timer_service", "memory_manager",
        "pager",        "process_manager", "sdk_runtime",   "security",
        "block_driver", "logger",
    };
    enum { MEMBERS = sizeof(names) / sizeof(names[0]) };
    struct domain d[MEMBERS];

    for (uint32_t i = 0; i < MEMBERS; i++)
        d[i] = domain(b, names[i], PLAN_NONE, 10 * (i + 1));
    for (uint32_t i = 0; i < MEMBERS; i++) {
        struct domain next = d[(i + 1) % MEMBERS];
        char name[20];

        snprintf(name, sizeof(name), "channel%u", i);
        notify(b, d[i], next, 1, name);
        if (i != MEMBERS - 1)
            call(b, d[i], d[MEMBERS - 1], 2 + i, "log");
        snprintf(name, sizeof(name), "page%u", i);
        if (i % 3 == 0)
            share(b, d[i], next, name);
    }
    interrupt(b, d[0]);
}

static void hostile(struct builder *b)
{
    struct domain one = domain(b, "a\"b\\c<d>&e;{f|g}", PLAN_NONE, 1);
    struct domain two =
        domain(b, "x*/y/*z\n\t\x01\xff\xc3\x28%s\xc3\xa9", PLAN_NONE, 2);

    call(b, one, two, 1, "\"]; evil [label=\"\\N");
    share(b, one, two, "</td></table>");
    interrupt(b, two);
    builder_constant(b, one.component, "FINE", 1, "*/ #error out /* ?\?/");
}

static void words(struct builder *b)
{
    static const char *const names[] = { "int",   "_X",        "2x",
                                         "",      "a b",       "TWICE",
                                         "TWICE", "seL4_Wait", "notified",
                                         "GOOD" };
    uint32_t c = builder_component(b, "c", "c.elf", PLAN_NONE);

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        builder_constant(b, c, names[i], i, "");
}

static void empty(struct builder *b)
{
    (void)b;
}

static uint64_t *place(const struct plan *p)
{
    const struct plan_object *o =
        (const void *)((const char *)p + p->objects.offset);
    uint64_t *paddr = calloc(p->objects.count + 1, sizeof(*paddr));
    uint64_t at = 0x81000000;

    if (!paddr)
        abort();
    for (uint64_t i = 0; i < p->objects.count; i++) {
        uint64_t bytes = 1ull << allocate_bits(&o[i]);

        paddr[i] = PLAN_ANYWHERE;
        if (bytes == 1)
            continue;
        at = (at + bytes - 1) / bytes * bytes;
        paddr[i] = at;
        at += bytes;
    }
    return paddr;
}

static bool write(const char *name, const struct report *r,
                  struct diagnostics *d)
{
    if (strcmp(name, "json") == 0)
        return report_json(stdout, r);
    if (strcmp(name, "text") == 0)
        return report_text(stdout, r);
    if (strcmp(name, "components") == 0)
        return report_component_picture(stdout, r);
    if (strcmp(name, "capabilities") == 0)
        return report_capability_picture(stdout, r);
    return report_header(stdout, r, 0, d);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*make)(struct builder *);
    } plans[] = { { "pair", pair },
                  { "ring", ring },
                  { "hostile", hostile },
                  { "words", words },
                  { "empty", empty } };
    struct diagnostics d = { .out = stderr };
    struct builder *b = builder_new();
    const struct plan *p;
    uint64_t *paddr;
    bool fine;

    if (argc != 3)
        return 2;
    for (size_t i = 0; i < sizeof(plans) / sizeof(plans[0]); i++)
        if (strcmp(plans[i].name, argv[1]) == 0)
            plans[i].make(b);
    p = builder_finish(b, &d);
    if (!p)
        return 2;
    paddr = place(p);
    fine = write(argv[2], &(struct report){ p, paddr, argv[1] }, &d);
    free(paddr);
    builder_free(b);
    return fine ? 0 : 1;
}
