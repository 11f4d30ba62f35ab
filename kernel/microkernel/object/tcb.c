/* SPDX-License-Identifier: MIT */
/*
 * Threads: their life, and the methods of TCB capabilities.
 *
 * The states are described in object/tcb.h. The methods fall into four groups:
 * registers, the capabilities of the thread (its world), scheduling parameters,
 * and starting and stopping. A capability that is put into a thread's slot is
 * a copy, derived from the one given: revoking that one takes it away again.
 *
 * Source: seL4 Reference Manual, "Threads and execution".
 */
#include "object/tcb.h"
#include "cap/cdt.h"
#include "cap/delete.h"
#include "debug/names.h"
#include "fault/fault.h"
#include "ipc/endpoint.h"
#include "ipc/invocation.h"
#include "ipc/notification.h"
#include "ipc/reply.h"
#include "ipc/wait_queue.h"
#include "machine.h"
#include "object/sched_context.h"
#include "sched/refill.h"
#include "sched/sched.h"

/* The registers in the order of the API's seL4_UserContext: pc ra sp gp,
   s0..s11, a0..a7, t0..t6, tp. The first 16 are the "frame" registers. */
const uint8_t tcb_register_order[USER_REGISTERS] = {
    0,  1,  2,  3,  8,  9,  18, 19, 20, 21, 22, 23, 24, 25, 26, 27,
    10, 11, 12, 13, 14, 15, 16, 17, 5,  6,  7,  28, 29, 30, 31, 4,
};

enum { FRAME_REGISTERS = 16 };

/* -- life ---------------------------------------------------------------- */

void tcb_init(struct tcb *t)
{
    t->domain = (uint8_t)ks.domain;
    debug_thread_created(t);
}

void tcb_cancel_ipc(struct tcb *t)
{
    switch (t->state) {
    case STATE_BLOCKED_ON_SEND:
    case STATE_BLOCKED_ON_RECEIVE:
        endpoint_dequeue(t);
        reply_detach(t);
        tcb_set_state(t, STATE_INACTIVE);
        break;
    case STATE_BLOCKED_ON_NOTIFICATION:
        notification_cancel_wait(t);
        tcb_set_state(t, STATE_INACTIVE);
        break;
    case STATE_BLOCKED_ON_REPLY:
        reply_cancel(t);
        break;
    }
    t->fault.type = FAULT_NONE;
}

static void forget_yield(struct tcb *t)
{
    if (t->yield_to) {
        t->yield_to->yield_from = NULL;
        t->yield_to = NULL;
    }
}

void tcb_suspend(struct tcb *t)
{
    tcb_cancel_ipc(t);
    forget_yield(t);
    if (t->state == STATE_RUNNING)
        t->context.restart_pc = tcb_reg(t, REG_PC);
    ready_remove(t);
    release_remove(t);
    tcb_set_state(t, STATE_INACTIVE);
}

void tcb_resume(struct tcb *t)
{
    if (tcb_runnable(t))
        return;
    tcb_cancel_ipc(t);
    tcb_set_state(t, STATE_RESTART);
    if (t->sc && sc_configured(t->sc)) {
        refill_wake_sporadic(t->sc);
        sched_make_ready(t->sc);
        sched_wake(t);
    }
}

void tcb_finalise(struct tcb *t)
{
    notification_unbind(t);
    if (t->sc) {
        sc_complete_yield(t->sc);
        sc_unbind_tcb(t->sc);
    }
    tcb_suspend(t);
    fpu_forget(t);
    debug_thread_deleted(t);
}

word_t *tcb_ipc_buffer(const struct tcb *t, bool writable)
{
    struct cap cap = t->slots[TCB_BUFFER].cap;
    word_t needed = writable ? RIGHT_READ | RIGHT_WRITE : RIGHT_READ;

    if (!cap_is(cap, CAP_FRAME) || cap.is_device ||
        (cap.rights & needed) != needed)
        return NULL;
    return (word_t *)((char *)cap_object(cap) +
                      (t->buffer & MASK(cap.size_bits)));
}

static void set_priority(struct tcb *t, uint8_t priority)
{
    struct tcb_queue *queue = NULL;

    if (t->state == STATE_BLOCKED_ON_SEND ||
        t->state == STATE_BLOCKED_ON_RECEIVE)
        queue = &t->waiting_on.endpoint->queue;
    else if (t->state == STATE_BLOCKED_ON_NOTIFICATION)
        queue = &t->waiting_on.notification->waiters;
    if (queue)
        wait_remove(queue, t);
    sched_set_priority(t, priority);
    if (queue)
        wait_insert(queue, t);
}

/* -- registers ----------------------------------------------------------- */

static word_t read_register(const struct tcb *t, word_t i)
{
    word_t reg = tcb_register_order[i];

    return reg == REG_PC ? t->context.restart_pc : t->context.r[reg];
}

static void write_register(struct tcb *t, word_t i, word_t value)
{
    word_t reg = tcb_register_order[i];

    if (reg == REG_PC)
        t->context.restart_pc = value;
    else
        t->context.r[reg] = value;
}

static error_t read_registers(struct invocation *inv, struct tcb *t)
{
    word_t count = inv_arg(inv, 1);
    word_t words[USER_REGISTERS];

    if (inv->length < 2)
        return ERR_TRUNCATED_MESSAGE;
    if (count < 1 || count > USER_REGISTERS)
        return error_range(1, USER_REGISTERS);
    if (t == inv->caller)
        return ERR_ILLEGAL_OPERATION;

    if (inv_arg(inv, 0) & 1)
        tcb_suspend(t);
    for (word_t i = 0; i < count; i++)
        words[i] = read_register(t, i);
    inv_reply_words(inv, words, count);
    return OK;
}

static error_t write_registers(struct invocation *inv, struct tcb *t)
{
    word_t count = inv_arg(inv, 1);

    if (inv->length < 2 || inv->length - 2 < count)
        return ERR_TRUNCATED_MESSAGE;
    if (t == inv->caller)
        return ERR_ILLEGAL_OPERATION;

    if (count > USER_REGISTERS)
        count = USER_REGISTERS;
    for (word_t i = 0; i < count; i++)
        write_register(t, i, inv_arg(inv, 2 + i));
    tcb_set_reg(t, REG_PC, t->context.restart_pc);
    if (inv_arg(inv, 0) & 1)
        tcb_resume(t);
    return OK;
}

static error_t copy_registers(struct invocation *inv, struct tcb *t)
{
    enum { SUSPEND_SOURCE = 1, RESUME_TARGET = 2, FRAME = 4, INTEGER = 8 };
    word_t flags = inv_arg(inv, 0);
    struct tcb *source;

    if (inv->length < 1 || inv->extra_count < 1)
        return ERR_TRUNCATED_MESSAGE;
    if (!cap_is(inv->extra[0]->cap, CAP_TCB))
        return error_capability(1);

    source = cap_tcb(inv->extra[0]->cap);
    if (flags & SUSPEND_SOURCE)
        tcb_suspend(source);
    if (flags & RESUME_TARGET)
        tcb_resume(t);
    if (flags & FRAME) {
        for (word_t i = 0; i < FRAME_REGISTERS; i++)
            write_register(t, i, read_register(source, i));
        tcb_set_reg(t, REG_PC, t->context.restart_pc);
    }
    if (flags & INTEGER)
        for (word_t i = FRAME_REGISTERS; i < USER_REGISTERS; i++)
            write_register(t, i, read_register(source, i));
    if (t == ks.current)
        sched_reschedule();
    return OK;
}

static error_t set_tls_base(struct invocation *inv, struct tcb *t)
{
    if (inv->length < 1)
        return ERR_TRUNCATED_MESSAGE;
    tcb_set_reg(t, REG_TP, inv_arg(inv, 0));
    return OK;
}

static error_t set_flags(struct invocation *inv, struct tcb *t)
{
    word_t flags;

    if (inv->length < 2)
        return ERR_TRUNCATED_MESSAGE;
    flags =
        (t->flags & ~inv_arg(inv, 0)) | (inv_arg(inv, 1) & FLAG_FPU_DISABLED);
    t->flags = (uint8_t)flags;
    if (t == ks.current)
        fpu_switch(t);
    inv_reply_words(inv, &flags, 1);
    return OK;
}

/* -- the capabilities of a thread ---------------------------------------- */

/** A capability on its way into a thread's slot. */
struct incoming {
    struct cap cap;     /* what will lie there               */
    struct cte *source; /* what it is derived from           */
};

/* A fault handler: null, or an endpoint that can be called. */
static bool decode_handler(struct cte *source, struct incoming *in)
{
    struct cap cap = source->cap;

    *in = (struct incoming){ cap, source };
    return cap_is(cap, CAP_NULL) || fault_is_handler(cap);
}

static error_t decode_buffer(struct cte *source, word_t address,
                             struct incoming *in)
{
    error_t err;

    *in = (struct incoming){ cap_null(), source };
    if (address == 0)
        return OK;
    err = cap_derive(source, source->cap, &in->cap);
    if (err != OK)
        return err;
    if (!cap_is(in->cap, CAP_FRAME) || in->cap.is_device)
        return ERR_ILLEGAL_OPERATION;
    if (address & MASK(OBJECT_IPC_BUFFER_BITS))
        return ERR_ALIGNMENT;
    return OK;
}

/* Replacing this slot would have to empty a CNode or TCB, which may take
   long: refused. */
static bool is_busy(const struct cte *slot)
{
    switch (slot->cap.type) {
    case CAP_ZOMBIE:
        return true;
    case CAP_CNODE:
    case CAP_TCB:
        return cdt_is_final(slot);
    default:
        return false;
    }
}

static error_t decode_cspace(struct cte *source, word_t data,
                             struct incoming *in)
{
    struct cap cap = source->cap;
    error_t err;

    if (data != 0)
        cap = cap_apply_data(cap, data, true);
    err = cap_derive(source, cap, &cap);
    if (err != OK)
        return err;
    *in = (struct incoming){ cap, source };
    return cap_is(cap, CAP_CNODE) ? OK : ERR_ILLEGAL_OPERATION;
}

static error_t decode_vspace(struct cte *source, struct incoming *in)
{
    struct cap cap;
    error_t err = cap_derive(source, source->cap, &cap);

    if (err != OK)
        return err;
    *in = (struct incoming){ cap, source };
    return cap_is(cap, CAP_PAGE_TABLE) ? OK : ERR_ILLEGAL_OPERATION;
}

static error_t decode_spaces(struct tcb *t, struct cte *cspace, word_t data,
                             struct cte *vspace, struct incoming *in)
{
    error_t err;

    if (is_busy(&t->slots[TCB_CSPACE]) || is_busy(&t->slots[TCB_VSPACE]))
        return ERR_ILLEGAL_OPERATION;
    err = decode_cspace(cspace, data, &in[0]);
    if (err == OK)
        err = decode_vspace(vspace, &in[1]);
    return err;
}

/* Replaces the capability in a slot of the invoked thread. Deleting the old
   one may have destroyed the source, or the thread: then nothing is put in. */
static void install(struct invocation *inv, enum tcb_slot which,
                    struct incoming in)
{
    struct tcb *t = cap_tcb(inv->cap);
    struct cte *slot = &t->slots[which];

    cap_delete_one(slot);
    if (!cap_is(in.cap, CAP_NULL) && cap_same_object(in.source->cap, in.cap) &&
        cap_same_object(inv->slot->cap, inv->cap))
        cdt_insert_copy(slot, in.cap, in.source);
}

static void install_buffer(struct invocation *inv, struct incoming in,
                           word_t address)
{
    struct tcb *t = cap_tcb(inv->cap);

    t->buffer = address;
    install(inv, TCB_BUFFER, in);
    if (t == ks.current)
        sched_reschedule();
}

static error_t tcb_configure(struct invocation *inv, struct tcb *t)
{
    word_t address = inv_arg(inv, 2);
    struct incoming spaces[2], buffer;
    error_t err;

    if (inv->length < 3 || inv->extra_count < 3)
        return ERR_TRUNCATED_MESSAGE;
    err = decode_buffer(inv->extra[2], address, &buffer);
    if (err == OK)
        err = decode_spaces(t, inv->extra[0], inv_arg(inv, 0), inv->extra[1],
                            spaces);
    if (err != OK)
        return err;

    install(inv, TCB_CSPACE, spaces[0]);
    install(inv, TCB_VSPACE, spaces[1]);
    install_buffer(inv, buffer, address);
    return OK;
}

static error_t set_space(struct invocation *inv, struct tcb *t)
{
    struct incoming spaces[2], handler;
    error_t err;

    if (inv->length < 2 || inv->extra_count < 3)
        return ERR_TRUNCATED_MESSAGE;
    err =
        decode_spaces(t, inv->extra[1], inv_arg(inv, 0), inv->extra[2], spaces);
    if (err != OK)
        return err;
    if (!decode_handler(inv->extra[0], &handler))
        return error_capability(1);

    install(inv, TCB_FAULT_HANDLER, handler);
    install(inv, TCB_CSPACE, spaces[0]);
    install(inv, TCB_VSPACE, spaces[1]);
    return OK;
}

static error_t set_ipc_buffer(struct invocation *inv)
{
    word_t address = inv_arg(inv, 0);
    struct incoming buffer;
    error_t err;

    if (inv->length < 1 || inv->extra_count < 1)
        return ERR_TRUNCATED_MESSAGE;
    err = decode_buffer(inv->extra[0], address, &buffer);
    if (err == OK)
        install_buffer(inv, buffer, address);
    return err;
}

static error_t set_timeout_endpoint(struct invocation *inv)
{
    struct incoming handler;

    if (inv->extra_count < 1)
        return ERR_TRUNCATED_MESSAGE;
    if (!decode_handler(inv->extra[0], &handler))
        return error_capability(1);
    install(inv, TCB_TIMEOUT_HANDLER, handler);
    return OK;
}

/* -- scheduling parameters ----------------------------------------------- */

/* The thread whose maximum controlled priority limits what may be set. */
static error_t decode_authority(struct invocation *inv, struct tcb **auth)
{
    struct cap cap = inv->extra[0]->cap;

    if (!cap_is(cap, CAP_TCB))
        return error_capability(1);
    *auth = cap_tcb(cap);
    return OK;
}

static error_t check_priority(const struct tcb *auth, word_t priority)
{
    return priority > auth->mcp ? error_range(0, auth->mcp) : OK;
}

/* SetPriority and SetMCPriority. */
static error_t set_one_priority(struct invocation *inv, struct tcb *t)
{
    word_t priority = inv_arg(inv, 0);
    struct tcb *auth;
    error_t err;

    if (inv->length < 1 || inv->extra_count < 1)
        return ERR_TRUNCATED_MESSAGE;
    err = decode_authority(inv, &auth);
    if (err == OK)
        err = check_priority(auth, priority);
    if (err != OK)
        return err;
    if (inv->label == TCB_SET_PRIORITY)
        set_priority(t, (uint8_t)priority);
    else
        t->mcp = (uint8_t)priority;
    return OK;
}

/* The context argument of SetSchedParams; null takes the thread's away. */
static error_t decode_context(struct tcb *t, struct cap cap,
                              struct sched_context **sc)
{
    *sc = NULL;
    if (cap_is(cap, CAP_NULL))
        return t == ks.current ? ERR_ILLEGAL_OPERATION : OK;
    if (!cap_is(cap, CAP_SCHED_CONTEXT))
        return error_capability(2);
    *sc = cap_sched_context(cap);
    if (t->sc != *sc && (t->sc || (*sc)->tcb))
        return ERR_ILLEGAL_OPERATION;
    return sc_can_bind(t, *sc) ? OK : ERR_ILLEGAL_OPERATION;
}

static error_t set_sched_params(struct invocation *inv, struct tcb *t)
{
    word_t mcp = inv_arg(inv, 0);
    word_t priority = inv_arg(inv, 1);
    struct sched_context *sc;
    struct incoming handler;
    struct tcb *auth;
    error_t err;

    if (inv->length < 2 || inv->extra_count < 3)
        return ERR_TRUNCATED_MESSAGE;
    err = decode_authority(inv, &auth);
    if (err == OK)
        err = check_priority(auth, mcp);
    if (err == OK)
        err = check_priority(auth, priority);
    if (err == OK)
        err = decode_context(t, inv->extra[1]->cap, &sc);
    if (err != OK)
        return err;
    if (!decode_handler(inv->extra[2], &handler))
        return error_capability(3);

    install(inv, TCB_FAULT_HANDLER, handler);
    t->mcp = (uint8_t)mcp;
    set_priority(t, (uint8_t)priority);
    if (sc && t->sc != sc)
        sc_bind_and_start(sc, t);
    else if (!sc && t->sc)
        sc_unbind_tcb(t->sc);
    return OK;
}

/* -- notifications ------------------------------------------------------- */

static error_t bind_notification(struct invocation *inv, struct tcb *t)
{
    struct notification *n;
    struct cap cap;

    if (inv->extra_count < 1)
        return ERR_TRUNCATED_MESSAGE;
    cap = inv->extra[0]->cap;
    if (t->bound_notification || !cap_is(cap, CAP_NOTIFICATION) ||
        !(cap.rights & RIGHT_READ))
        return ERR_ILLEGAL_OPERATION;
    n = cap_notification(cap);
    if (n->waiters.head || n->bound_tcb)
        return ERR_ILLEGAL_OPERATION;
    notification_bind(n, t);
    return OK;
}

static error_t unbind_notification(struct tcb *t)
{
    if (!t->bound_notification)
        return ERR_ILLEGAL_OPERATION;
    notification_unbind(t);
    return OK;
}

error_t tcb_invoke(struct invocation *inv)
{
    struct tcb *t = cap_tcb(inv->cap);

    switch (inv->label) {
    case TCB_READ_REGISTERS:
        return read_registers(inv, t);
    case TCB_WRITE_REGISTERS:
        return write_registers(inv, t);
    case TCB_COPY_REGISTERS:
        return copy_registers(inv, t);
    case TCB_CONFIGURE:
        return tcb_configure(inv, t);
    case TCB_SET_PRIORITY:
    case TCB_SET_MC_PRIORITY:
        return set_one_priority(inv, t);
    case TCB_SET_SCHED_PARAMS:
        return set_sched_params(inv, t);
    case TCB_SET_TIMEOUT_ENDPOINT:
        return set_timeout_endpoint(inv);
    case TCB_SET_IPC_BUFFER:
        return set_ipc_buffer(inv);
    case TCB_SET_SPACE:
        return set_space(inv, t);
    case TCB_SUSPEND:
        tcb_suspend(t);
        return OK;
    case TCB_RESUME:
        tcb_resume(t);
        return OK;
    case TCB_BIND_NOTIFICATION:
        return bind_notification(inv, t);
    case TCB_UNBIND_NOTIFICATION:
        return unbind_notification(t);
    case TCB_SET_TLS_BASE:
        return set_tls_base(inv, t);
    case TCB_SET_FLAGS:
        return set_flags(inv, t);
    default:
        return ERR_ILLEGAL_OPERATION;
    }
}
