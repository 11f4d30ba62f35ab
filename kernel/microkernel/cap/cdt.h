/* SPDX-License-Identifier: MIT */
/*
 * The capability derivation tree. See cap/cdt.c for the model.
 */
#pragma once

#include "cap/cap.h"

enum {
    CDT_HEAD = 1, /* first of a family of equal badges */
    CDT_ORIG = 2, /* may have children                 */
    CDT_FLAGS = CDT_HEAD | CDT_ORIG,
};

static inline struct cte *cdt_next(const struct cte *slot)
{
    return (struct cte *)(slot->next_flags & ~(word_t)CDT_FLAGS);
}

static inline bool cdt_is_orig(const struct cte *slot)
{
    return slot->next_flags & CDT_ORIG;
}

static inline bool cdt_is_head(const struct cte *slot)
{
    return slot->next_flags & CDT_HEAD;
}

/** Puts `cap` into the empty `slot` as the root of a tree of its own. */
void cdt_insert_root(struct cte *slot, struct cap cap);

/** Puts a new object's `cap` into the empty `slot` as a child of `parent`. */
void cdt_insert_object(struct cte *slot, struct cap cap, struct cte *parent);

/** Puts `cap`, derived from the one in `source`, into the empty `slot`. */
void cdt_insert_copy(struct cte *slot, struct cap cap, struct cte *source);

/** Moves the entry of `from` to the empty `to`; it becomes `cap` there. */
void cdt_move(struct cte *from, struct cte *to, struct cap cap);

/** Exchanges the entries of two slots, which become `cap_a`, `cap_b`. */
void cdt_swap(struct cap cap_a, struct cte *a, struct cap cap_b, struct cte *b);

/** Takes the entry of `slot` out of the tree and leaves the slot empty. */
void cdt_remove(struct cte *slot);

/** Whether `b` is a descendant of `a`, given that it follows it in the list. */
bool cdt_is_parent(const struct cte *a, const struct cte *b);

/** Whether anything derived from the entry of `slot` is left. */
bool cdt_has_children(const struct cte *slot);

/** Whether no neighbour in the list names the same object. */
bool cdt_is_final(const struct cte *slot);

/** Whether the object of a capability is memory. */
bool cap_is_physical(struct cap cap);

/** log2 of the bytes of memory that a capability's object covers; for types
    that name memory only. */
word_t cap_region_bits(struct cap cap);

/** Whether two capabilities name one and the same object. */
bool cap_same_object(struct cap a, struct cap b);
