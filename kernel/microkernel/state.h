/* SPDX-License-Identifier: MIT */
/*
 * All of the kernel's own state: one structure, one instance.
 *
 * Everything else that the kernel knows is in objects that user level paid for
 * with untyped memory. What stands here is of fixed size and belongs to the
 * processor, the clock, the interrupts and the names of address spaces.
 */
#pragma once

#include "boot/config.h"
#include "cap/cap.h"
#include "object/sched_context.h"
#include "object/tcb.h"

struct tcb_queue {
    struct tcb *head;
    struct tcb *tail;
};

/** One entry of the domain schedule; (0, 0) is an end marker. */
struct domain_slice {
    word_t domain;
    ticks_t duration;
};

#define ASID_POOL_BITS  9 /* address spaces in a pool, log2 */
#define ASID_POOLS_BITS 7 /* pools, log2                    */

/** The address spaces of one pool: physical address of each root table, or 0;
    one page, made from a 4 KiB untyped. */
struct asid_pool {
    paddr_t roots[BIT(ASID_POOL_BITS)];
};

struct kernel_state {
    /* Who runs, on which time. `current_sc` lags behind the current thread's
       context during an entry; see sched/sched.c. */
    struct tcb *current;
    struct sched_context *current_sc;
    struct tcb *decision; /* DECISION_KEEP, DECISION_CHOOSE, or whom to run */
    bool reprogram;       /* the timer must be set anew                     */
    bool fpu_is_on;       /* the current thread has the floating-point unit */

    /* Time, in ticks. */
    ticks_t now;     /* the clock at the last charged entry */
    ticks_t pending; /* not yet charged to current_sc       */

    /* Domains. */
    word_t num_domains;
    word_t domain;       /* whose threads may run                    */
    ticks_t domain_left; /* of the running slice; num_domains > 1    */
    word_t schedule_length;
    word_t schedule_index;
    word_t schedule_start;
    struct domain_slice schedule[MAX_SCHEDULES];

    /* Ready threads: the first of each domain's highest level, or NULL; see
       sched/queue.c. */
    struct tcb *ready[MAX_DOMAINS];

    /* Threads waiting for their next refill, earliest first. */
    struct tcb *release;

    /* Work done in this system call since the last preemption point. */
    word_t work_done;

    /* Why the operation in progress was refused. */
    struct error_info error;

    /* Interrupts: what a source is used for, and whom it signals. */
    bool irq_issued[IRQ_TIMER + 1];
    struct cte irq_slots[IRQ_TIMER + 1];

    /* Address spaces by ASID: pool, then entry. */
    struct asid_pool *asid_pools[BIT(ASID_POOLS_BITS)];

    /* Whose values the floating-point registers hold; may be nobody. */
    struct tcb *fpu_owner;

    /* What runs when nobody can. */
    struct tcb idle;
    union {
        struct sched_context idle_sc;
        uint8_t idle_sc_space[BIT(OBJECT_SCHED_CONTEXT_MIN_BITS)];
    };

    struct boot_config config;

#if CONFIG_DEBUG
    struct tcb *all_threads;
#endif
};

extern struct kernel_state ks;

/* -- refusals: the numbers are left in ks.error, the code is returned ----- */

/** InvalidArgument: message word `number`. */
static inline error_t error_argument(word_t number)
{
    ks.error.a = number;
    return ERR_INVALID_ARGUMENT;
}

/** InvalidCapability: 0 is the invoked one, k the k-th extra capability. */
static inline error_t error_capability(word_t number)
{
    ks.error.a = number;
    return ERR_INVALID_CAPABILITY;
}

/** RangeError: the value should have been in min..max. */
static inline error_t error_range(word_t min, word_t max)
{
    ks.error.a = min;
    ks.error.b = max;
    return ERR_RANGE;
}

/** FailedLookup of a source or destination. */
static inline error_t error_lookup(bool is_source,
                                   struct lookup_failure failure)
{
    ks.error.a = is_source;
    ks.error.lookup = failure;
    return ERR_FAILED_LOOKUP;
}

/** NotEnoughMemory: so many bytes are left in the untyped. */
static inline error_t error_memory(word_t bytes_left)
{
    ks.error.a = bytes_left;
    return ERR_NOT_ENOUGH_MEMORY;
}
