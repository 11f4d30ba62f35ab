/* SPDX-License-Identifier: MIT
 *
 * From the model to the plan.
 *
 *   lower.c    objects, capabilities and threads of protection domains
 *   regions.c  memory regions, maps
 *   program.c  images, and the symbols that are written into them
 *   names.c    names for headers, lines of the component picture
 *
 * The model is free of errors. Objects are added in an order that depends on
 * the description alone. A capability is added only where an element of the
 * description asks for what it allows, with the rights for just that
 * (interfaces/protection_domain.h).
 */
#pragma once

#include "model.h"
#include "plan/builder.h"

/* The objects of a protection domain; PLAN_NONE: it needs none. */
struct body {
    uint32_t component;
    uint32_t vspace;
    uint32_t tcb;
    uint32_t context;
    uint32_t cspace;
    uint32_t ipc_frame;
    uint32_t notification;
    uint32_t endpoint;
    uint32_t reply;
    uint64_t entry; /* first instruction */
};

struct lowering {
    struct builder *b;
    struct model *m;
    struct body body[PDS_MAX]; /* in the order of m->pds */
};

/** Puts everything into the plan. Reports what only images can show. */
void system_lower(struct builder *b, struct model *m);

/** @return the objects of a protection domain */
struct body *system_body(struct lowering *l, const struct pd *pd);

/** Makes the frames of all regions in use, maps and fills them. */
void system_regions(struct lowering *l);

/** Reads a protection domain's image, writes its symbols, places it. */
void system_program(struct lowering *l, const struct pd *pd);

/** Adds the constants of every header and the lines of the picture. */
void system_names(struct lowering *l);
