/* SPDX-License-Identifier: MIT */
/*
 * Messages: words and capabilities from one thread to another.
 *
 * The first four words travel in registers a2 to a5, the rest in the IPC
 * buffers. A thread without a buffer sends and gets four words. The kernel
 * reaches a buffer through the frame capability in the thread's TCB, whether
 * or not the frame is mapped anywhere, so copying a message never faults.
 *
 * Capabilities go only where Grant allows it. Each is either *unwrapped*: an
 * endpoint capability to the very endpoint that carries the message arrives as
 * its badge, which proves to the receiver who holds it; or *copied* into the
 * one slot that the receiver named in its buffer. The first that can be
 * neither ends the list.
 *
 * Source: seL4 Reference Manual, "Capability transfer".
 */
#include "ipc/message.h"
#include "cap/cdt.h"
#include "cap/cspace.h"
#include "fault/fault.h"

word_t message_get(const struct tcb *t, const word_t *buffer, word_t i)
{
    if (i < MSG_REGISTERS)
        return t->context.r[REG_MSG + i];
    return buffer ? buffer[BUFFER_MSG + i] : 0;
}

word_t message_set(struct tcb *t, word_t *buffer, word_t i, word_t value)
{
    if (i < MSG_REGISTERS)
        t->context.r[REG_MSG + i] = value;
    else if (buffer)
        buffer[BUFFER_MSG + i] = value;
    else
        return MSG_REGISTERS;
    return i + 1;
}

void message_answer(struct tcb *t, word_t label, const word_t *words, word_t n)
{
    word_t *buffer = n > MSG_REGISTERS ? tcb_ipc_buffer(t, true) : NULL;
    word_t length = 0;

    for (word_t i = 0; i < n; i++)
        length = message_set(t, buffer, i, words[i]);
    tcb_set_reg(t, REG_BADGE, 0);
    tcb_set_reg(t, REG_INFO, info_make(label, 0, 0, length));
}

error_t message_lookup_caps(struct tcb *from, const word_t *buffer, word_t info,
                            struct cte **slots, word_t *count, word_t *bad)
{
    word_t n = buffer ? info_extra_caps(info) : 0;

    *count = 0;
    for (word_t i = 0; i < n; i++) {
        slots[i] = cspace_lookup(from, buffer[BUFFER_CAPS + i]);
        if (!slots[i]) {
            *bad = buffer[BUFFER_CAPS + i];
            return ERR_FAILED_LOOKUP;
        }
    }
    *count = n;
    return OK;
}

/* The empty slot that the receiver wants a capability in, or NULL. */
static struct cte *receive_slot(struct tcb *to, const word_t *buffer)
{
    struct cte *root = cspace_lookup(to, buffer[BUFFER_RECEIVE_CNODE]);
    word_t depth = buffer[BUFFER_RECEIVE_DEPTH];
    struct resolution res;

    if (!root || depth < 1 || depth > WORD_BITS)
        return NULL;
    res = cspace_resolve(root->cap, buffer[BUFFER_RECEIVE_INDEX], depth);
    if (!res.slot || res.bits_left || !cap_is(res.slot->cap, CAP_NULL))
        return NULL;
    return res.slot;
}

/* Copies the capability of `source` to the receiver's slot, if it has one. */
static bool transfer_copy(struct cte *source, struct cte *slot)
{
    struct cap cap;

    if (!slot || cap_derive_copy(source, source->cap, &cap) != OK)
        return false;
    cdt_insert_copy(slot, cap, source);
    return true;
}

static bool names_endpoint(struct cap cap, const struct endpoint *ep)
{
    return cap_is(cap, CAP_ENDPOINT) && ep && cap_endpoint(cap) == ep;
}

/* Transfers capabilities; returns the receiver's info bits for them. */
static word_t transfer_caps(struct cte **slots, word_t count,
                            const struct endpoint *ep, struct tcb *to,
                            word_t *buffer)
{
    struct cte *slot = receive_slot(to, buffer);
    word_t unwrapped = 0;
    word_t i;

    for (i = 0; i < count; i++) {
        if (names_endpoint(slots[i]->cap, ep)) {
            buffer[BUFFER_CAPS + i] = slots[i]->cap.badge;
            unwrapped |= BIT(i);
        } else if (transfer_copy(slots[i], slot)) {
            slot = NULL;
        } else {
            break;
        }
    }
    return info_make(0, unwrapped, i, 0);
}

/* The words beyond the registers; returns how many words went over in all. */
static word_t transfer_words(struct tcb *from, const word_t *source,
                             struct tcb *to, word_t *dest, word_t length)
{
    for (word_t i = 0; i < MSG_REGISTERS && i < length; i++)
        to->context.r[REG_MSG + i] = from->context.r[REG_MSG + i];
    if (length <= MSG_REGISTERS)
        return length;
    if (!source || !dest)
        return MSG_REGISTERS;
    for (word_t i = MSG_REGISTERS; i < length; i++)
        dest[BUFFER_MSG + i] = source[BUFFER_MSG + i];
    return length;
}

static word_t transfer_normal(struct tcb *from, struct tcb *to,
                              struct endpoint *ep, bool grant)
{
    word_t info = tcb_reg(from, REG_INFO);
    word_t length = info_length(info);
    word_t caps = info_extra_caps(info);
    const word_t *source = NULL;
    word_t *dest = NULL;
    word_t cap_bits = 0;

    if (length > MSG_REGISTERS || (caps && grant)) {
        source = tcb_ipc_buffer(from, false);
        dest = tcb_ipc_buffer(to, true);
    }
    length = transfer_words(from, source, to, dest, length);
    if (caps && grant && source && dest) {
        struct cte *slots[MSG_MAX_CAPS];
        word_t count, bad;

        if (message_lookup_caps(from, source, info, slots, &count, &bad) == OK)
            cap_bits = transfer_caps(slots, count, ep, to, dest);
    }
    return info_make(info_label(info), 0, 0, length) | cap_bits;
}

void message_transfer(struct tcb *from, struct tcb *to, struct endpoint *ep,
                      word_t badge, bool grant)
{
    word_t info;

    if (from->fault.type != FAULT_NONE && ep)
        info = fault_write_message(from, to);
    else
        info = transfer_normal(from, to, ep, grant);
    tcb_set_reg(to, REG_INFO, info);
    tcb_set_reg(to, REG_BADGE, badge);
}
