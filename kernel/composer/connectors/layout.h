/* SPDX-License-Identifier: MIT
 *
 * Where everything of a component instance is: numbers of threads, slots of
 * its CNode, addresses.
 *
 * It follows from the model alone, so the two that need it, the lowering to
 * the plan and the generator of C, come to the same numbers without having
 * to talk to each other.
 *
 * Capability space. Slot 0 is empty; then, only as far as the instance needs
 * them: its own CNode, address space and thread, what the kernel gave at boot,
 * where threads end, the C library's lock, the semaphores of the start-up, the
 * slots of each interface, the interrupts' notification, the slots of each
 * lock, and at the end untyped memory. What is
 * left up to the size of the CNode is the component's to use.
 *
 * Address space. From the top downwards, a page that is never mapped between
 * any two: for each thread its IPC buffer and its stack, then the memory of
 * each interface. The program's image is at the bottom.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "adl/model.h"

enum {
    LAYOUT_UNTYPED_SLOTS = 255, /* as many as a plan_memory names */
    LAYOUT_PAGE = 4096,
};

enum layout_thread_kind {
    THREAD_CONTROL,
    THREAD_CALLS,
    THREAD_PAGES,
    THREAD_EVENT,
    THREAD_INTERRUPTS,
};

struct layout_thread {
    enum layout_thread_kind kind;
    const struct adl_interface *interface; /* CALLS, PAGES, EVENT; else NULL */
    const char *name;                      /* of the interface, or its kind */
    int64_t priority;
    int64_t budget; /* us */
    int64_t period; /* us */
    uint64_t stack; /* bytes, whole pages */
    uint64_t stack_top;
    uint64_t ipc;
};

/* What one interface has; 0 where it has none. */
struct layout_interface {
    const struct adl_interface *interface;
    const struct adl_connection *connection; /* NULL: not connected */
    enum adl_connector_kind kind;
    unsigned thread;       /* number, or 0: it has none */
    uint32_t endpoint;     /* PROVIDES, USES */
    uint32_t reply;        /* PROVIDES */
    uint32_t receive;      /* for a capability that comes with a message */
    uint32_t notification; /* what it waits on */
    uint32_t pending;      /* CONSUMES: of the semaphore for _wait */
    uint32_t lock;         /* USES: of the semaphore for the page */
    uint32_t peers;        /* first of several, one for each other end:
                              consumers, signals to clients, interrupts */
    unsigned bit;          /* interrupts: of the first; one for each end */
    uint64_t address;      /* of the dataport; of the first or only page */
    uint64_t bytes;        /* of the dataport */
    bool dma;              /* its program learns the physical address */
    uint64_t paddr;        /* of the dataport, after dma_place; 0: anywhere */
};

struct layout_instance {
    const struct adl_instance *instance;
    bool program; /* false: hardware */
    unsigned threads;
    struct layout_thread *thread;
    struct layout_interface *interface; /* by adl_interface.index */
    uint32_t *lock;                     /* slot, by adl_lock.index */
    uint32_t own_cnode;                 /* slots */
    uint32_t own_vspace;
    uint32_t own_tcb;
    uint32_t asid_pool;
    uint32_t sched_control;
    uint32_t end;
    uint32_t libc;
    uint32_t started;
    uint32_t may_init;
    uint32_t may_run;
    uint32_t interrupts;
    unsigned interrupt_count;
    uint32_t untyped;         /* first of LAYOUT_UNTYPED_SLOTS */
    uint64_t untyped_address; /* of the page that tells of them */
    uint32_t first_free;      /* slot */
    uint32_t cnode_bits;      /* log2 of its slots */
    uint64_t lowest;          /* address that is in use from the top */
};

struct layout {
    const struct adl_model *m;
    struct layout_instance *instance; /* by adl_instance.index */
};

/**
 * Lays out every instance; the memory is the model's.
 *
 * @param d  gets an error for what cannot be: a budget above its period, a
 *           capability as parameter where the connector passes none, memory
 *           that does not fit an address space, two who want all memory
 * @return false: there was an error
 */
bool layout_make(struct layout *l, struct diagnostics *d,
                 const struct adl_model *m);

/** Reports what a system cannot have: see limits.c. */
void layout_check_limits(const struct layout *l, struct diagnostics *d);

/** @return what the interface has at which a connection ends */
struct layout_interface *layout_end(const struct layout *l,
                                    const struct adl_end *end);

/** @return whether the parameter is a capability and not a number */
bool layout_is_capability(const struct adl_parameter *p);

/** @return whether any method passes a capability to the server (in), or back
 *          to the client */
bool layout_passes(const struct adl_procedure *p, bool in);
