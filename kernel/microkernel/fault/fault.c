/* SPDX-License-Identifier: MIT */
/*
 * Faults: a thread's trouble as a message to its handler.
 *
 * A fault behaves like a Call that the faulting thread makes on the endpoint
 * in its fault handler slot: the message describes what happened, the reply
 * says whether and where the thread goes on. What cannot be read from the
 * registers later (kind, address, why a lookup failed) is recorded in the TCB
 * at once; the message is made when a handler takes it.
 *
 *   fault            words of the message               reply
 *   CapFault       1 ip, address, phase, failure (1-4)  continue
 *   UnknownSyscall 2 ip, sp, ra, a0..a6, a7             pc, sp, ra, a0..a6
 *   UserException  3 ip, sp, number, code               pc, sp
 *   Timeout        5 badge, consumed                    all registers
 *   VMFault        6 ip, address, is fetch, FSR         continue
 *
 * Source: seL4 Reference Manual, "Faults".
 */
#include "fault/fault.h"
#include "cap/cspace.h"
#include "debug/print.h"
#include "ipc/endpoint.h"
#include "ipc/message.h"
#include "object/sched_context.h"
#include "object/tcb.h"

/* Registers of UnknownSyscall messages and replies, in message order. */
static const uint8_t syscall_regs[] = {
    REG_PC, REG_SP, REG_RA, REG_A0, REG_A1,
    REG_A2, REG_A3, REG_A4, REG_A5, REG_A6
};

enum {
    SYSCALL_REPLY_WORDS = sizeof(syscall_regs),
    EXCEPTION_REPLY_WORDS = 2,
    TIMEOUT_REPLY_WORDS = USER_REGISTERS,
};

bool fault_is_handler(struct cap cap)
{
    return cap_is(cap, CAP_ENDPOINT) && (cap.rights & RIGHT_WRITE) &&
           (cap.rights & (RIGHT_GRANT | RIGHT_GRANT_REPLY));
}

bool fault_has_timeout_handler(const struct tcb *t)
{
    return fault_is_handler(t->slots[TCB_TIMEOUT_HANDLER].cap);
}

/* Sends the recorded fault as a Call through a handler capability. */
static void send_to(struct tcb *t, struct cap handler, bool may_donate)
{
    endpoint_send(cap_endpoint(handler), t,
                  (struct sending){ .badge = handler.badge,
                                    .rights = handler.rights,
                                    .blocking = true,
                                    .is_call = true,
                                    .may_donate = may_donate });
}

void fault_raise(struct tcb *t, struct fault fault)
{
    struct cap handler = t->slots[TCB_FAULT_HANDLER].cap;

    t->fault = fault;
    if (fault_is_handler(handler)) {
        send_to(t, handler, t->sc != NULL);
        return;
    }
    debug_report_fault(t);
    t->fault.type = FAULT_NONE;
    tcb_set_state(t, STATE_INACTIVE);
}

void fault_raise_cap(struct tcb *t, word_t cptr, bool in_receive)
{
    fault_raise(t, (struct fault){ .type = FAULT_CAP,
                                   .address = cptr,
                                   .detail = in_receive,
                                   .lookup = ks.error.lookup });
}

void fault_raise_timeout(struct tcb *t)
{
    t->fault = (struct fault){ .type = FAULT_TIMEOUT, .address = t->sc->badge };
    send_to(t, t->slots[TCB_TIMEOUT_HANDLER].cap, false);
}

/* -- the message --------------------------------------------------------- */

struct writer {
    struct tcb *to;
    word_t *buffer;
    word_t length;
};

static void put(struct writer *w, word_t value)
{
    w->length = message_set(w->to, w->buffer, w->length, value);
}

static void put_cap_fault(struct writer *w, const struct tcb *t)
{
    word_t words[LOOKUP_WORDS_MAX];
    word_t n = cspace_failure_words(&t->fault.lookup, words);

    put(w, t->context.restart_pc);
    put(w, t->fault.address);
    put(w, t->fault.detail);
    for (word_t i = 0; i < n; i++)
        put(w, words[i]);
}

static void put_unknown_syscall(struct writer *w, const struct tcb *t)
{
    put(w, t->context.restart_pc);
    for (size_t i = 1; i < SYSCALL_REPLY_WORDS; i++)
        put(w, t->context.r[syscall_regs[i]]);
    put(w, tcb_reg(t, REG_SYSCALL));
}

static void put_timeout(struct writer *w, struct tcb *t)
{
    put(w, t->fault.address);
    if (t->sc)
        put(w, sc_take_consumed(t->sc));
}

word_t fault_write_message(struct tcb *from, struct tcb *to)
{
    struct writer w = { to, tcb_ipc_buffer(to, true), 0 };

    switch (from->fault.type) {
    case FAULT_CAP:
        put_cap_fault(&w, from);
        break;
    case FAULT_UNKNOWN_SYSCALL:
        put_unknown_syscall(&w, from);
        break;
    case FAULT_USER_EXCEPTION:
        put(&w, from->context.restart_pc);
        put(&w, tcb_reg(from, REG_SP));
        put(&w, from->fault.address);
        put(&w, 0);
        break;
    case FAULT_TIMEOUT:
        put_timeout(&w, from);
        break;
    case FAULT_VM:
        put(&w, from->context.restart_pc);
        put(&w, from->fault.address);
        put(&w, from->fault.detail);
        put(&w, from->fault.fsr);
        break;
    }
    return info_make(from->fault.type, 0, 0, w.length);
}

/* -- the reply ----------------------------------------------------------- */

/* Sets a register of a stopped thread; pc is where it will restart. */
static void set_stopped(struct tcb *t, word_t reg, word_t value)
{
    if (reg == REG_PC)
        t->context.restart_pc = value;
    t->context.r[reg] = value;
}

bool fault_apply_reply(struct tcb *faulter, struct tcb *replier)
{
    word_t info = tcb_reg(replier, REG_INFO);
    word_t length = info_length(info);
    const word_t *buffer = tcb_ipc_buffer(replier, false);
    const uint8_t *order = syscall_regs;
    word_t limit = 0;

    switch (faulter->fault.type) {
    case FAULT_UNKNOWN_SYSCALL:
        limit = SYSCALL_REPLY_WORDS;
        break;
    case FAULT_USER_EXCEPTION:
        limit = EXCEPTION_REPLY_WORDS;
        break;
    case FAULT_TIMEOUT:
        limit = TIMEOUT_REPLY_WORDS;
        order = tcb_register_order;
        break;
    default:
        return true;
    }
    if (!buffer && length > MSG_REGISTERS)
        length = MSG_REGISTERS;
    for (word_t i = 0; i < length && i < limit; i++)
        set_stopped(faulter, order[i], message_get(replier, buffer, i));
    return info_label(info) == 0;
}
