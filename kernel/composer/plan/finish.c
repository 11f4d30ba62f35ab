/* SPDX-License-Identifier: MIT
 *
 * Completing a plan: what follows from the rest of it.
 *
 * - A CNode is as large as its highest slot asks for; its capabilities get
 *   the guard that makes a slot's number the capability pointer.
 * - Each address space gets the page tables that its mappings need: one of
 *   level 1 for each GiB, one of level 2 for each 2 MiB with small pages.
 * - The order of allocation: given addresses first, ascending, then by size,
 *   the largest first; equals keep the order in which they were added.
 * - What the initialiser keeps as monitor (monitor.c).
 * - Capabilities are in the order of their slots, mappings of addresses.
 * - All tables are laid out one behind the other, 8-byte aligned.
 */
#include <err.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "initialiser/allocate.h"
#include "plan/builder.h"
#include "plan/parts.h"

enum {
    WORD_BITS = 64,
    CNODE_MIN_BITS = 2,
    CNODE_MAX_BITS = 16,
    SMALL_BITS = 12,
    LEVEL_1_BITS = 30,
    LEVEL_2_BITS = 21,
};

static struct plan_object *object_at(struct builder *b, size_t i)
{
    return table_at(&b->part[PART_OBJECTS], i);
}

static void sort(struct table *t, int (*compare)(const void *, const void *))
{
    if (t->count)
        qsort(t->records, t->count, t->size, compare);
}

/* -- CNodes ---------------------------------------------------------------- */

static void grow_cnode(struct builder *b, struct diagnostics *d,
                       const struct plan_cap *c)
{
    struct plan_object *cnode = object_at(b, c->cnode);

    while (c->slot >> cnode->size_bits) {
        if (cnode->size_bits == CNODE_MAX_BITS) {
            diagnostics_error(d, NULL,
                              "slot %" PRIu32 " of %s: a CNode has at "
                              "most %u slots",
                              c->slot, builder_string(b, cnode->name),
                              1u << CNODE_MAX_BITS);
            return;
        }
        cnode->size_bits++;
    }
}

/* A front end that took an object for made gives a capability to none. */
static bool check_caps(struct builder *b, struct diagnostics *d)
{
    const struct table *caps = &b->part[PART_CAPS];
    unsigned before = d->errors;

    for (size_t i = 0; i < caps->count; i++) {
        const struct plan_cap *c = table_at(caps, i);

        if (c->object >= b->part[PART_OBJECTS].count)
            diagnostics_error(d, NULL,
                              "'%s' in slot %" PRIu32 " of %s: the object has "
                              "not been made (a bug of compose)",
                              builder_string(b, c->label), c->slot,
                              builder_string(b, object_at(b, c->cnode)->name));
    }
    return d->errors == before;
}

static void size_cnodes(struct builder *b, struct diagnostics *d)
{
    const struct table *caps = &b->part[PART_CAPS];

    for (size_t i = 0; i < b->part[PART_OBJECTS].count; i++) {
        struct plan_object *o = object_at(b, i);

        if (o->type == PLAN_CNODE && o->size_bits < CNODE_MIN_BITS)
            o->size_bits = CNODE_MIN_BITS;
    }
    for (size_t i = 0; i < caps->count; i++)
        grow_cnode(b, d, table_at(caps, i));
    if (b->remaining.cnode != PLAN_NONE) {
        struct plan_cap last = { .cnode = b->remaining.cnode,
                                 .slot = b->remaining.slot +
                                         b->remaining.count - 1 };

        grow_cnode(b, d, &last);
    }
}

static void set_guards(struct builder *b)
{
    for (size_t i = 0; i < b->part[PART_CAPS].count; i++) {
        struct plan_cap *c = table_at(&b->part[PART_CAPS], i);
        const struct plan_object *o = object_at(b, c->object);

        if (o->type == PLAN_CNODE)
            c->badge = WORD_BITS - o->size_bits;
    }
    for (size_t i = 0; i < b->part[PART_THREADS].count; i++) {
        struct plan_thread *t = table_at(&b->part[PART_THREADS], i);

        if (t->cnode != PLAN_NONE)
            t->cspace_guard = WORD_BITS - object_at(b, t->cnode)->size_bits;
    }
}

/* -- page tables ----------------------------------------------------------- */

struct wanted {
    uint32_t vspace;
    uint32_t level;
    uint64_t vaddr;
};

static int compare_wanted(const void *left, const void *right)
{
    const struct wanted *a = left, *b = right;

    if (a->vspace != b->vspace)
        return a->vspace < b->vspace ? -1 : 1;
    if (a->level != b->level)
        return a->level < b->level ? -1 : 1;
    return (a->vaddr > b->vaddr) - (a->vaddr < b->vaddr);
}

static void want(struct table *t, uint32_t vspace, uint32_t level,
                 uint64_t vaddr)
{
    uint32_t bits = level == 1 ? LEVEL_1_BITS : LEVEL_2_BITS;
    struct wanted w = { vspace, level, vaddr >> bits << bits };

    table_add(t, &w, 1);
}

static void add_table(struct builder *b, const struct wanted *w)
{
    struct plan_object vspace = *object_at(b, w->vspace);
    uint32_t name =
        builder_text(b, "%s.table%" PRIu32 "@%" PRIx64,
                     builder_string(b, vspace.name), w->level, w->vaddr);
    struct plan_object o = { .type = PLAN_PAGE_TABLE,
                             .name = name,
                             .component = vspace.component,
                             .paddr = PLAN_ANYWHERE,
                             .number = w->vspace,
                             .first = w->vaddr,
                             .second = w->level };

    builder_object(b, &o);
}

static void add_page_tables(struct builder *b)
{
    struct table wanted = { .size = sizeof(struct wanted) };

    for (size_t i = 0; i < b->part[PART_MAPPINGS].count; i++) {
        const struct plan_mapping *m = table_at(&b->part[PART_MAPPINGS], i);

        want(&wanted, m->vspace, 1, m->vaddr);
        if (object_at(b, m->frame)->size_bits == SMALL_BITS)
            want(&wanted, m->vspace, 2, m->vaddr);
    }
    sort(&wanted, compare_wanted);
    for (size_t i = 0; i < wanted.count; i++) {
        const struct wanted *w = table_at(&wanted, i);

        if (i == 0 || compare_wanted(w - 1, w) != 0)
            add_table(b, w);
    }
    table_free(&wanted);
}

/* -- order of allocation --------------------------------------------------- */

struct turn {
    uint64_t paddr;
    uint32_t bits;
    uint32_t object;
};

static int compare_turns(const void *left, const void *right)
{
    const struct turn *a = left, *b = right;

    if (a->paddr != b->paddr)
        return a->paddr < b->paddr ? -1 : 1;
    if (a->bits != b->bits)
        return a->bits > b->bits ? -1 : 1;
    return (a->object > b->object) - (a->object < b->object);
}

static void set_order(struct builder *b)
{
    struct table turns = { .size = sizeof(struct turn) };

    for (size_t i = 0; i < b->part[PART_OBJECTS].count; i++) {
        const struct plan_object *o = object_at(b, i);
        struct turn turn = { o->paddr, allocate_bits(o), i };

        if (turn.bits)
            table_add(&turns, &turn, 1);
    }
    sort(&turns, compare_turns);
    for (size_t i = 0; i < turns.count; i++) {
        const struct turn *turn = table_at(&turns, i);

        table_add(&b->part[PART_ORDER], &turn->object, 1);
    }
    table_free(&turns);
}

/* -- order of the tables --------------------------------------------------- */

/* Sorted, so that a check for what must not be twice looks at neighbours. */

static int compare_caps(const void *left, const void *right)
{
    const struct plan_cap *a = left, *b = right;

    if (a->cnode != b->cnode)
        return a->cnode < b->cnode ? -1 : 1;
    return (a->slot > b->slot) - (a->slot < b->slot);
}

static int compare_mappings(const void *left, const void *right)
{
    const struct plan_mapping *a = left, *b = right;

    if (a->vspace != b->vspace)
        return a->vspace < b->vspace ? -1 : 1;
    return (a->vaddr > b->vaddr) - (a->vaddr < b->vaddr);
}

/* -- the block ------------------------------------------------------------- */

static struct plan_part *part_of(struct plan *p, enum part part)
{
    struct plan_part *const parts[PARTS] = {
        [PART_ORDER] = &p->order,         [PART_OBJECTS] = &p->objects,
        [PART_CAPS] = &p->caps,           [PART_MAPPINGS] = &p->mappings,
        [PART_FILLS] = &p->fills,         [PART_THREADS] = &p->threads,
        [PART_IRQS] = &p->irqs,           [PART_COMPONENTS] = &p->components,
        [PART_LINKS] = &p->links,         [PART_ROWS] = &p->rows,
        [PART_CONSTANTS] = &p->constants, [PART_DOMAINS] = &p->domains,
        [PART_STRINGS] = &p->strings,     [PART_DATA] = &p->data,
    };

    return parts[part];
}

static uint64_t align_8(uint64_t n)
{
    return (n + 7) & ~7ull;
}

static void lay_out(struct builder *b)
{
    uint64_t size = sizeof(struct plan);
    uint64_t at = size;
    struct plan *p;

    for (int i = 0; i < PARTS; i++)
        size += align_8(b->part[i].count * b->part[i].size);
    p = b->block = calloc(1, size);
    if (!p)
        err(1, "compose");
    p->magic = PLAN_MAGIC;
    p->size = size;
    p->remaining = b->remaining;
    p->monitor = b->monitor;
    p->domain_start = b->domain_start;
    p->monitor_cspace = b->monitor_cspace;
    p->monitor_vspace = b->monitor_vspace;
    for (int i = 0; i < PARTS; i++) {
        uint64_t bytes = b->part[i].count * b->part[i].size;

        *part_of(p, i) = (struct plan_part){ at, b->part[i].count };
        if (bytes)
            memcpy((char *)p + at, b->part[i].records, bytes);
        at += align_8(bytes);
    }
}

const struct plan *builder_finish(struct builder *b, struct diagnostics *d)
{
    unsigned before = d->errors;

    builder_monitor_space(b);
    if (!check_caps(b, d))
        return NULL;
    size_cnodes(b, d);
    set_guards(b);
    add_page_tables(b);
    set_order(b);
    sort(&b->part[PART_CAPS], compare_caps);
    sort(&b->part[PART_MAPPINGS], compare_mappings);
    if (d->errors != before)
        return NULL;
    lay_out(b);
    return b->block;
}
