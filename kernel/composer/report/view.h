/* SPDX-License-Identifier: MIT
 *
 * A plan as reports look at it: records by index, names, sizes, and what
 * follows from several records together.
 */
#pragma once

#include "report/report.h"

/* Table `part` of the plan as an array of `type`. */
#define VIEW_TABLE(r, part, type) \
    ((const struct type *)view_at(r, (r)->plan->part.offset))

static inline const void *view_at(const struct report *r, uint64_t offset)
{
    return (const char *)r->plan + offset;
}

static inline const struct plan_object *view_object(const struct report *r,
                                                    uint32_t index)
{
    return &VIEW_TABLE(r, objects, plan_object)[index];
}

static inline const char *view_text(const struct report *r, uint32_t offset)
{
    return (const char *)view_at(r, r->plan->strings.offset) + offset;
}

/** The name of an object; "none" for PLAN_NONE. */
const char *view_name(const struct report *r, uint32_t object);

/** The name of a component; "shared" for PLAN_NONE. */
const char *view_component(const struct report *r, uint32_t component);

/** What a kind of object is called: "thread", "endpoint", ... */
const char *view_type(uint32_t type);

/** Whether an object is an address space, the monitor's included. */
bool view_is_vspace(const struct report *r, uint32_t object);

/** Bytes of kernel or frame memory an object takes; 0 if it is not made. */
uint64_t view_bytes(const struct plan_object *object);

/** Where an object lies, or PLAN_ANYWHERE: unknown, or it has no memory. */
uint64_t view_paddr(const struct report *r, uint32_t object);

/** Room for the letters of rights. */
enum { VIEW_RIGHTS = 5 };

/** The rights of a capability as letters, "-" for what is absent: r, w, g
    (grant), p (grant reply). Returns `buffer`. */
const char *view_rights(uint32_t rights, char buffer[VIEW_RIGHTS]);

/** The rights of a mapping as letters, "rwx". Returns `buffer`. */
const char *view_access(uint32_t rights, uint32_t flags,
                        char buffer[VIEW_RIGHTS]);

/** Whether capabilities to this type of object carry rights and a badge. */
bool view_has_rights(uint32_t type);
bool view_has_badge(uint32_t type);

/** The memory of a component, in bytes. */
struct view_memory {
    uint64_t frames;
    uint64_t page_tables; /* with the VSpace itself */
    uint64_t kernel;      /* all other objects */
};

/** The memory of a component; of PLAN_NONE: what several share. */
struct view_memory view_memory(const struct report *r, uint32_t component);

/** Adjacent pages of an address space with equal rights and purpose. */
struct view_span {
    uint64_t start;
    uint64_t end;   /* one past */
    uint32_t frame; /* the first one */
    uint32_t pages;
    uint32_t rights;
    uint32_t flags;
};

/**
 * The spans of an address space in ascending order.
 *
 * @param vspace  index of the VSpace object
 * @param count   set to the number of spans
 * @return an array that the caller frees; NULL if there was no memory
 */
struct view_span *view_spans(const struct report *r, uint32_t vspace,
                             size_t *count);

/** Length of a frame's name without the number of its page: pages of the
    same purpose have equal names up to there. */
int view_stem(const char *name);

/** The indices of the plan's caps, by CNode and slot. The caller frees it;
    NULL if there was no memory. */
uint32_t *view_caps_in_order(const struct report *r);

/** Whether a frame is a memory region or a device rather than part of one
    component: it is drawn as an object of its own. */
bool view_frame_is_shared(const struct report *r, uint32_t frame);

/** Objects of one component and type that lie one after the other. */
struct view_place {
    uint64_t start;
    uint64_t end;    /* one past */
    uint32_t object; /* the first one */
    uint32_t objects;
};

/**
 * Physical memory by ascending address. Frames whose names differ only in
 * the number of the page are one place, and so are page tables and other
 * objects of one type and component.
 *
 * @param count  set to the number of places
 * @return an array that the caller frees; NULL if there was no memory
 */
struct view_place *view_places(const struct report *r, size_t *count);
