/* SPDX-License-Identifier: MIT
 *
 * The capability plan: every object, capability and mapping of a system.
 *
 * The composer makes it from a system description, its back ends (report,
 * pictures, headers, audit) read it, and the initialiser performs it. It is
 * the same in all three: a block of memory that begins with struct plan and
 * goes on with tables of fixed-size records, the strings and the images'
 * bytes. Records name one another by their index in a table, and text by its
 * offset in `strings`; nothing in the block depends on where it lies.
 *
 *   struct plan | order | objects | caps | mappings | fills | threads | irqs |
 *               | components | links | rows | constants | domains |
 *               | strings | data
 *
 * Model. The initialiser works through the plan in this order, and so can a
 * reader:
 *   1. objects     each is made out of untyped memory (allocate.h says of
 *                  which, here and in the composer's simulation alike), or
 *                  is one that the kernel handed over at boot
 *   2. caps        are minted from the objects' first capabilities into the
 *                  CNodes of the plan
 *   3. mappings    page tables first, then frames, each with its rights
 *   4. fills       bytes of images and of prefilled regions
 *   5. threads     are configured: CSpace, VSpace, IPC buffer, scheduling
 *                  context, fault and time-out endpoints, registers
 *   6. start       in the order of the table
 *
 * Invariants (plan_check): every index is within its table or PLAN_NONE
 * where that is allowed, every offset within its part, every text ends; no
 * two caps share a slot, no two mappings an address; a mapping is aligned to
 * its frame's size; `order` names each object that takes untyped memory once,
 * those with an address first and in ascending order; a fault badge tells the
 * monitor which thread it was.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define PLAN_MAGIC    0x314e414c50535354 /* "TSSPLAN1" */
#define PLAN_NONE     UINT32_MAX
#define PLAN_ANYWHERE UINT64_MAX

/* The scheduling control capability, whose slot is not a fixed one. */
#define PLAN_BOOT_SCHED_CONTROL UINT32_MAX

/* What an object is. Those from PLAN_BOOT on are not made but taken: they
 * are capabilities that the kernel gives to the initial task. */
enum plan_type {
    PLAN_TCB,
    PLAN_SCHED_CONTEXT,
    PLAN_ENDPOINT,
    PLAN_NOTIFICATION,
    PLAN_REPLY,
    PLAN_CNODE,
    PLAN_VSPACE,
    PLAN_PAGE_TABLE,
    PLAN_FRAME,
    PLAN_UNTYPED,
    PLAN_IRQ,
    PLAN_BOOT,
    PLAN_TYPES,
};

/*
 * One kernel object. size_bits is log2 of its bytes, for a CNode of its slots.
 *
 *   type           number                 first            second
 *   SCHED_CONTEXT  -                      budget, us       period, us
 *   CNODE          guard bits of its cap  -                -
 *   PAGE_TABLE     its VSpace's index     address          level: 1 covers
 *                                                          1 GiB, 2: of 2 MiB
 *   IRQ            interrupt number       1: edge          -
 *   BOOT           slot of the initial task that holds it (seL4_Cap...), or
 *                  PLAN_BOOT_SCHED_CONTROL
 */
struct plan_object {
    uint32_t type;
    uint32_t name;
    uint32_t component; /* whose it is; PLAN_NONE: shared */
    uint32_t size_bits;
    uint64_t paddr; /* frames: where it must lie, or PLAN_ANYWHERE */
    uint64_t number;
    uint64_t first;
    uint64_t second;
};

/* Rights, in the bits of seL4_CapRights_t. */
enum {
    PLAN_WRITE = 1,
    PLAN_READ = 2,
    PLAN_GRANT = 4,
    PLAN_GRANT_REPLY = 8,
    PLAN_ALL_RIGHTS = 15,
};

/* A capability in a slot of a CNode. For a CNode capability, badge is the
 * number of guard bits (the guard is zero). PLAN_NONE as the CNode: it lies
 * in a thread, a notification's IRQ or the like and is listed there. */
struct plan_cap {
    uint32_t cnode;
    uint32_t slot;
    uint32_t object;
    uint32_t rights;
    uint64_t badge;
    uint32_t label; /* text: what it is for, shown by reports */
    uint32_t pad;
};

enum {
    PLAN_MAP_EXECUTE = 1,
    PLAN_MAP_UNCACHED = 2,
};

/* A frame in an address space; rights are PLAN_READ, PLAN_WRITE. */
struct plan_mapping {
    uint32_t vspace;
    uint32_t frame;
    uint64_t vaddr;
    uint32_t rights;
    uint32_t flags;
};

enum plan_fill_kind {
    PLAN_FILL_DATA,    /* length bytes from data + offset */
    PLAN_FILL_BOOT,    /* the boot information page of the kernel */
    PLAN_FILL_UNTYPED, /* struct plan_memory: what `remaining` gave */
};

struct plan_fill {
    uint32_t kind;
    uint32_t frame;
    uint32_t at; /* offset in the frame */
    uint32_t length;
    uint64_t offset; /* in data */
};

enum {
    PLAN_THREAD_START = 1,   /* resumed by the initialiser */
    PLAN_THREAD_PASSIVE = 2, /* its context is bound to its notification
                                too, which takes it back when it waits */
    PLAN_THREAD_FPU = 4,
};

/* A page that tells what untyped memory its reader was given. */
struct plan_memory {
    uint32_t count;
    uint32_t pad[3];
    struct plan_memory_untyped {
        uint64_t paddr;
        uint32_t slot; /* of the CNode */
        uint8_t size_bits;
        uint8_t device;
        uint8_t pad[2];
    } untyped[255];
};

/* A thread's configuration. Indices are objects. */
struct plan_thread {
    uint32_t tcb;
    uint32_t cnode; /* cspace_guard bits of guard in front of it */
    uint32_t cspace_guard;
    uint32_t vspace;
    uint32_t ipc_frame; /* PLAN_NONE: no IPC buffer */
    uint32_t sched_context;
    uint32_t notification; /* bound to it, or PLAN_NONE */
    uint32_t start;        /* not used: PLAN_NONE */
    uint32_t fault;        /* endpoint, or PLAN_NONE */
    uint32_t fault_rights;
    uint64_t fault_badge;
    uint32_t timeout; /* endpoint, or PLAN_NONE */
    uint32_t timeout_rights;
    uint64_t timeout_badge;
    uint64_t ipc_vaddr;
    uint64_t entry;
    uint64_t stack;       /* initial stack pointer */
    uint64_t argument[4]; /* a0..a3 */
    uint32_t component;
    uint32_t name;
    uint32_t priority;
    uint32_t max_priority; /* MCP */
    uint32_t domain;
    uint32_t flags;
    uint64_t stack_bottom; /* lowest address of the stack; below it: guard */
    uint64_t stack_top;
};

/* An IRQ handler's binding: the kernel signals this badge. */
struct plan_irq {
    uint32_t irq;
    uint32_t notification;
    uint64_t badge;
};

/* A protection domain or component instance, as people know it. `parent` is
 * the component that gets its faults, PLAN_NONE: the monitor. The rows
 * [first_row, first_row + rows) tell where in its program an address is. */
struct plan_component {
    uint32_t name;
    uint32_t program; /* text: file name of its image */
    uint32_t parent;
    uint32_t vspace;
    uint32_t first_row;
    uint32_t rows;
};

/* From `address` on up to the next row the code is this function and line. */
struct plan_row {
    uint32_t address;  /* images lie below 4 GiB */
    uint32_t function; /* text, or 0 */
    uint32_t file;     /* text, or 0 */
    uint32_t line;
};

enum plan_link_kind {
    PLAN_LINK_NOTIFY, /* from may signal to */
    PLAN_LINK_CALL,   /* from may call to */
    PLAN_LINK_MEMORY, /* both reach the memory named so */
    PLAN_LINK_IRQ,    /* to gets the interrupt; from is PLAN_NONE */
    PLAN_LINK_FAULT,  /* from's faults go to to */
};

/* One line of the component picture. */
struct plan_link {
    uint32_t kind;
    uint32_t from;      /* component */
    uint32_t to;        /* component */
    uint32_t name;      /* of the channel, connection, region, IRQ */
    uint32_t connector; /* text: its type, or 0 */
    uint32_t flags;     /* memory: rights of from | rights of to << 4 */
};

/* A name and a number of a component, for its generated header. */
struct plan_constant {
    uint32_t component;
    uint32_t name; /* a C identifier, as the header shall define it */
    uint64_t value;
    uint32_t comment; /* text: what it is */
    uint32_t pad;
};

/* One entry of the domain schedule. */
struct plan_domain {
    uint32_t domain;
    uint32_t end; /* 1: the end marker, domain and duration are 0 */
    uint64_t ticks;
};

/* All untyped memory that is left goes here: into slots
 * [slot, slot + count) of a CNode, normal memory first, the largest first. */
struct plan_remaining {
    uint32_t cnode; /* PLAN_NONE: nobody gets it */
    uint32_t slot;
    uint32_t count;
    uint32_t pad;
};

struct plan_part {
    uint64_t offset; /* from the start of struct plan; 8-byte aligned */
    uint64_t count;  /* of records; of bytes for strings and data */
};

struct plan {
    uint64_t magic;
    uint64_t size;          /* of the whole block, bytes */
    struct plan_part order; /* of allocation: 32-bit indices of objects */
    struct plan_part objects;
    struct plan_part caps;
    struct plan_part mappings;
    struct plan_part fills;
    struct plan_part threads;
    struct plan_part irqs;
    struct plan_part components;
    struct plan_part links;
    struct plan_part rows;
    struct plan_part constants;
    struct plan_part domains;
    struct plan_part strings;
    struct plan_part data;
    struct plan_remaining remaining;
    uint32_t monitor; /* endpoint to which faults go; objects */
    uint32_t domain_start;
    uint32_t monitor_cspace; /* what the initialiser keeps (monitor_space.h) */
    uint32_t monitor_vspace; /* its own address space, a BOOT object */
};
