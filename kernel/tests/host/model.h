/* SPDX-License-Identifier: MIT */
/*
 * A second opinion on capabilities: what the API says about slots, derivation
 * and untyped memory, with none of the kernel's representation.
 *
 * The kernel keeps one list and decides from the capabilities who is whose
 * child. The model keeps a tree: each entry has a pointer to its parent and its
 * children in order, the newest first. Objects that hold slots are tables; an
 * object is the last one's memory as long as any entry names it.
 *
 * model_perform() is told an invocation and says what the kernel must answer.
 * model_compare() then holds the whole model against the kernel's memory.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/** A capability; `type` as DebugCapIdentify answers, 0 is none. */
struct model_cap {
    unsigned type;
    uint64_t object;     /* physical address; 0 for what is not memory       */
    unsigned size_bits;  /* untyped, frame, SC: bytes; CNode: slots; log2    */
    unsigned rights;     /* endpoint, notification, reply, frame             */
    unsigned guard_size; /* CNode                                            */
    bool is_device;      /* untyped, frame                                   */
    bool is_mapped;      /* frame, page table                                */
    uint64_t value;      /* badge; guard; bytes used; IRQ                    */
};

/** A capability with its place in the tree. */
struct model_entry {
    struct model_cap cap;
    struct model_slot *slot; /* where it lies                              */
    bool may_have_children;
    struct model_entry *parent;
    struct model_entry *newest; /* child                                   */
    struct model_entry *older;  /* sibling                                 */
    struct model_entry *newer;
};

struct model_slot {
    struct model_entry *entry; /* NULL: empty */
};

enum { MODEL_TABLES = 256, MODEL_TREES = 128, MODEL_WORDS = 8 };

/** The slots of a CNode or of a thread. */
struct model_table {
    uint64_t base; /* physical address; 0: not in use */
    unsigned count;
    struct model_slot *slots;
};

struct model {
    struct model_table tables[MODEL_TABLES];
    struct model_entry trees[MODEL_TREES]; /* above the boot capabilities */
    unsigned tree_count;
    unsigned entry_count;

    /* Tables that went during this invocation, whose slots may still be
       looked at until its end. */
    struct model_slot *dead[MODEL_TABLES];
    unsigned dead_count;
};

/** An invocation, with the capabilities themselves in place of addresses. */
struct model_call {
    struct model_slot *target;
    uint64_t label;
    unsigned length;
    uint64_t words[MODEL_WORDS];
    unsigned extra_count;
    struct model_slot *extra[3];
};

/** What the caller must be told. */
struct model_answer {
    unsigned error;
    unsigned length;
    uint64_t words[5];
};

/** Takes over the kernel's state right after boot; the one time that the model
    believes the kernel. */
void model_import(struct model *m);

/** The slot that a table, named by its memory, has at `index`. */
struct model_slot *model_slot_at(struct model *m, uint64_t base,
                                 unsigned index);

/** Where an address leads, starting from a slot's CNode; NULL if nowhere. */
struct model_slot *model_resolve(struct model *m, struct model_slot *root,
                                 uint64_t index, uint64_t depth);

/** Whether anything was derived from what is in the slot. */
bool model_has_children(const struct model_slot *slot);

/** Performs an invocation of Untyped_Retype or of a CNode's method, whatever
    the capability is that it goes to. */
struct model_answer model_perform(struct model *m,
                                  const struct model_call *call);

/**
 * Holds the model against the kernel.
 * \return NULL, or what differs; valid until the next call.
 */
const char *model_compare(struct model *m);

void model_free(struct model *m);
