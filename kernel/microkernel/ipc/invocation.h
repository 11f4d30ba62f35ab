/* SPDX-License-Identifier: MIT */
/*
 * Invocations: a message sent to a capability that the kernel itself serves.
 *
 * The label selects the method, message words and extra capabilities are its
 * arguments. Each object type has one function that decodes and performs all
 * its methods; in each method every refusal comes before any change.
 */
#pragma once

#include "cap/cap.h"
#include "object/tcb.h"

/** Method labels; the API's numbers. */
enum invocation_label {
    UNTYPED_RETYPE = 1,
    TCB_READ_REGISTERS,
    TCB_WRITE_REGISTERS,
    TCB_COPY_REGISTERS,
    TCB_CONFIGURE,
    TCB_SET_PRIORITY,
    TCB_SET_MC_PRIORITY,
    TCB_SET_SCHED_PARAMS,
    TCB_SET_TIMEOUT_ENDPOINT,
    TCB_SET_IPC_BUFFER,
    TCB_SET_SPACE,
    TCB_SUSPEND,
    TCB_RESUME,
    TCB_BIND_NOTIFICATION,
    TCB_UNBIND_NOTIFICATION,
    TCB_SET_TLS_BASE,
    TCB_SET_FLAGS,
    CNODE_REVOKE,
    CNODE_DELETE,
    CNODE_CANCEL_BADGED_SENDS,
    CNODE_COPY,
    CNODE_MINT,
    CNODE_MOVE,
    CNODE_MUTATE,
    CNODE_ROTATE,
    IRQ_ISSUE_IRQ_HANDLER,
    IRQ_ACK_IRQ,
    IRQ_SET_IRQ_HANDLER,
    IRQ_CLEAR_IRQ_HANDLER,
    DOMAIN_SET,
    DOMAIN_SCHEDULE_CONFIGURE,
    DOMAIN_SCHEDULE_SET_START,
    SCHED_CONTROL_CONFIGURE_FLAGS,
    SCHED_CONTEXT_BIND,
    SCHED_CONTEXT_UNBIND,
    SCHED_CONTEXT_UNBIND_OBJECT,
    SCHED_CONTEXT_CONSUMED,
    SCHED_CONTEXT_YIELD_TO,
    PAGE_TABLE_MAP,
    PAGE_TABLE_UNMAP,
    PAGE_MAP,
    PAGE_UNMAP,
    PAGE_GET_ADDRESS,
    ASID_CONTROL_MAKE_POOL,
    ASID_POOL_ASSIGN,
    IRQ_ISSUE_IRQ_HANDLER_TRIGGER,
};

struct invocation {
    struct tcb *caller;
    struct cte *slot; /* where the invoked capability lies */
    struct cap cap;   /* the invoked capability            */
    word_t label;
    word_t length;  /* message words, at most 120                 */
    word_t *buffer; /* the caller's IPC buffer, readable, or NULL */
    struct cte *extra[MSG_MAX_CAPS];
    word_t extra_count;
    bool is_call;
    bool replied; /* the answer is written already */
};

/** Message word `i`; any value if i is not below the length. */
word_t inv_arg(const struct invocation *inv, word_t i);

/**
 * Answers a Call with `n` message words, or with as many as the caller's
 * registers and buffer take. Does nothing if the invocation is no Call.
 */
void inv_reply_words(struct invocation *inv, const word_t *words, word_t n);

/**
 * Looks up the slot that an invocation names as (root, index, depth).
 * \param is_source  reported in a FailedLookup.
 * \return OK and `*slot`; ERR_FAILED_LOOKUP; ERR_RANGE for a depth outside
 *         1..64. (Manual, "Capability address lookup")
 */
error_t inv_lookup_slot(struct cap root, word_t index, word_t depth,
                        bool is_source, struct cte **slot);

/** inv_lookup_slot() of a destination; DeleteFirst if it is not empty. */
error_t inv_lookup_empty(struct cap root, word_t index, word_t depth,
                         struct cte **slot);

/** Decodes and performs an invocation on any kernel object's capability. */
error_t invocation_perform(struct invocation *inv);
