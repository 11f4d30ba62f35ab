/* SPDX-License-Identifier: MIT
 *
 * Adding to a plan: see builder.h.
 *
 * Every table of the plan is an array here. Texts are found again through a
 * binary tree, whose nodes hold a copy of the text and its offset.
 */
#define _GNU_SOURCE
#include "plan/builder.h"

#include <err.h>
#include <inttypes.h>
#include <search.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/parts.h"

enum { PAGE = 4096 };
#define ADDRESS_END 0x3ffffff000ull /* seL4_UserTop */

static const size_t record_size[PARTS] = {
    [PART_ORDER] = sizeof(uint32_t),
    [PART_OBJECTS] = sizeof(struct plan_object),
    [PART_CAPS] = sizeof(struct plan_cap),
    [PART_MAPPINGS] = sizeof(struct plan_mapping),
    [PART_FILLS] = sizeof(struct plan_fill),
    [PART_THREADS] = sizeof(struct plan_thread),
    [PART_IRQS] = sizeof(struct plan_irq),
    [PART_COMPONENTS] = sizeof(struct plan_component),
    [PART_LINKS] = sizeof(struct plan_link),
    [PART_ROWS] = sizeof(struct plan_row),
    [PART_CONSTANTS] = sizeof(struct plan_constant),
    [PART_DOMAINS] = sizeof(struct plan_domain),
    [PART_STRINGS] = 1,
    [PART_DATA] = 1,
};

/* -- texts ----------------------------------------------------------------- */

struct text {
    uint32_t offset;
    char *bytes;
};

static int compare_texts(const void *a, const void *b)
{
    return strcmp(((const struct text *)a)->bytes,
                  ((const struct text *)b)->bytes);
}

static void text_free(void *node)
{
    free(((struct text *)node)->bytes);
    free(node);
}

uint32_t builder_text(struct builder *b, const char *format, ...)
{
    struct text *t = malloc(sizeof *t);
    struct text **found;
    va_list arguments;

    va_start(arguments, format);
    if (!t || vasprintf(&t->bytes, format, arguments) < 0)
        err(1, "compose");
    va_end(arguments);
    found = tsearch(t, &b->texts, compare_texts);
    if (!found)
        err(1, "compose");
    if (*found == t)
        t->offset =
            table_add(&b->part[PART_STRINGS], t->bytes, strlen(t->bytes) + 1);
    else
        text_free(t);
    return (*found)->offset;
}

const char *builder_string(const struct builder *b, uint32_t text)
{
    return b->part[PART_STRINGS].records + text;
}

/* -- the builder ----------------------------------------------------------- */

struct builder *builder_new(void)
{
    struct builder *b = calloc(1, sizeof *b);

    if (!b)
        err(1, "compose");
    for (int i = 0; i < PARTS; i++)
        b->part[i].size = record_size[i];
    b->monitor = PLAN_NONE;
    b->remaining.cnode = PLAN_NONE;
    builder_text(b, "%s", "");
    return b;
}

void builder_free(struct builder *b)
{
    if (!b)
        return;
    for (int i = 0; i < PARTS; i++)
        table_free(&b->part[i]);
    tdestroy(b->texts, text_free);
    free(b->block);
    free(b);
}

uint32_t builder_object(struct builder *b, const struct plan_object *object)
{
    return table_add(&b->part[PART_OBJECTS], object, 1);
}

uint32_t builder_make(struct builder *b, enum plan_type type,
                      uint32_t size_bits, uint32_t component, uint32_t name)
{
    struct plan_object o = {
        .type = type,
        .name = name,
        .component = component,
        .size_bits = size_bits,
        .paddr = PLAN_ANYWHERE,
    };

    return builder_object(b, &o);
}

uint32_t builder_component(struct builder *b, const char *name,
                           const char *program, uint32_t parent)
{
    struct plan_component c = {
        .name = builder_text(b, "%s", name),
        .program = builder_text(b, "%s", program),
        .parent = parent,
    };
    uint32_t self = b->part[PART_COMPONENTS].count;

    c.vspace = builder_make(b, PLAN_VSPACE, 0, self,
                            builder_text(b, "%s.vspace", name));
    return table_add(&b->part[PART_COMPONENTS], &c, 1);
}

struct plan_object *builder_object_at(struct builder *b, uint32_t object)
{
    return table_at(&b->part[PART_OBJECTS], object);
}

struct plan_component *builder_component_at(struct builder *b, uint32_t c)
{
    return table_at(&b->part[PART_COMPONENTS], c);
}

/* -- capabilities ---------------------------------------------------------- */

static bool slot_is_used(const struct builder *b, uint32_t cnode, uint32_t slot)
{
    const struct table *t = &b->part[PART_CAPS];

    for (size_t i = 0; i < t->count; i++) {
        const struct plan_cap *c = table_at(t, i);

        if (c->cnode == cnode && c->slot == slot)
            return true;
    }
    return false;
}

bool builder_cap(struct builder *b, uint32_t cnode, uint32_t slot,
                 uint32_t object, uint32_t rights, uint64_t badge,
                 uint32_t label)
{
    struct plan_cap c = { .cnode = cnode,
                          .slot = slot,
                          .object = object,
                          .rights = rights,
                          .badge = badge,
                          .label = label };

    if (slot_is_used(b, cnode, slot))
        return false;
    table_add(&b->part[PART_CAPS], &c, 1);
    return true;
}

uint32_t builder_free_slot(const struct builder *b, uint32_t cnode,
                           uint32_t from)
{
    while (slot_is_used(b, cnode, from))
        from++;
    return from;
}

void builder_remaining(struct builder *b, uint32_t cnode, uint32_t slot,
                       uint32_t count)
{
    b->remaining = (struct plan_remaining){ cnode, slot, count, 0 };
}

uint32_t builder_monitor(struct builder *b)
{
    if (b->monitor == PLAN_NONE)
        b->monitor = builder_make(b, PLAN_ENDPOINT, 0, PLAN_NONE,
                                  builder_text(b, "monitor.endpoint"));
    return b->monitor;
}

/* -- address spaces -------------------------------------------------------- */

void builder_map(struct builder *b, uint32_t vspace, uint32_t frame,
                 uint64_t vaddr, uint32_t rights, uint32_t flags)
{
    struct plan_mapping m = { .vspace = vspace,
                              .frame = frame,
                              .vaddr = vaddr,
                              .rights = rights,
                              .flags = flags };

    table_add(&b->part[PART_MAPPINGS], &m, 1);
}

/* The lowest mapping of a VSpace that overlaps [start, end); its end too. */
static bool overlaps(const struct builder *b, uint32_t vspace, uint64_t start,
                     uint64_t end, uint64_t *low, uint64_t *low_end)
{
    const struct table *t = &b->part[PART_MAPPINGS];
    bool found = false;

    for (size_t i = 0; i < t->count; i++) {
        const struct plan_mapping *m = table_at(t, i);
        const struct plan_object *f =
            table_at(&b->part[PART_OBJECTS], m->frame);
        uint64_t top = m->vaddr + (1ull << f->size_bits);

        if (m->vspace != vspace || m->vaddr >= end || top <= start)
            continue;
        if (found && m->vaddr > *low)
            continue;
        found = true;
        *low = m->vaddr;
        *low_end = top;
    }
    return found;
}

bool builder_is_free(const struct builder *b, uint32_t vspace, uint64_t vaddr,
                     uint64_t bytes, uint64_t *other)
{
    uint64_t low, end;

    if (!overlaps(b, vspace, vaddr, vaddr + bytes, &low, &end))
        return true;
    if (other)
        *other = low;
    return false;
}

uint64_t builder_find_room(const struct builder *b, uint32_t vspace,
                           uint64_t bytes, uint64_t align, uint64_t from)
{
    uint64_t at = from, low, end;

    for (;;) {
        at = (at + align - 1) / align * align;
        if (bytes > ADDRESS_END || at > ADDRESS_END - bytes)
            return 0;
        if (!overlaps(b, vspace, at < PAGE ? 0 : at - PAGE, at + bytes + PAGE,
                      &low, &end))
            return at;
        at = end + PAGE;
    }
}

void builder_stack(struct builder *b, uint32_t component, const char *name,
                   uint64_t top, uint64_t bytes)
{
    uint32_t vspace = builder_component_at(b, component)->vspace;

    for (uint64_t i = 0; i < bytes / PAGE; i++) {
        uint32_t text = builder_text(b, "%s[%" PRIu64 "]", name, i);
        uint32_t frame = builder_make(b, PLAN_FRAME, 12, component, text);

        builder_map(b, vspace, frame, top - bytes + i * PAGE,
                    PLAN_READ | PLAN_WRITE, 0);
    }
}

void builder_fill(struct builder *b, uint32_t frame, uint32_t at,
                  const void *bytes, uint32_t length)
{
    struct plan_fill f = {
        .kind = PLAN_FILL_DATA, .frame = frame, .at = at, .length = length
    };

    f.offset = table_add(&b->part[PART_DATA], bytes, length);
    table_add(&b->part[PART_FILLS], &f, 1);
    table_add(&b->part[PART_DATA], NULL, -length & 7);
}

void builder_fill_kind(struct builder *b, enum plan_fill_kind kind,
                       uint32_t frame)
{
    struct plan_fill f = { .kind = kind, .frame = frame, .length = PAGE };

    table_add(&b->part[PART_FILLS], &f, 1);
}

/* -- the rest -------------------------------------------------------------- */

void builder_thread_init(struct plan_thread *thread)
{
    *thread = (struct plan_thread){
        .tcb = PLAN_NONE,
        .cnode = PLAN_NONE,
        .vspace = PLAN_NONE,
        .ipc_frame = PLAN_NONE,
        .sched_context = PLAN_NONE,
        .notification = PLAN_NONE,
        .start = PLAN_NONE,
        .fault = PLAN_NONE,
        .timeout = PLAN_NONE,
        .component = PLAN_NONE,
    };
}

uint32_t builder_thread(struct builder *b, const struct plan_thread *thread)
{
    return table_add(&b->part[PART_THREADS], thread, 1);
}

void builder_irq(struct builder *b, uint32_t irq, uint32_t notification,
                 uint64_t badge)
{
    struct plan_irq i = { irq, notification, badge };

    table_add(&b->part[PART_IRQS], &i, 1);
}

void builder_link(struct builder *b, const struct plan_link *link)
{
    table_add(&b->part[PART_LINKS], link, 1);
}

void builder_constant(struct builder *b, uint32_t component, const char *name,
                      uint64_t value, const char *comment)
{
    struct plan_constant c = { .component = component,
                               .name = builder_text(b, "%s", name),
                               .value = value,
                               .comment = builder_text(b, "%s", comment) };

    table_add(&b->part[PART_CONSTANTS], &c, 1);
}

void builder_domain(struct builder *b, uint32_t domain, uint64_t ticks,
                    bool end)
{
    struct plan_domain d = { domain, end, ticks };

    table_add(&b->part[PART_DOMAINS], &d, 1);
}

void builder_domain_start(struct builder *b, uint32_t entry)
{
    b->domain_start = entry;
}

void builder_row(struct builder *b, uint32_t component, uint32_t address,
                 uint32_t function, uint32_t file, uint32_t line)
{
    struct plan_component *c = builder_component_at(b, component);
    struct plan_row r = { address, function, file, line };
    uint32_t at = table_add(&b->part[PART_ROWS], &r, 1);

    if (!c->rows)
        c->first_row = at;
    c->rows++;
}
