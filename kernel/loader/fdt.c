/* SPDX-License-Identifier: MIT */
/*
 * A reader of flattened device trees in one pass.
 *
 * The header gives two blocks: the structure, a sequence of big-endian 32-bit
 * tokens, and the strings, which hold the properties' names.
 *
 *   token  name        followed by (padded to 4 bytes)
 *   1      BEGIN_NODE  the node's name, terminated
 *   2      END_NODE
 *   3      PROP        length, offset of the name in the strings, the value
 *   4      NOP
 *   9      END         nothing: the structure is complete
 *
 * next_token() is the only place that moves through the structure; it hands
 * out names and values only after it has found them to be inside.
 */
#include "fdt.h"

#include <stddef.h>

enum { BEGIN_NODE = 1, END_NODE = 2, PROP = 3, NOP = 4, END = 9 };

enum {
    MAGIC = 0xd00dfeed,
    HEADER_SIZE = 40,
    VERSION = 17, /* what we know */
    MAX_DEPTH = 32,
    DEPTH_ROOT = 1,  /* of properties of the root node */
    DEPTH_CHILD = 2, /* of properties of its children  */
};

struct tree {
    const uint8_t *structure;
    uint64_t size;
    uint64_t at; /* the next token, a multiple of 4 */
    const uint8_t *strings;
    uint64_t strings_size;
};

struct token {
    uint32_t kind;
    const char *name;     /* BEGIN_NODE, PROP */
    const uint8_t *value; /* PROP             */
    uint64_t length;      /* PROP             */
};

/* What is known while the pass is under way. */
struct reading {
    uint64_t address; /* that RAM must hold */
    struct machine *machine;
    uint64_t address_cells; /* of the root's children */
    uint64_t size_cells;
    bool has_start, has_end; /* of the initrd          */

    /* of the child of the root that the pass is in */
    bool is_chosen, is_memory;
    const uint8_t *reg;
    uint64_t reg_length;
};

static uint64_t read_cells(const uint8_t *p, uint64_t cells)
{
    uint64_t value = 0;

    for (uint64_t i = 0; i < 4 * cells; i++)
        value = value << 8 | p[i];
    return value;
}

static bool same(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b)
        a++, b++;
    return *a == *b;
}

/* Whether a terminated string begins at p and ends before p + room. */
static bool is_string(const uint8_t *p, uint64_t room, uint64_t *length)
{
    for (uint64_t i = 0; i < room; i++) {
        if (p[i] == 0) {
            *length = i;
            return true;
        }
    }
    return false;
}

/* -- structure ------------------------------------------------------------ */

static bool is_block(uint64_t start, uint64_t size, uint64_t total)
{
    return start >= HEADER_SIZE && start <= total && size <= total - start;
}

static bool open_tree(const uint8_t *p, uint64_t room, struct tree *tree,
                      struct machine *machine, struct refusal *why)
{
    uint64_t total = read_cells(p + 4, 1);
    uint64_t structure = read_cells(p + 8, 1);
    uint64_t strings = read_cells(p + 12, 1);
    uint64_t strings_size = read_cells(p + 32, 1);
    uint64_t structure_size = read_cells(p + 36, 1);

    if (read_cells(p, 1) != MAGIC)
        return REFUSE(why,
                      "not a device tree: it starts with %x, not %x; give "
                      "one that dtc made with -dtb",
                      read_cells(p, 1), MAGIC);
    if (total < HEADER_SIZE || total > room)
        return REFUSE(why, "its size of %u bytes is not between %u and %u",
                      total, HEADER_SIZE, room);
    if (read_cells(p + 20, 1) < VERSION || read_cells(p + 24, 1) > VERSION)
        return REFUSE(why, "version %u (compatible with %u) is not %u",
                      read_cells(p + 20, 1), read_cells(p + 24, 1), VERSION);

    if (!is_block(structure, structure_size, total) || structure % 4 != 0 ||
        !is_block(strings, strings_size, total))
        return REFUSE(why,
                      "truncated: structure at %u or strings at %u are not "
                      "inside its %u bytes",
                      structure, strings, total);
    *tree = (struct tree){
        .structure = p + structure,
        .size = structure_size,
        .strings = p + strings,
        .strings_size = strings_size,
    };
    machine->tree_size = total;
    return true;
}

/* Takes `bytes` padded to 4 off the structure; false if they are not there. */
static bool take(struct tree *tree, uint64_t bytes)
{
    uint64_t padded = (bytes + 3) / 4 * 4;

    if (padded > tree->size - tree->at)
        return false;
    tree->at += padded;
    return true;
}

static bool take_property(struct tree *tree, struct token *t)
{
    const uint8_t *head = tree->structure + tree->at;
    uint64_t name, length;

    if (!take(tree, 8))
        return false;
    t->length = read_cells(head, 1);
    t->value = head + 8;
    name = read_cells(head + 4, 1);
    if (!take(tree, t->length) || name >= tree->strings_size)
        return false;
    t->name = (const char *)tree->strings + name;
    return is_string(tree->strings + name, tree->strings_size - name, &length);
}

static bool next_token(struct tree *tree, struct token *t)
{
    const uint8_t *p = tree->structure + tree->at;
    uint64_t length;

    if (!take(tree, 4))
        return false;
    *t = (struct token){ .kind = (uint32_t)read_cells(p, 1) };
    switch (t->kind) {
    case BEGIN_NODE:
        t->name = (const char *)p + 4;
        return is_string(p + 4, tree->size - tree->at, &length) &&
               take(tree, length + 1);
    case PROP:
        return take_property(tree, t);
    default:
        return t->kind == END_NODE || t->kind == NOP || t->kind == END;
    }
}

/* -- meaning -------------------------------------------------------------- */

static bool read_number(const struct token *t, uint64_t *number)
{
    if (t->length != 4 && t->length != 8)
        return false;
    *number = read_cells(t->value, t->length / 4);
    return true;
}

static bool note_chosen(struct reading *r, const struct token *t,
                        struct refusal *why)
{
    struct machine *m = r->machine;
    uint64_t length;

    if (same(t->name, "bootargs")) {
        if (!is_string(t->value, t->length, &length))
            return REFUSE(why, "/chosen bootargs is not a string");
        m->bootargs = (const char *)t->value;
    } else if (same(t->name, "linux,initrd-start")) {
        r->has_start = true;
        if (!read_number(t, &m->initrd_start))
            return REFUSE(why, "/chosen linux,initrd-start has %u bytes",
                          t->length);
    } else if (same(t->name, "linux,initrd-end")) {
        r->has_end = true;
        if (!read_number(t, &m->initrd_end))
            return REFUSE(why, "/chosen linux,initrd-end has %u bytes",
                          t->length);
    }
    return true;
}

static bool note_property(struct reading *r, uint64_t depth,
                          const struct token *t, struct refusal *why)
{
    uint64_t length;

    if (depth == DEPTH_ROOT) {
        if ((same(t->name, "#address-cells") &&
             !read_number(t, &r->address_cells)) ||
            (same(t->name, "#size-cells") && !read_number(t, &r->size_cells)))
            return REFUSE(why, "a #...-cells of the root has %u bytes",
                          t->length);
    } else if (depth == DEPTH_CHILD && r->is_chosen) {
        return note_chosen(r, t, why);
    } else if (depth == DEPTH_CHILD && same(t->name, "device_type")) {
        r->is_memory = is_string(t->value, t->length, &length) &&
                       same((const char *)t->value, "memory");
    } else if (depth == DEPTH_CHILD && same(t->name, "reg")) {
        r->reg = t->value;
        r->reg_length = t->length;
    }
    return true;
}

/* At the end of a memory node: is one of its regions ours? */
static bool note_memory(struct reading *r, struct refusal *why)
{
    uint64_t a = r->address_cells, s = r->size_cells;
    uint64_t stride = 4 * (a + s);

    if (a < 1 || a > 2 || s < 1 || s > 2 || r->reg_length % stride != 0)
        return REFUSE(why,
                      "memory node: reg of %u bytes with %u address and %u "
                      "size cells",
                      r->reg_length, a, s);
    for (uint64_t at = 0; at < r->reg_length; at += stride) {
        uint64_t start = read_cells(r->reg + at, a);
        uint64_t size = read_cells(r->reg + at + 4 * a, s);

        if (size > ~start)
            return REFUSE(why, "memory node: %u bytes at %x wrap around", size,
                          start);
        if (r->address >= start && r->address - start < size) {
            r->machine->ram_start = start;
            r->machine->ram_end = start + size;
        }
    }
    return true;
}

static void begin_node(struct reading *r, uint64_t depth, const char *name)
{
    if (depth != DEPTH_CHILD)
        return;
    r->is_chosen = same(name, "chosen");
    r->is_memory = false;
    r->reg_length = 0;
}

static bool check_machine(const struct reading *r, struct refusal *why)
{
    const struct machine *m = r->machine;

    if (m->ram_end == 0)
        return REFUSE(why,
                      "no memory node has RAM at %x, where the kernel goes",
                      r->address);
    if (r->has_start != r->has_end || m->initrd_start > m->initrd_end)
        return REFUSE(why, "/chosen: the initrd from %x to %x is no range",
                      m->initrd_start, m->initrd_end);
    return true;
}

bool fdt_read(const void *tree, uint64_t room, uint64_t address,
              struct machine *machine, struct refusal *why)
{
    struct reading r = { .address = address,
                         .machine = machine,
                         .address_cells = 2,
                         .size_cells = 1 };
    struct tree walk;
    struct token t;
    uint64_t depth = 0;

    *machine = (struct machine){ 0 };
    if (!open_tree(tree, room, &walk, machine, why))
        return false;
    while (next_token(&walk, &t)) {
        if (t.kind == END && depth == 0)
            return check_machine(&r, why);
        if (t.kind == NOP)
            continue;
        if (t.kind == BEGIN_NODE && depth < MAX_DEPTH) {
            begin_node(&r, ++depth, t.name);
            continue;
        }
        if (t.kind == PROP && depth > 0) {
            if (!note_property(&r, depth, &t, why))
                return false;
            continue;
        }
        if (t.kind == END_NODE && depth > 0) {
            if (depth-- == DEPTH_CHILD && r.is_memory && !note_memory(&r, why))
                return false;
            continue;
        }
        break;
    }
    return REFUSE(why, "broken structure near offset %u of %u, depth %u",
                  walk.at, walk.size, depth);
}
