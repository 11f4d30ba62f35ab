/* SPDX-License-Identifier: MIT
 *
 * A system description (.system) as the composer understands it.
 *
 * Model. read.c makes it out of the elements: every attribute has its value
 * or its default, what was wrong has been reported and holds a value that
 * later checks pass over (NONE, or the default). check.c and memory.c resolve
 * names to pointers, hold it against the rules, and decide what the
 * description left open: page sizes and addresses. lower.c and its neighbours
 * turn it into a plan.
 *
 * Everything that can be decided is decided without the images of the
 * programs, so that the headers, which are made before there are images,
 * and the plan agree.
 *
 * Ownership: all of it lives in the obstack `memory`. Lists keep the order of
 * the description; a protection domain comes before its children.
 */
#pragma once

#include <obstack.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "diagnostics.h"
#include "element.h"
#include "initialiser/plan.h"
#include "interfaces/protection_domain.h"
#include "options.h"

#define NONE UINT64_MAX /* a number that was not given, or was wrong */

#define KIB ((uint64_t)1 << 10)
#define MIB ((uint64_t)1 << 20)

/* Limits; limits.c prints them for the manual. */
#define PDS_MAX            63u
#define NAME_BYTES_MAX     ((uint64_t)PD_NAME_BYTES - 1)
#define PRIORITY_MAX       254u
#define BUDGET_DEFAULT     1000u
#define BUDGET_MIN         20u /* us: the kernel's smallest budget */
#define BUDGET_MAX         0x333333333333333u
#define STACK_DEFAULT      (8 * KIB)
#define STACK_MIN          (4 * KIB)
#define STACK_MAX          (16 * MIB)
#define ID_MAX             (PD_IDS - 1u)
#define CAP_SLOT_MAX       (PD_USER_SLOTS - 1u)
#define IRQ_MIN            1u
#define IRQ_MAX            95u
#define DOMAINS_MAX        16u
#define SCHEDULE_MAX       100u /* entries, the last of which is an end */
#define DURATION_MAX_TICKS (((uint64_t)1 << 56) - 1)
#define REGIONS_MAX        1024u
#define CHANNELS_MAX       (PDS_MAX * PD_IDS / 2)
#define LIST_MAX           1024u   /* maps, or setvars, of one domain */
#define FRAMES_MAX         32768u  /* pages of all regions together */
#define MAPPED_MAX         262144u /* pages of all maps together */

#define SMALL_BITS 12
#define LARGE_BITS 21
#define SMALL_PAGE ((uint64_t)1 << SMALL_BITS)
#define LARGE_PAGE ((uint64_t)1 << LARGE_BITS)

/* A protection domain's address space. Programs lie below IMAGES_END; maps
 * without an address go to AUTO_START and above; RESTORE_BYTES at PD_RESTORE
 * are kept for the restore records. */
#define USER_END      ((uint64_t)0x3ffffff000)
#define IMAGES_END    ((uint64_t)1 << 32)
#define AUTO_START    ((uint64_t)0x1000000000)
#define RESTORE_BYTES (128 * MIB)

#define PHYSICAL_END ((uint64_t)1 << 39)

struct pd;

struct region {
    const struct element *e;
    const char *name; /* NULL: missing */
    uint64_t size;    /* NONE: wrong */
    uint64_t page;    /* bytes; NONE until it is decided */
    uint64_t phys_addr;
    const char *prefill_path;
    bool prefill_bootinfo;
    bool small_only; /* a map is not aligned to a large page */
    bool used;       /* mapped, or its address is asked for */
    bool contiguous; /* its address is asked for */
    const char *prefill;
    uint64_t prefill_size;
    uint32_t *frames; /* objects of the plan, once lowered */
};

struct map {
    const struct element *e;
    const char *region_name;
    struct region *region;
    uint64_t vaddr;  /* NONE: to be chosen */
    uint32_t rights; /* PLAN_READ, PLAN_WRITE */
    bool execute;
    bool cached;
    const char *setvar_vaddr;
    const char *setvar_size;
    const char *setvar_prefill_size;
};

struct irq {
    const struct element *e;
    uint64_t number;
    uint64_t id;
    bool edge;
    const char *name;
    const char *setvar_id;
};

struct setvar {
    const struct element *e;
    const char *symbol;
    const char *region_name;
    struct region *region;
};

enum cap_kind { CAP_TCB, CAP_SC, CAP_VSPACE };

/* An element of <cspace>. */
struct extra_cap {
    const struct element *e;
    enum cap_kind kind;
    uint64_t slot;
    const char *pd_name;
    struct pd *pd;
};

struct pd {
    const struct element *e;
    const char *name;
    struct pd *parent;
    uint64_t priority;
    uint64_t budget; /* us */
    uint64_t period; /* us */
    uint64_t stack_size;
    bool passive;
    bool fpu;
    const char *domain_name;
    uint64_t domain; /* index; 0 without a schedule */
    uint64_t id;     /* as a child */
    const char *setvar_id;
    bool called;   /* protected calls or faults of children reach it */
    bool notified; /* notifications or interrupts reach it */
    const struct element *image; /* NULL: missing */
    const char *path;
    const char *path_for_symbols;
    struct map *maps;
    size_t map_count;
    struct irq *irqs;
    size_t irq_count;
    struct setvar *setvars;
    size_t setvar_count;
    struct extra_cap *caps;
    size_t cap_count;
};

struct end {
    const struct element *e;
    const char *pd_name;
    struct pd *pd;
    uint64_t id;
    bool pp; /* this end may call the other */
    bool notify;
    const char *name;
    const char *setvar_id;
};

struct channel {
    const struct element *e;
    struct end end[2];
};

struct domain {
    const struct element *e;
    const char *name;
};

struct entry {
    const struct element *e;
    bool marker; /* an end marker */
    const char *domain_name;
    uint64_t domain;
    uint64_t ticks;
};

struct model {
    struct obstack memory;
    struct diagnostics *d;
    const struct options *options;
    struct element *root;
    struct pd *pds;
    size_t pd_count;
    struct region *regions;
    size_t region_count;
    struct channel *channels;
    size_t channel_count;
    const struct element *domains_element; /* NULL: none */
    struct domain *domains;
    size_t domain_count;
    const struct element *schedule; /* NULL: none */
    struct entry *entries;
    size_t entry_count;
    uint64_t set_start;
};

/**
 * Makes the model out of the elements; reports what each one does wrong.
 *
 * @return false: it is no system, or it has more of something than allowed,
 *         so that further checks make no sense
 */
bool model_read(struct model *m, const struct element *root);

/** Resolves names of protection domains and scheduling domains; checks ids,
 * channels, domains and symbols. */
void model_check(struct model *m);

/** Checks regions and mappings; decides page sizes and addresses. */
void model_check_memory(struct model *m);

/** Reads the files of prefilled regions. */
void model_load_prefills(struct model *m);

/** @return the protection domain of that name, or NULL */
struct pd *model_pd(const struct model *m, const char *name);

/** @return the memory region of that name, or NULL */
struct region *model_region(const struct model *m, const char *name);
