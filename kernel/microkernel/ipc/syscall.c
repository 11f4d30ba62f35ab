/* SPDX-License-Identifier: MIT */
/*
 * System calls: what a thread asks of the kernel.
 *
 * There are three kinds of things that a system call does: *invoke* a
 * capability (send), *receive* from one, or both, one after the other. All the
 * rest of the API is in what the capability names.
 *
 *   Send, NBSend, Call             invoke a0
 *   Recv, NBRecv, Wait, NBWait     receive from a0
 *   ReplyRecv, NBSendRecv,         invoke a6 (NBSendRecv: t0) without
 *   NBSendWait                     blocking, then receive from a0
 *
 * An address that does not resolve is a fault of the caller, not an error
 * reply; the non-blocking sends ignore it. Only Call reports errors.
 *
 * Registers that a call does not write on purpose keep their values, so that
 * system call stubs need to save nothing.
 *
 * The functions marked OUT_OF_LINE are where a call takes one of many ways. The
 * compiler would make one function of them all, and save for the shortest of
 * the ways all the registers that the longest one needs.
 *
 * Source: seL4 Reference Manual, "System calls".
 */
#include "ipc/syscall.h"
#include "cap/cspace.h"
#include "debug/assert.h"
#include "debug/calls.h"
#include "debug/invariants.h"
#include "debug/trace.h"
#include "fault/fault.h"
#include "ipc/endpoint.h"
#include "ipc/invocation.h"
#include "ipc/message.h"
#include "ipc/notification.h"
#include "ipc/reply.h"
#include "machine.h"
#include "object/irq.h"
#include "sched/sched.h"

#define OUT_OF_LINE __attribute__((noinline))

/** How a capability is invoked: a set of flags. */
enum how {
    HOW_NB_SEND = 0,
    BLOCKING = 1,
    IS_CALL = 2,
    MAY_DONATE = 4,
    IS_FIRST_PHASE = 8, /* of a two-phase call */
    HOW_SEND = BLOCKING,
    HOW_CALL = BLOCKING | IS_CALL | MAY_DONATE,
    HOW_FIRST_PHASE = MAY_DONATE | IS_FIRST_PHASE,
};

/* -- replies from the kernel --------------------------------------------- */

static void reply_empty(struct tcb *t)
{
    tcb_set_reg(t, REG_BADGE, 0);
    tcb_set_reg(t, REG_INFO, 0);
}

/* The numbers that go with an error code; returns how many. */
static word_t error_words(error_t err, word_t *words)
{
    const struct error_info *e = &ks.error;

    switch (err) {
    case ERR_INVALID_ARGUMENT:
    case ERR_INVALID_CAPABILITY:
    case ERR_NOT_ENOUGH_MEMORY:
        words[0] = e->a;
        return 1;
    case ERR_RANGE:
        words[0] = e->a;
        words[1] = e->b;
        return 2;
    case ERR_FAILED_LOOKUP:
        words[0] = e->a;
        return 1 + cspace_failure_words(&e->lookup, words + 1);
    default:
        return 0;
    }
}

static OUT_OF_LINE void reply_error(struct tcb *t, error_t err)
{
    word_t words[1 + LOOKUP_WORDS_MAX];

    message_answer(t, err, words, error_words(err, words));
}

/* -- invoke -------------------------------------------------------------- */

static error_t invoke_endpoint(struct tcb *t, struct cap cap, enum how how)
{
    if (!(cap.rights & RIGHT_WRITE))
        return error_capability(0);
    endpoint_send(cap_endpoint(cap), t,
                  (struct sending){ .badge = cap.badge,
                                    .rights = cap.rights,
                                    .blocking = how & BLOCKING,
                                    .is_call = how & IS_CALL,
                                    .may_donate = how & MAY_DONATE });
    return OK;
}

static error_t invoke_notification(struct tcb *t, struct cap cap, enum how how)
{
    if (!(cap.rights & RIGHT_WRITE))
        return error_capability(0);
    notification_signal(cap_notification(cap), cap.badge);
    if (how & IS_CALL)
        reply_empty(t);
    return OK;
}

static error_t invoke_reply(struct tcb *t, struct cap cap, enum how how)
{
    reply_send(cap_reply(cap), t, cap.rights & RIGHT_GRANT);
    if (how & IS_CALL)
        reply_empty(t);
    return OK;
}

/* These change what the receive phase depends on: not in a first phase. */
static bool refused_in_first_phase(struct cap cap)
{
    switch (cap.type) {
    case CAP_TCB:
    case CAP_CNODE:
    case CAP_DOMAIN:
    case CAP_SCHED_CONTROL:
    case CAP_SCHED_CONTEXT:
        return true;
    default:
        return false;
    }
}

/* The part of a message beyond the registers: the IPC buffer and the extra
   capabilities. Returns false, with a fault if `blocking`, if one of those is
   not found. */
static OUT_OF_LINE bool find_operands(struct invocation *inv, word_t info,
                                      bool blocking)
{
    struct tcb *t = ks.current;
    word_t bad;

    inv->buffer = tcb_ipc_buffer(t, false);
    if (!inv->buffer && inv->length > MSG_REGISTERS)
        inv->length = MSG_REGISTERS;
    if (message_lookup_caps(t, inv->buffer, info, inv->extra, &inv->extra_count,
                            &bad) == OK)
        return true;
    if (blocking)
        fault_raise_cap(t, bad, false);
    return false;
}

/* An invocation that the kernel itself serves. While it runs the caller is in
   state Restart, so that a preempted operation is executed again. */
static error_t invoke_object(struct cte *slot, word_t info, enum how how)
{
    struct tcb *t = ks.current;
    struct invocation inv;
    error_t err;

    inv.caller = t;
    inv.slot = slot;
    inv.cap = slot->cap;
    inv.label = info_label(info);
    inv.length = info_length(info);
    inv.buffer = NULL;
    inv.extra_count = 0;
    inv.is_call = how & IS_CALL;
    inv.replied = false;
    if (!info_in_registers(info) && !find_operands(&inv, info, how & BLOCKING))
        return OK;
    if (how & IS_FIRST_PHASE && refused_in_first_phase(inv.cap))
        return error_capability(0);
    tcb_set_state(t, STATE_RESTART);
    err = invocation_perform(&inv);
    if (err == PREEMPTED || t->state != STATE_RESTART)
        return err;
    tcb_set_state(t, STATE_RUNNING);
    if (err == OK && how & IS_CALL && !inv.replied)
        reply_empty(t);
    return err;
}

/* Whether no method of an object is invoked: the label does not matter. */
static bool is_for_ipc(struct cap cap)
{
    return BIT(cap.type) &
           (BIT(CAP_NULL) | BIT(CAP_ENDPOINT) | BIT(CAP_NOTIFICATION) |
            BIT(CAP_REPLY) | BIT(CAP_ZOMBIE));
}

/* For what does not use the operands of a message: whether they are there. */
static OUT_OF_LINE bool operands_are_there(word_t info, bool blocking)
{
    struct invocation inv = { .length = info_length(info) };

    return find_operands(&inv, info, blocking);
}

static inline error_t dispatch(struct cte *slot, word_t info, enum how how)
{
    struct cap cap = slot->cap;

    if (!is_for_ipc(cap))
        return invoke_object(slot, info, how);
    if (!info_in_registers(info) && !operands_are_there(info, how & BLOCKING))
        return OK;
    if (cap_is(cap, CAP_ENDPOINT))
        return invoke_endpoint(ks.current, cap, how);
    if (cap_is(cap, CAP_NOTIFICATION))
        return invoke_notification(ks.current, cap, how);
    if (cap_is(cap, CAP_REPLY))
        return invoke_reply(ks.current, cap, how);
    return error_capability(0); /* an empty slot, or a zombie */
}

/* Invokes the capability at `cptr`. PREEMPTED if the call will start over. */
static error_t invoke(word_t cptr, enum how how)
{
    struct tcb *t = ks.current;
    struct cte *slot = cspace_lookup(t, cptr);
    error_t err;

    if (!slot) {
        if (how & BLOCKING)
            fault_raise_cap(t, cptr, false);
        return OK;
    }
    err = dispatch(slot, tcb_reg(t, REG_INFO), how);
    if (err != OK && err != PREEMPTED && how & IS_CALL)
        reply_error(t, err);
    return err;
}

/* -- receive ------------------------------------------------------------- */

static void missing_capability(word_t cptr)
{
    ks.error.lookup = (struct lookup_failure){ LOOKUP_MISSING_CAPABILITY };
    fault_raise_cap(ks.current, cptr, true);
}

static void receive_endpoint(struct cap cap, bool blocking, bool with_reply)
{
    struct tcb *t = ks.current;
    struct reply *reply = NULL;

    if (with_reply) {
        word_t cptr = tcb_reg(t, REG_REPLY);
        struct cte *slot = cspace_lookup(t, cptr);

        if (!slot) {
            fault_raise_cap(t, cptr, true);
            return;
        }
        if (!cap_is(slot->cap, CAP_REPLY)) {
            missing_capability(cptr);
            return;
        }
        reply = cap_reply(slot->cap);
    }
    endpoint_receive(cap_endpoint(cap), t, reply, blocking);
}

static void receive(bool blocking, bool with_reply)
{
    struct tcb *t = ks.current;
    word_t cptr = tcb_reg(t, REG_CAP);
    struct cte *slot = cspace_lookup(t, cptr);
    struct notification *n;

    if (!slot) {
        fault_raise_cap(t, cptr, true);
        return;
    }
    if (cap_is(slot->cap, CAP_ENDPOINT) && (slot->cap.rights & RIGHT_READ)) {
        receive_endpoint(slot->cap, blocking, with_reply);
        return;
    }
    if (cap_is(slot->cap, CAP_NOTIFICATION) &&
        (slot->cap.rights & RIGHT_READ)) {
        n = cap_notification(slot->cap);
        if (!n->bound_tcb || n->bound_tcb == t) {
            notification_receive(n, t, blocking);
            return;
        }
    }
    missing_capability(cptr);
}

static void send_then_receive(word_t cptr, bool with_reply)
{
    if (invoke(cptr, HOW_FIRST_PHASE) != PREEMPTED)
        receive(true, with_reply);
}

/* -- entry points -------------------------------------------------------- */

static void handle(long number)
{
    struct tcb *t = ks.current;

    switch (number) {
    case SYS_CALL:
        invoke(tcb_reg(t, REG_CAP), HOW_CALL);
        break;
    case SYS_REPLY_RECV:
        send_then_receive(tcb_reg(t, REG_REPLY), true);
        break;
    case SYS_NB_SEND_RECV:
        send_then_receive(tcb_reg(t, REG_T0), true);
        break;
    case SYS_NB_SEND_WAIT:
        send_then_receive(tcb_reg(t, REG_REPLY), false);
        break;
    case SYS_SEND:
        invoke(tcb_reg(t, REG_CAP), HOW_SEND);
        break;
    case SYS_NB_SEND:
        invoke(tcb_reg(t, REG_CAP), HOW_NB_SEND);
        break;
    case SYS_RECV:
        receive(true, true);
        break;
    case SYS_NB_RECV:
        receive(false, true);
        break;
    case SYS_WAIT:
        receive(true, false);
        break;
    case SYS_NB_WAIT:
        receive(false, false);
        break;
    case SYS_YIELD:
        sched_yield();
        break;
    default:
        fault_raise(t, (struct fault){ .type = FAULT_UNKNOWN_SYSCALL });
        break;
    }
}

/* Somebody else runs, or later, or until another time. */
static OUT_OF_LINE void switch_over(void)
{
    sched_schedule();
    while (ks.current == &ks.idle && machine_idle()) {
        sched_enter_interrupt();
        irq_handle_pending();
        sched_schedule();
    }
    sched_activate();
}

void kernel_leave(void)
{
    if (sched_goes_on())
        kassert(tcb_schedulable(ks.current) && !ks.current->yield_to);
    else
        switch_over();
    if (CONFIG_DEBUG && (ks.config.flags & BOOT_CHECK))
        invariants_check();
}

void kernel_syscall(long number)
{
    if (CONFIG_PRINTING && debug_syscall(number))
        return;
    trace_event(TRACE_SYSCALL, (word_t)number, tcb_reg(ks.current, REG_A0),
                tcb_reg(ks.current, REG_INFO));
    if (sched_enter())
        handle(number);
    kernel_leave();
}

void kernel_fault(struct fault fault)
{
    trace_event(TRACE_FAULT, fault.type, fault.address, 0);
    if (sched_enter())
        fault_raise(ks.current, fault);
    kernel_leave();
}

void kernel_interrupt(void)
{
    sched_enter_interrupt();
    irq_handle_pending();
    kernel_leave();
}
