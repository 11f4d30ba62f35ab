/* SPDX-License-Identifier: MIT
 *
 * What the files of the lowering share.
 *
 *   assembly.c components, their own capabilities, threads, programs
 *   objects.c  what connections and locks are made of
 *   memory.c   frames and their mappings
 */
#pragma once

#include "connectors/layout.h"
#include "options.h"
#include "plan/builder.h"

/* The objects of one instance. */
struct body {
    uint32_t component;
    uint32_t vspace;
    uint32_t cspace;
    uint32_t interrupts; /* notification, or PLAN_NONE */
    uint64_t entry;      /* of its program */
};

struct lowering {
    struct builder *b;
    struct diagnostics *d;
    const struct options *o;
    struct layout layout;
    struct body *body; /* by adl_instance.index */
};

struct grant {
    uint32_t slot;
    uint32_t object;
    uint32_t rights;
    uint64_t badge;
};

/** @return what an instance is made of */
struct body *assembly_body(struct lowering *l, const struct adl_instance *i);

/** Puts a capability into an instance's CNode; `what` is for reports. */
void assembly_give(struct lowering *l, const struct adl_instance *i,
                   struct grant g, const char *what);

/** @return a new object of an instance, named INSTANCE.what */
uint32_t assembly_make(struct lowering *l, const struct adl_instance *i,
                       enum plan_type type, const char *what);

/** Adds a connection's objects and capabilities. */
void assembly_connection(struct lowering *l, const struct adl_connection *c);

/** Adds the notifications with which an instance's threads wait. */
void assembly_locks(struct lowering *l, const struct layout_instance *li);

/** Adds the memory that a connection shares, or a device's. */
void assembly_memory(struct lowering *l, const struct adl_connection *c);

/** Adds what an instance alone sees: the page that tells of its untyped
 * memory, and dataports for devices that are not connected. */
void assembly_private_memory(struct lowering *l,
                             const struct layout_instance *li);
