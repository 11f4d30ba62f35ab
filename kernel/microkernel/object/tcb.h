/* SPDX-License-Identifier: MIT */
/*
 * Threads. A thread control block holds the registers of a thread, the
 * capabilities that define its world, and its place in the queues of the
 * scheduler and of IPC.
 *
 * States and transitions:
 *
 *   Inactive --Resume--> Restart --activation--> Running
 *   Running --receive--> BlockedOnReceive --message--> Running
 *   Running --send, fault--> BlockedOnSend --taken--> Running, BlockedOnReply
 *   Running --Call--> BlockedOnReply --reply--> Running (Restart after a fault)
 *   Running --Wait--> BlockedOnNotification --signal--> Running
 *   any --Suspend--> Inactive; blocked --cancelled--> Restart or Inactive
 *
 * Restart means: when the thread is next chosen it executes its last system
 * call or faulting instruction again. A thread can run iff tcb_schedulable():
 * Running or Restart, with a configured scheduling context, and not waiting in
 * the release queue for that context's next refill.
 */
#pragma once

#include "cap/cap.h"
#include "object/context.h"
#include "object/object.h"

enum thread_state {
    STATE_INACTIVE,
    STATE_RUNNING,
    STATE_RESTART,
    STATE_BLOCKED_ON_RECEIVE,
    STATE_BLOCKED_ON_SEND,
    STATE_BLOCKED_ON_REPLY,
    STATE_BLOCKED_ON_NOTIFICATION,
    STATE_IDLE,
};

/** The capability slots of a thread. */
enum tcb_slot {
    TCB_CSPACE,
    TCB_VSPACE,
    TCB_BUFFER,
    TCB_FAULT_HANDLER,
    TCB_TIMEOUT_HANDLER,
    TCB_SLOTS,
};

enum fault_type {
    FAULT_NONE = 0,
    FAULT_CAP = 1,
    FAULT_UNKNOWN_SYSCALL = 2,
    FAULT_USER_EXCEPTION = 3,
    FAULT_TIMEOUT = 5,
    FAULT_VM = 6,
};

/** What is recorded when a fault happens; the rest is in the registers. */
struct fault {
    word_t type;                  /* enum fault_type                         */
    word_t address;               /* CapFault: CPtr; VMFault: address;
                                     UserException: number; Timeout: badge   */
    word_t detail;                /* CapFault: in receive phase;
                                     VMFault: instruction fetch              */
    word_t fsr;                   /* VMFault                                 */
    struct lookup_failure lookup; /* CapFault                                */
};

enum { FLAG_FPU_DISABLED = 1 };

#define TCB_NAME_LENGTH 128

struct tcb {
    /* The capabilities of the thread: enum tcb_slot. First, so that a TCB's
       zombie finds them as it finds the slots of a CNode. */
    struct cte slots[TCB_SLOTS];

    struct context context;

    /* What the thread is doing. */
    uint8_t state;
    uint8_t flags;
    struct fault fault; /* FAULT_NONE unless blocked by a fault */

    /* Scheduling; the links are those of a ready queue or the release queue. */
    uint8_t priority;
    uint8_t mcp;
    uint8_t domain;
    bool in_ready;
    bool in_release;
    struct tcb *sched_next;
    struct tcb *sched_prev;
    struct tcb *level_next; /* first of a ready level: that of the next      */
    struct tcb *level_prev; /* lower one and the next higher one             */
    struct sched_context *sc;
    struct sched_context *yield_to; /* a YieldTo whose result is due         */

    /* Blocked in IPC; the links are those of the object's wait queue. */
    struct tcb *wait_next;
    struct tcb *wait_prev;
    union {
        struct endpoint *endpoint;         /* BlockedOnSend, BlockedOnReceive */
        struct notification *notification; /* BlockedOnNotification           */
    } waiting_on;
    struct reply *reply; /* BlockedOnReceive: given; BlockedOnReply       */
    word_t send_badge;   /* BlockedOnSend: of the capability used         */
    uint8_t send_rights; /* BlockedOnSend: of the capability used         */
    bool send_is_call;   /* BlockedOnSend: a Call; a fault counts as one  */

    struct notification *bound_notification;
    word_t buffer; /* user address of the IPC buffer */

    /* Floating point: see arch/riscv/machine.c. */
    struct fpu_context fpu;
    bool fpu_in_use;  /* the thread wrote registers when it last ran       */
    bool fpu_unsaved; /* the unit holds newer values than `fpu`            */

#if CONFIG_DEBUG
    struct tcb *all_next; /* every thread, for DebugDumpScheduler */
    struct tcb *all_prev;
    char name[TCB_NAME_LENGTH];
#endif
};

_Static_assert(sizeof(struct tcb) <= BIT(OBJECT_TCB_BITS), "a TCB fits");

static inline bool tcb_runnable(const struct tcb *t)
{
    return t->state == STATE_RUNNING || t->state == STATE_RESTART;
}

static inline bool tcb_blocked(const struct tcb *t)
{
    return t->state >= STATE_BLOCKED_ON_RECEIVE && t->state < STATE_IDLE;
}

static inline word_t tcb_reg(const struct tcb *t, enum reg reg)
{
    return t->context.r[reg];
}

static inline void tcb_set_reg(struct tcb *t, enum reg reg, word_t value)
{
    t->context.r[reg] = value;
}

/** Prepares zeroed memory as a thread: Inactive, in the current domain. */
void tcb_init(struct tcb *t);

/** Changes the state of a thread; queues are not touched. */
static inline void tcb_set_state(struct tcb *t, enum thread_state state)
{
    t->state = (uint8_t)state;
}

/**
 * Ends whatever IPC the thread is blocked in: it leaves wait queues, gives up
 * its reply object, its fault is forgotten. A blocked thread becomes Inactive;
 * a thread that is not blocked is not changed. (abi: 6.6 cancel)
 */
void tcb_cancel_ipc(struct tcb *t);

/** Stops a thread: IPC cancelled, out of all run queues, Inactive. */
void tcb_suspend(struct tcb *t);

/** Starts an Inactive or blocked thread: IPC cancelled, state Restart. */
void tcb_resume(struct tcb *t);

/** Takes a thread apart before its memory is given back. */
void tcb_finalise(struct tcb *t);

/**
 * The kernel's view of a thread's IPC buffer.
 * \param writable  the buffer is to be written (thread receives).
 * \return the buffer as words, or NULL if the thread has no usable one:
 *         a non-device frame with read-write rights, or at least read rights
 *         when it is only read. Mappings do not matter.
 */
word_t *tcb_ipc_buffer(const struct tcb *t, bool writable);

/** The registers of a thread in the order of seL4_UserContext. */
enum { USER_REGISTERS = 32 };
extern const uint8_t tcb_register_order[USER_REGISTERS];

struct invocation;

/** Decodes and performs a method of a TCB. */
error_t tcb_invoke(struct invocation *inv);
/** Decodes and performs a method of the domain capability. */
error_t domain_invoke(struct invocation *inv);
