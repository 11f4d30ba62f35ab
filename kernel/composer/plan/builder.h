/* SPDX-License-Identifier: MIT
 *
 * Making a plan.
 *
 * A front end adds records in any order; each function returns the index of
 * what it added. Texts are interned: the same text has the same offset, and
 * the empty text is 0. builder_finish then adds what follows from the rest
 * (page tables, sizes of CNodes, the order of allocation) and lays everything
 * out as one block.
 *
 * Memory: allocation failure ends the program with a message (compose is a
 * short-lived tool); builder_free gives everything back.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "diagnostics.h"
#include "initialiser/plan.h"

struct builder;

/** @return an empty plan; builder_free ends it */
struct builder *builder_new(void);

/** Frees a plan in the making; NULL is allowed. */
void builder_free(struct builder *b);

/** @return the text's offset; formatted as by printf */
uint32_t builder_text(struct builder *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** @return the text at an offset; valid until the next builder_text */
const char *builder_string(const struct builder *b, uint32_t text);

/**
 * Adds a component with an empty VSpace of its own.
 *
 * @param name     as people know it
 * @param program  file name of its image, or ""
 * @param parent   component that gets its faults, or PLAN_NONE
 */
uint32_t builder_component(struct builder *b, const char *name,
                           const char *program, uint32_t parent);

/** Adds an object; its record is copied. */
uint32_t builder_object(struct builder *b, const struct plan_object *object);

/**
 * Adds an object of a type whose size is fixed, or given in bits.
 *
 * @param type       TCB, SCHED_CONTEXT, ENDPOINT, NOTIFICATION, REPLY, CNODE,
 *                   FRAME or UNTYPED
 * @param size_bits  FRAME: 12 or 21; UNTYPED: 4..38; SCHED_CONTEXT: 7..;
 *                   CNODE: 0, it grows with its highest slot; else ignored
 * @param component  whose it is, or PLAN_NONE
 * @param name       text, unique among the objects
 */
uint32_t builder_make(struct builder *b, enum plan_type type,
                      uint32_t size_bits, uint32_t component, uint32_t name);

/** @return the object's record; valid until the next object is added */
struct plan_object *builder_object_at(struct builder *b, uint32_t object);

/** @return the component's record; valid until the next one is added */
struct plan_component *builder_component_at(struct builder *b, uint32_t c);

/**
 * Puts a capability into a CNode.
 *
 * @param slot    0-based
 * @param rights  PLAN_READ and so on; for objects without rights
 *                PLAN_ALL_RIGHTS
 * @param label   text: what it is for
 * @return false: another capability is in that slot
 */
bool builder_cap(struct builder *b, uint32_t cnode, uint32_t slot,
                 uint32_t object, uint32_t rights, uint64_t badge,
                 uint32_t label);

/** @return the first slot at or after `from` that no capability is in */
uint32_t builder_free_slot(const struct builder *b, uint32_t cnode,
                           uint32_t from);

/**
 * Maps a frame. Page tables are added by builder_finish.
 *
 * @param vspace  object (builder_component_at(...)->vspace)
 * @param vaddr   a multiple of the frame's size, below 0x3ffffff000
 * @param rights  PLAN_READ, or PLAN_READ | PLAN_WRITE
 * @param flags   PLAN_MAP_EXECUTE, PLAN_MAP_UNCACHED
 */
void builder_map(struct builder *b, uint32_t vspace, uint32_t frame,
                 uint64_t vaddr, uint32_t rights, uint32_t flags);

/**
 * @return whether [vaddr, vaddr + bytes) of an address space has no mapping
 *         yet; if not and `other` is given, it receives the address of the
 *         lowest mapping that is in the way
 */
bool builder_is_free(const struct builder *b, uint32_t vspace, uint64_t vaddr,
                     uint64_t bytes, uint64_t *other);

/**
 * @return the lowest multiple of `align` at or after `from` at which `bytes`
 *         bytes and one page on either side are free; 0: none below the end
 *         of the address space
 */
uint64_t builder_find_room(const struct builder *b, uint32_t vspace,
                           uint64_t bytes, uint64_t align, uint64_t from);

/** Copies bytes into the plan that the initialiser puts into a frame. */
void builder_fill(struct builder *b, uint32_t frame, uint32_t at,
                  const void *bytes, uint32_t length);

/** Has the initialiser fill a frame with something it knows only then. */
void builder_fill_kind(struct builder *b, enum plan_fill_kind kind,
                       uint32_t frame);

/**
 * Adds zeroed, read-write memory for a stack, with the top at `top` and no
 * mapping above or below it.
 *
 * @param bytes  a multiple of 4096
 */
void builder_stack(struct builder *b, uint32_t component, const char *name,
                   uint64_t top, uint64_t bytes);

/** Adds a thread; the record is copied. cspace_guard is set by finish. */
uint32_t builder_thread(struct builder *b, const struct plan_thread *thread);

/** Sets every field that names an object or component to PLAN_NONE. */
void builder_thread_init(struct plan_thread *thread);

/** Binds an IRQ object to a notification. */
void builder_irq(struct builder *b, uint32_t irq, uint32_t notification,
                 uint64_t badge);

/** Adds a line to the component picture. */
void builder_link(struct builder *b, const struct plan_link *link);

/** Adds a name for a component's generated header. */
void builder_constant(struct builder *b, uint32_t component, const char *name,
                      uint64_t value, const char *comment);

/** Adds an entry of the domain schedule. */
void builder_domain(struct builder *b, uint32_t domain, uint64_t ticks,
                    bool end);

/** Adds a row of debug information to the component added last. */
void builder_row(struct builder *b, uint32_t component, uint32_t address,
                 uint32_t function, uint32_t file, uint32_t line);

/** Says who gets the memory that is left. */
void builder_remaining(struct builder *b, uint32_t cnode, uint32_t slot,
                       uint32_t count);

/** @return the endpoint to which faults go; it is made at the first call */
uint32_t builder_monitor(struct builder *b);

/** Sets at which entry of the domain schedule the system starts. */
void builder_domain_start(struct builder *b, uint32_t entry);

/**
 * Completes the plan.
 *
 * @param d  gets an error for each thing that cannot be (a slot beyond what
 *           a CNode can have)
 * @return the plan, valid until builder_free; NULL: errors were reported
 */
const struct plan *builder_finish(struct builder *b, struct diagnostics *d);
