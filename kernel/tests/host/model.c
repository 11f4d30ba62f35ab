/* SPDX-License-Identifier: MIT */
/*
 * The model of capabilities: see model.h. Written from the API's tables alone;
 * the order of the checks in a method is the order of the code.
 *
 * Two things of the API need a word here.
 *
 * A copy has its source as parent, if the source may have children; else they
 * have the parent in common, and the copy is the source's next older sibling.
 * When an entry goes, its children take its place under its parent.
 *
 * Emptying a CNode or thread is not deep. A slot E of it may hold the last
 * capability of another such object Y; then Y's zombie is parked in Y's slot 0
 * and what was there comes to E, to be emptied by the same rule.
 */
#include "model.h"

#include <stdlib.h>

/* The numbers of the API. */
enum {
    NONE = 0,
    FRAME = 1,
    UNTYPED = 2,
    PAGE_TABLE = 3,
    ENDPOINT = 4,
    NOTIFICATION = 6,
    REPLY = 8,
    CNODE = 10,
    TCB = 12,
    ASID_POOL = 13,
    IRQ_CONTROL = 14,
    ZOMBIE = 18,
    SCHED_CONTEXT = 22,
};

enum {
    NO_ERROR,
    INVALID_ARGUMENT,
    INVALID_CAPABILITY,
    ILLEGAL_OPERATION,
    RANGE_ERROR,
    ALIGNMENT_ERROR,
    FAILED_LOOKUP,
    TRUNCATED_MESSAGE,
    DELETE_FIRST,
    REVOKE_FIRST,
    NOT_ENOUGH_MEMORY,
};

enum { INVALID_ROOT = 1, MISSING_CAPABILITY, DEPTH_MISMATCH, GUARD_MISMATCH };

enum { REVOKE = 18, DELETE, CANCEL, COPY, MINT, MOVE, MUTATE, ROTATE };

enum { WRITE = 1, READ = 2, GRANT = 4 };

static const struct model_answer fine = { NO_ERROR, 0, { 0 } };

static struct model_answer plain(unsigned error)
{
    return (struct model_answer){ error, 0, { 0 } };
}

static struct model_answer with_number(unsigned error, uint64_t number)
{
    return (struct model_answer){ error, 1, { number } };
}

static struct model_answer range(uint64_t min, uint64_t max)
{
    return (struct model_answer){ RANGE_ERROR, 2, { min, max } };
}

static struct model_answer missing(bool source, uint64_t bits_left)
{
    return (struct model_answer){ FAILED_LOOKUP,
                                  3,
                                  { source, MISSING_CAPABILITY, bits_left } };
}

/* -- slots and tables ----------------------------------------------------- */

static struct model_cap cap_in(const struct model_slot *slot)
{
    return slot->entry ? slot->entry->cap : (struct model_cap){ NONE };
}

static bool is_full(const struct model_slot *slot)
{
    return slot->entry != NULL;
}

static struct model_table *table_at(struct model *m, uint64_t base)
{
    for (unsigned i = 0; i < MODEL_TABLES; i++)
        if (m->tables[i].base == base)
            return &m->tables[i];
    return NULL;
}

struct model_slot *model_slot_at(struct model *m, uint64_t base, unsigned index)
{
    return &table_at(m, base)->slots[index];
}

static void table_new(struct model *m, uint64_t base, unsigned count)
{
    struct model_table *t = table_at(m, 0);

    if (!t)
        abort();
    *t = (struct model_table){ base, count, calloc(count, sizeof *t->slots) };
}

static void table_free(struct model *m, uint64_t base)
{
    struct model_table *t = table_at(m, base);

    m->dead[m->dead_count++] = t->slots;
    *t = (struct model_table){ 0 };
}

static void bury(struct model *m)
{
    while (m->dead_count > 0)
        free(m->dead[--m->dead_count]);
}

/* -- the tree -------------------------------------------------------------- */

static void put_in(struct model_slot *slot, struct model_entry *entry)
{
    slot->entry = entry;
    if (entry)
        entry->slot = slot;
}

static void swap_slots(struct model_slot *a, struct model_slot *b)
{
    struct model_entry *entry = a->entry;

    put_in(a, b->entry);
    put_in(b, entry);
}

/* A new entry under `parent`, right before its child `older`, or the last. */
static struct model_entry *entry_new(struct model *m, struct model_slot *slot,
                                     struct model_cap cap,
                                     struct model_entry *parent,
                                     struct model_entry *newer,
                                     struct model_entry *older)
{
    struct model_entry *e = calloc(1, sizeof *e);

    e->cap = cap;
    e->parent = parent;
    e->newer = newer;
    e->older = older;
    if (newer)
        newer->older = e;
    else
        parent->newest = e;
    if (older)
        older->newer = e;
    put_in(slot, e);
    m->entry_count++;
    return e;
}

static struct model_entry *newest_child(struct model *m,
                                        struct model_slot *slot,
                                        struct model_cap cap,
                                        struct model_entry *parent)
{
    return entry_new(m, slot, cap, parent, NULL, parent->newest);
}

static void copy_into(struct model *m, struct model_slot *slot,
                      struct model_cap cap, struct model_entry *source)
{
    struct model_cap from = source->cap;
    struct model_entry *e;

    if (from.type == UNTYPED)
        source->cap.value = 1ul << from.size_bits;
    if (source->may_have_children)
        e = newest_child(m, slot, cap, source);
    else
        e = entry_new(m, slot, cap, source->parent, source, source->older);
    e->may_have_children =
        cap.type == UNTYPED ||
        ((cap.type == ENDPOINT || cap.type == NOTIFICATION) &&
         cap.value != from.value);
}

/* How many entries name the object of `cap`. */
static unsigned references(const struct model *m, struct model_cap cap)
{
    unsigned n = 0;

    for (unsigned t = 0; t < MODEL_TABLES; t++) {
        for (unsigned i = 0; i < m->tables[t].count; i++) {
            struct model_cap c = cap_in(&m->tables[t].slots[i]);

            n += c.type == cap.type && c.object == cap.object;
        }
    }
    return n;
}

/* Takes an entry out of the tree: its children take its place. */
static void entry_remove(struct model *m, struct model_slot *slot)
{
    struct model_entry *e = slot->entry;
    struct model_entry *last = e->newest;
    struct model_entry *first = e->newest ? e->newest : e->older;

    for (struct model_entry *c = e->newest; c; c = c->older) {
        c->parent = e->parent;
        last = c;
    }
    if (e->newer)
        e->newer->older = first;
    else
        e->parent->newest = first;
    if (e->newest)
        e->newest->newer = e->newer;
    if (last)
        last->older = e->older;
    if (e->older)
        e->older->newer = last ? last : e->newer;
    slot->entry = NULL;
    if (e->cap.type == ZOMBIE)
        table_free(m, e->cap.object);
    m->entry_count--;
    free(e);
}

bool model_has_children(const struct model_slot *slot)
{
    return is_full(slot) && slot->entry->newest;
}

/* -- deletion -------------------------------------------------------------- */

/* Whether deleting what is in the slot ends an object that holds slots. */
static bool ends_table(const struct model *m, const struct model_slot *slot)
{
    struct model_cap cap = cap_in(slot);

    return cap.type == ZOMBIE ||
           ((cap.type == CNODE || cap.type == TCB) && references(m, cap) == 1);
}

static struct model_table *make_zombie(struct model *m, struct model_slot *slot)
{
    struct model_cap *cap = &slot->entry->cap;

    *cap = (struct model_cap){ .type = ZOMBIE, .object = cap->object };
    slot->entry->may_have_children = false;
    return table_at(m, cap->object);
}

/* Empties a slot of a dying table. */
static void empty_inner(struct model *m, struct model_slot *slot)
{
    while (is_full(slot)) {
        if (!ends_table(m, slot)) {
            entry_remove(m, slot);
        } else {
            struct model_slot *first = make_zombie(m, slot)->slots;

            if (first == slot)
                return;
            swap_slots(slot, first);
        }
    }
}

static struct model_slot *highest_full(struct model_table *table,
                                       const struct model_slot *except)
{
    for (unsigned i = table->count; i-- > 0;)
        if (is_full(&table->slots[i]) && &table->slots[i] != except)
            return &table->slots[i];
    return NULL;
}

static void delete (struct model *m, struct model_slot *slot)
{
    while (is_full(slot)) {
        struct model_slot *inner = NULL;

        if (ends_table(m, slot))
            inner = highest_full(make_zombie(m, slot), slot);
        if (inner)
            empty_inner(m, inner);
        else
            entry_remove(m, slot);
    }
}

static void revoke(struct model *m, struct model_slot *slot)
{
    while (model_has_children(slot))
        delete (m, slot->entry->newest->slot);
}

/* -- addresses ------------------------------------------------------------- */

/* The low `n` bits of `w`; n may be 64. */
static uint64_t low_bits(uint64_t w, unsigned n)
{
    return n >= 64 ? w : w & ((1ul << n) - 1);
}

/* Slot arguments. On success the answer is fine and *found is set. */
static struct model_answer lookup(struct model *m, struct model_slot *root,
                                  uint64_t index, uint64_t depth, bool source,
                                  struct model_slot **found)
{
    struct model_cap node = cap_in(root);
    struct model_slot *at = root;
    unsigned left = (unsigned)depth;

    if (node.type != CNODE)
        return (
            struct model_answer){ FAILED_LOOKUP, 2, { source, INVALID_ROOT } };
    if (depth < 1 || depth > 64)
        return range(1, 64);
    while (left > 0 && node.type == CNODE) {
        unsigned takes = node.guard_size + node.size_bits;
        uint64_t rest = low_bits(index, left);

        if (node.guard_size > left ||
            (node.guard_size && rest >> (left - node.guard_size) != node.value))
            return (struct model_answer){ FAILED_LOOKUP,
                                          5,
                                          { source, GUARD_MISMATCH, left,
                                            node.value, node.guard_size } };
        if (takes > left)
            return (struct model_answer){
                FAILED_LOOKUP, 4, { source, DEPTH_MISMATCH, left, takes }
            };
        left -= takes;
        at = model_slot_at(
            m, node.object,
            (unsigned)low_bits(left < 64 ? rest >> left : 0, node.size_bits));
        node = cap_in(at);
    }
    if (left > 0)
        return (struct model_answer){ FAILED_LOOKUP,
                                      4,
                                      { source, DEPTH_MISMATCH, left, 0 } };
    *found = at;
    return fine;
}

struct model_slot *model_resolve(struct model *m, struct model_slot *root,
                                 uint64_t index, uint64_t depth)
{
    struct model_slot *found = NULL;

    lookup(m, root, index, depth, false, &found);
    return found;
}

/* -- what copies look like ------------------------------------------------- */

static struct model_cap with_rights(struct model_cap cap, uint64_t mask)
{
    switch (cap.type) {
    case ENDPOINT:
        cap.rights &= mask & 15;
        break;
    case NOTIFICATION:
        cap.rights &= mask & (READ | WRITE);
        break;
    case REPLY:
        cap.rights &= mask & GRANT;
        break;
    case FRAME:
        if (cap.rights == (READ | WRITE) && (mask & READ) && (mask & WRITE))
            cap.rights = READ | WRITE;
        else if ((cap.rights & READ) && (mask & READ))
            cap.rights = READ;
        else
            cap.rights = 0;
        break;
    }
    return cap;
}

/* NONE if the data is refused. */
static struct model_cap with_data(struct model_cap cap, uint64_t data,
                                  bool badge_allowed)
{
    const struct model_cap none = { NONE };

    if (cap.type == ENDPOINT || cap.type == NOTIFICATION) {
        if (!badge_allowed || cap.value != 0)
            return none;
        cap.value = data;
    } else if (cap.type == CNODE) {
        cap.guard_size = data & 63;
        if (cap.guard_size + cap.size_bits > 64)
            return none;
        cap.value = low_bits(data >> 6, cap.guard_size);
    }
    return cap;
}

static struct model_answer derive(const struct model_slot *source,
                                  struct model_cap *cap)
{
    switch (cap->type) {
    case NONE:
    case ZOMBIE:
    case IRQ_CONTROL:
        return plain(ILLEGAL_OPERATION);
    case UNTYPED:
        return model_has_children(source) ? plain(REVOKE_FIRST) : fine;
    case PAGE_TABLE:
        return cap->is_mapped ? fine : plain(ILLEGAL_OPERATION);
    case FRAME:
        cap->is_mapped = false;
        return fine;
    default:
        return fine;
    }
}

/* -- the methods of CNodes ------------------------------------------------- */

static struct model_answer transfer(struct model *m,
                                    const struct model_call *call,
                                    struct model_slot *dest)
{
    struct model_slot *source;
    struct model_answer answer;
    struct model_cap cap;

    if (call->length < 4 || call->extra_count < 1)
        return plain(TRUNCATED_MESSAGE);
    if (is_full(dest))
        return plain(DELETE_FIRST);
    answer = lookup(m, call->extra[0], call->words[2], call->words[3], true,
                    &source);
    if (answer.error)
        return answer;
    if (!is_full(source))
        return missing(true, call->words[3]);
    cap = source->entry->cap;
    if ((call->label == COPY && call->length < 5) ||
        (call->label == MINT && call->length < 6) ||
        (call->label == MUTATE && call->length < 5))
        return plain(TRUNCATED_MESSAGE);

    if (call->label == COPY || call->label == MINT) {
        cap = with_rights(cap, call->words[4]);
        if (call->label == MINT)
            cap = with_data(cap, call->words[5], true);
        answer = derive(source, &cap);
        if (!answer.error)
            copy_into(m, dest, cap, source->entry);
        return answer;
    }
    if (call->label == MUTATE) {
        cap = with_data(cap, call->words[4], false);
        if (cap.type == NONE)
            return plain(ILLEGAL_OPERATION);
        source->entry->cap = cap;
    }
    swap_slots(source, dest);
    return fine;
}

static struct model_answer
rotate(struct model *m, const struct model_call *call, struct model_slot *dest)
{
    const uint64_t *w = call->words;
    struct model_slot *source, *pivot;
    struct model_cap new_source, new_pivot;
    struct model_answer answer;

    if (call->length < 8 || call->extra_count < 2)
        return plain(TRUNCATED_MESSAGE);
    answer = lookup(m, call->extra[1], w[6], w[7], true, &source);
    if (answer.error)
        return answer;
    answer = lookup(m, call->extra[0], w[3], w[4], true, &pivot);
    if (answer.error)
        return answer;
    if (pivot == source || pivot == dest)
        return plain(ILLEGAL_OPERATION);
    if (source != dest && is_full(dest))
        return plain(DELETE_FIRST);
    if (!is_full(source))
        return missing(true, w[7]);
    if (!is_full(pivot))
        return missing(false, w[4]);
    new_source = with_data(cap_in(source), w[5], false);
    new_pivot = with_data(cap_in(pivot), w[2], false);
    if (new_source.type == NONE || new_pivot.type == NONE)
        return plain(ILLEGAL_OPERATION);

    source->entry->cap = new_source;
    pivot->entry->cap = new_pivot;
    swap_slots(pivot, dest);
    if (source != dest)
        swap_slots(source, pivot);
    return fine;
}

static struct model_answer cnode_method(struct model *m,
                                        const struct model_call *call)
{
    struct model_slot *slot;
    struct model_answer answer;
    struct model_cap cap;

    if (call->label < REVOKE || call->label > ROTATE)
        return plain(ILLEGAL_OPERATION);
    if (call->length < 2)
        return plain(TRUNCATED_MESSAGE);
    answer =
        lookup(m, call->target, call->words[0], call->words[1], false, &slot);
    if (answer.error)
        return answer;
    cap = cap_in(slot);
    switch (call->label) {
    case REVOKE:
        revoke(m, slot);
        return fine;
    case DELETE:
        delete (m, slot);
        return fine;
    case CANCEL:
        return plain(cap.type == ENDPOINT && cap.rights == 15
                         ? NO_ERROR
                         : ILLEGAL_OPERATION);
    case ROTATE:
        return rotate(m, call, slot);
    default:
        return transfer(m, call, slot);
    }
}

/* -- Untyped_Retype -------------------------------------------------------- */

/** The kinds of object, by their Retype number. */
static const struct kind {
    unsigned bits;  /* of a fixed size, log2                     */
    bool variable;  /* `bits` is added to the size_bits argument */
    unsigned least; /* smallest size_bits                        */
    unsigned type;  /* of the capability                         */
    unsigned rights;
} kinds[] = {
    { 0, true, 4, UNTYPED, 0 },      { 11, false, 0, TCB, 0 },
    { 4, false, 0, ENDPOINT, 15 },   { 6, false, 0, NOTIFICATION, 3 },
    { 5, true, 1, CNODE, 0 },        { 0, true, 7, SCHED_CONTEXT, 0 },
    { 5, false, 0, REPLY, GRANT },   { 30, false, 0, FRAME, 3 },
    { 12, false, 0, FRAME, 3 },      { 21, false, 0, FRAME, 3 },
    { 12, false, 0, PAGE_TABLE, 0 },
};

static void make_object(struct model *m, const struct kind *kind,
                        const struct model_call *call, uint64_t address,
                        struct model_slot *slot, bool is_device)
{
    struct model_entry *from = call->target->entry;
    struct model_cap cap = { .type = kind->type,
                             .object = address,
                             .rights = kind->rights,
                             .is_device = is_device };

    if (kind->variable)
        cap.size_bits = (unsigned)call->words[1];
    else if (kind->type == FRAME)
        cap.size_bits = kind->bits;
    if (kind->type == CNODE)
        table_new(m, address, 1u << cap.size_bits);
    if (kind->type == TCB)
        table_new(m, address, 5);
    newest_child(m, slot, cap, from)->may_have_children = true;
}

static struct model_answer retype(struct model *m,
                                  const struct model_call *call)
{
    const uint64_t *w = call->words;
    struct model_cap *untyped = &call->target->entry->cap;
    uint64_t slots, free_bytes, start, object, used;
    const struct kind *kind = &kinds[w[0] < 11 ? w[0] : 0];
    struct model_slot *node;
    struct model_answer answer;
    unsigned bits;

    if (call->label != 1)
        return plain(ILLEGAL_OPERATION);
    if (call->length < 6 || call->extra_count < 1)
        return plain(TRUNCATED_MESSAGE);
    if (w[0] >= 11)
        return with_number(INVALID_ARGUMENT, 0);
    if (w[1] >= 64)
        return range(0, 38);
    bits = kind->bits + (kind->variable ? (unsigned)w[1] : 0);
    if (bits > 38)
        return range(0, 38);
    if (kind->variable && w[1] < kind->least)
        return with_number(INVALID_ARGUMENT, 1);
    node = call->extra[0];
    if (w[3] != 0) {
        answer = lookup(m, call->extra[0], w[2], w[3], false, &node);
        if (answer.error)
            return answer;
    }
    if (cap_in(node).type != CNODE)
        return missing(false, w[3]);
    slots = 1ul << cap_in(node).size_bits;
    if (w[4] >= slots)
        return range(0, slots - 1);
    if (w[5] < 1 || w[5] > 256)
        return range(1, 256);
    if (w[5] > slots - w[4])
        return range(1, slots - w[4]);
    for (uint64_t i = w[4]; i < w[4] + w[5]; i++)
        if (is_full(model_slot_at(m, cap_in(node).object, (unsigned)i)))
            return plain(DELETE_FIRST);
    used = model_has_children(call->target) ? untyped->value : 0;
    object = 1ul << bits;
    free_bytes = (1ul << untyped->size_bits) - used;
    if (w[5] > free_bytes / object)
        return with_number(NOT_ENOUGH_MEMORY, free_bytes);
    if (untyped->is_device && kind->type != FRAME && kind->type != UNTYPED)
        return with_number(INVALID_ARGUMENT, 1);

    start = (used + object - 1) / object * object;
    untyped->value = start + w[5] * object;
    for (uint64_t i = 0; i < w[5]; i++)
        make_object(m, kind, call, untyped->object + start + i * object,
                    model_slot_at(m, cap_in(node).object, (unsigned)(w[4] + i)),
                    untyped->is_device);
    return fine;
}

struct model_answer model_perform(struct model *m,
                                  const struct model_call *call)
{
    bury(m);
    switch (cap_in(call->target).type) {
    case NONE:
    case ZOMBIE:
        return with_number(INVALID_CAPABILITY, 0);
    case UNTYPED:
        return retype(m, call);
    case CNODE:
        return cnode_method(m, call);
    default: /* has no method with one of these labels */
        return plain(ILLEGAL_OPERATION);
    }
}

void model_free(struct model *m)
{
    bury(m);
    for (unsigned t = 0; t < MODEL_TABLES; t++) {
        for (unsigned i = 0; i < m->tables[t].count; i++)
            free(m->tables[t].slots[i].entry);
        free(m->tables[t].slots);
    }
    *m = (struct model){ 0 };
}
