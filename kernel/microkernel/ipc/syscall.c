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
 * Source: seL4 Reference Manual, "System calls".
 */
#include "ipc/syscall.h"
#include "cap/cspace.h"
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

/** How a capability is invoked. */
struct how {
    bool blocking;
    bool is_call;
    bool may_donate;
    bool is_first_phase; /* of a two-phase call */
};

static const struct how HOW_SEND = { .blocking = true };
static const struct how HOW_NB_SEND = { 0 };
static const struct how HOW_CALL = { .blocking = true,
                                     .is_call = true,
                                     .may_donate = true };
static const struct how HOW_FIRST_PHASE = { .may_donate = true,
                                            .is_first_phase = true };

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
        words[1] = e->lookup.type;
        words[2] = e->lookup.bits_left;
        words[3] = e->lookup.found;
        words[4] = e->lookup.guard_size;
        return 1 + e->lookup.type;
    default:
        return 0;
    }
}

static void reply_error(struct tcb *t, error_t err)
{
    word_t words[5];

    message_answer(t, err, words, error_words(err, words));
}

/* -- invoke -------------------------------------------------------------- */

static error_t invoke_endpoint(struct tcb *t, struct cap cap, struct how how)
{
    if (!(cap.rights & RIGHT_WRITE))
        return error_capability(0);
    endpoint_send(cap_endpoint(cap), t,
                  (struct sending){ .badge = cap.badge,
                                    .rights = cap.rights,
                                    .blocking = how.blocking,
                                    .is_call = how.is_call,
                                    .may_donate = how.may_donate });
    return OK;
}

static error_t invoke_notification(struct tcb *t, struct cap cap,
                                   struct how how)
{
    if (!(cap.rights & RIGHT_WRITE))
        return error_capability(0);
    notification_signal(cap_notification(cap), cap.badge);
    if (how.is_call)
        reply_empty(t);
    return OK;
}

static error_t invoke_reply(struct tcb *t, struct cap cap, struct how how)
{
    reply_send(cap_reply(cap), t, cap.rights & RIGHT_GRANT);
    if (how.is_call)
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

/* An invocation that the kernel itself serves. While it runs the caller is in
   state Restart, so that a preempted operation is executed again. */
static error_t invoke_object(struct invocation *inv, struct how how)
{
    struct tcb *t = inv->caller;
    error_t err;

    if (how.is_first_phase && refused_in_first_phase(inv->cap))
        return error_capability(0);
    tcb_set_state(t, STATE_RESTART);
    err = invocation_perform(inv);
    if (err == PREEMPTED || t->state != STATE_RESTART)
        return err;
    tcb_set_state(t, STATE_RUNNING);
    if (err == OK && how.is_call && !inv->replied)
        reply_empty(t);
    return err;
}

static error_t dispatch(struct invocation *inv, struct how how)
{
    switch (inv->cap.type) {
    case CAP_NULL:
    case CAP_ZOMBIE:
        return error_capability(0);
    case CAP_ENDPOINT:
        return invoke_endpoint(inv->caller, inv->cap, how);
    case CAP_NOTIFICATION:
        return invoke_notification(inv->caller, inv->cap, how);
    case CAP_REPLY:
        return invoke_reply(inv->caller, inv->cap, how);
    default:
        return invoke_object(inv, how);
    }
}

/* Invokes the capability at `cptr`. PREEMPTED if the call will start over. */
static error_t invoke(word_t cptr, struct how how)
{
    struct tcb *t = ks.current;
    word_t info = tcb_reg(t, REG_INFO);
    struct invocation inv;
    word_t bad = cptr;
    error_t err;

    inv.caller = t;
    inv.slot = cspace_lookup(t, cptr);
    inv.label = info_label(info);
    inv.length = info_length(info);
    inv.buffer = tcb_ipc_buffer(t, false);
    inv.is_call = how.is_call;
    inv.replied = false;
    if (!inv.slot || message_lookup_caps(t, inv.buffer, info, inv.extra,
                                         &inv.extra_count, &bad) != OK) {
        if (how.blocking)
            fault_raise_cap(t, bad, false);
        return OK;
    }
    if (!inv.buffer && inv.length > MSG_REGISTERS)
        inv.length = MSG_REGISTERS;
    inv.cap = inv.slot->cap;
    err = dispatch(&inv, how);
    if (err != OK && err != PREEMPTED && how.is_call)
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

void kernel_leave(void)
{
    sched_schedule();
    while (ks.current == &ks.idle && machine_idle()) {
        sched_enter_interrupt();
        irq_handle_pending();
        sched_schedule();
    }
    sched_activate();
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
