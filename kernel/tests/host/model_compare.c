/* SPDX-License-Identifier: MIT */
/*
 * The model of capabilities beside the kernel's memory: where one is read into
 * the other at boot, and where the two are compared. Only this file knows both.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "cap/cdt.h"
#include "model.h"
#include "object/untyped.h"
#include "world.h"

static char difference[256];

__attribute__((format(printf, 1, 2))) static const char *
differs(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(difference, sizeof difference, format, args);
    va_end(args);
    return difference;
}

/* -- the kernel's capabilities in the model's words ------------------------ */

static bool is_memory(unsigned type)
{
    switch (type) {
    case CAP_ASID_CONTROL:
    case CAP_IRQ_CONTROL:
    case CAP_IRQ_HANDLER:
    case CAP_DOMAIN:
    case CAP_SCHED_CONTROL:
        return false;
    default:
        return true;
    }
}

static struct model_cap read_cap(struct cap cap)
{
    struct model_cap c = { .type = cap.type };

    if (is_memory(c.type))
        c.object = (uint64_t)cap.address - KERNEL_WINDOW;
    switch (cap.type) {
    case CAP_FRAME:
        c.is_mapped = cap.asid != 0;
        c.size_bits = cap.size_bits;
        c.rights = cap.rights;
        c.is_device = cap.is_device;
        break;
    case CAP_UNTYPED:
        c.size_bits = cap.size_bits;
        c.is_device = cap.is_device;
        c.value = untyped_used(cap);
        break;
    case CAP_PAGE_TABLE:
        c.is_mapped = cap.asid != 0;
        break;
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
        c.value = cap.badge;
        c.rights = cap.rights;
        break;
    case CAP_REPLY:
        c.rights = cap.rights;
        break;
    case CAP_CNODE:
        c.size_bits = cap.size_bits;
        c.guard_size = cap.guard_size;
        c.value = cap.guard;
        break;
    case CAP_SCHED_CONTEXT:
        c.size_bits = cap.size_bits;
        break;
    case CAP_IRQ_HANDLER:
        c.value = cap.irq;
        break;
    }
    return c;
}

static bool same(struct model_cap a, struct model_cap b)
{
    return a.type == b.type && a.object == b.object &&
           a.size_bits == b.size_bits && a.rights == b.rights &&
           a.guard_size == b.guard_size && a.is_device == b.is_device &&
           a.is_mapped == b.is_mapped && a.value == b.value;
}

/* -- import ---------------------------------------------------------------- */

static void import_table(struct model *m, const void *slots, unsigned count)
{
    struct model_table *t = &m->tables[0];

    while (t->base)
        t++;
    t->base = ptr_to_phys(slots);
    t->count = count;
    t->slots = calloc(count, sizeof *t->slots);
}

static struct model_slot *slot_of(struct model *m, const struct cte *kernel)
{
    for (unsigned t = 0; t < MODEL_TABLES; t++) {
        const struct cte *slots = phys_to_ptr(m->tables[t].base);

        if (kernel >= slots && kernel < slots + m->tables[t].count)
            return &m->tables[t].slots[kernel - slots];
    }
    fprintf(stderr, "a slot outside of every table\n");
    abort();
}

static void import_entry(struct model *m, const struct cte *kernel,
                         struct model_entry *parent)
{
    struct model_entry *e = calloc(1, sizeof *e);

    e->cap = read_cap(kernel->cap);
    e->may_have_children = kernel->next_flags & CDT_ORIG;
    e->parent = parent;
    e->older = parent->newest;
    if (e->older)
        e->older->newer = e;
    parent->newest = e;
    e->slot = slot_of(m, kernel);
    e->slot->entry = e;
    m->entry_count++;
}

/* Each boot capability has a tree of its own; the few copies in the root
   thread are children of theirs. */
void model_import(struct model *m)
{
    const struct cte *slots = world_slot(0);

    import_table(m, slots, WORLD_SLOTS);
    import_table(m, ks.current->slots, TCB_SLOTS);
    for (unsigned i = 0; i < WORLD_SLOTS; i++) {
        struct model_entry *tree = &m->trees[m->tree_count];
        const struct cte *copy = cdt_next(&slots[i]);

        if (cap_is(slots[i].cap, CAP_NULL))
            continue;
        m->tree_count++;
        import_entry(m, &slots[i], tree);
        if (copy)
            import_entry(m, copy, tree->newest);
    }
}

/* -- comparison ------------------------------------------------------------ */

static const struct cte *kernel_slot(struct model *m,
                                     const struct model_slot *slot)
{
    for (unsigned t = 0; t < MODEL_TABLES; t++) {
        const struct model_table *table = &m->tables[t];

        if (table->base && slot >= table->slots &&
            slot < table->slots + table->count)
            return (const struct cte *)phys_to_ptr(table->base) +
                   (slot - table->slots);
    }
    abort();
}

/* Slots by content, and that none of the kernel's is full that should not. */
static const char *compare_slots(struct model *m)
{
    for (unsigned t = 0; t < MODEL_TABLES; t++) {
        const struct model_table *table = &m->tables[t];
        const struct cte *kernel = phys_to_ptr(table->base);

        for (unsigned i = 0; i < table->count; i++) {
            const struct model_entry *e = table->slots[i].entry;
            struct model_cap want = e ? e->cap : (struct model_cap){ 0 };
            struct model_cap have = { 0 };

            if (!cap_is(kernel[i].cap, CAP_NULL))
                have = read_cap(kernel[i].cap);
            if (!same(want, have))
                return differs("slot %u of table %lx: type %u object %lx "
                               "bits %u rights %u value %lx, kernel: type %u "
                               "object %lx bits %u rights %u value %lx",
                               i, table->base, want.type, want.object,
                               want.size_bits, want.rights, want.value,
                               have.type, have.object, have.size_bits,
                               have.rights, have.value);
        }
    }
    return NULL;
}

/** A walk through the kernel's list, and the model's tree beside it. */
struct walk {
    struct model *m;
    const struct cte *last; /* the kernel's entry that came last */
};

/* How many entries the kernel counts as children, at any depth. */
static unsigned kernel_children(const struct cte *slot)
{
    unsigned n = 0;

    for (const struct cte *c = cdt_next(slot); c && cdt_is_parent(slot, c);
         c = cdt_next(c))
        n++;
    return n;
}

/* The tree under `e` in the order of the kernel's list. The depth is bounded by
   the nesting of untypeds. Returns NULL with the number of entries below. */
static const char *compare_below(struct walk *walk, const struct model_entry *e,
                                 unsigned *count)
{
    *count = 0;
    for (const struct model_entry *c = e->newest; c; c = c->older) {
        const struct cte *kernel = kernel_slot(walk->m, c->slot);
        const char *difference;
        unsigned below;

        if (kernel->prev != walk->last ||
            (walk->last && cdt_next(walk->last) != kernel))
            return differs("order of derivation at object %lx, type %u",
                           c->cap.object, c->cap.type);
        walk->last = kernel;
        difference = compare_below(walk, c, &below);
        if (difference)
            return difference;
        if (kernel_children(kernel) != below)
            return differs("object %lx, type %u: %u children, kernel: %u",
                           c->cap.object, c->cap.type, below,
                           kernel_children(kernel));
        *count += below + 1;
    }
    return NULL;
}

const char *model_compare(struct model *m)
{
    const char *difference = compare_slots(m);
    unsigned total = 0;

    for (unsigned i = 0; i < m->tree_count && !difference; i++) {
        struct walk walk = { m, NULL };
        unsigned count;

        difference = compare_below(&walk, &m->trees[i], &count);
        if (!difference && walk.last && cdt_next(walk.last))
            difference = differs("more entries behind tree %u", i);
        total += count;
    }
    if (!difference && total != m->entry_count)
        abort();
    return difference;
}
