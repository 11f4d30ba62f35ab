/* SPDX-License-Identifier: MIT
 *
 * The event loop: wait, find out what came, call the entry point, wait again.
 *
 * What came is told by the badge alone. A message through the endpoint is a
 * fault of a child (bit 62) or a protected call (bit 63), with the child's or
 * channel's number in the low bits. Everything else is the word of the bound
 * notification, one bit for each channel and interrupt. Faults come before
 * calls and calls before notifications; notifications are taken in ascending
 * order. Every entry point runs to its end before the next one begins, so a
 * program needs no locks.
 *
 * Waiting takes one system call together with what the last entry point left
 * to be done:
 *
 *   an answer to a call or fault      ReplyRecv
 *   a deferred operation              NBSendRecv
 *   both                              Send, then ReplyRecv
 *   nothing                           Recv
 *
 * A protection domain that nobody calls has no endpoint and waits on its
 * notification itself (NBSendWait, Wait).
 *
 * Passive protection domains need nothing of this file. Their scheduling
 * context is bound to the thread and to its bound notification; the kernel
 * takes it away where the thread starts to wait and lends it again with a
 * signal.
 *
 * The first wait is a ReplyRecv, too. At the first start nobody waits for an
 * answer, and the reply has no effect. After a restart a caller may, whose
 * call the life before did not answer; it gets MICROKIT_RESTARTED, and the
 * scheduling context that it lent goes back with the answer.
 *
 * Restart of a child while its fault is handled. The fault is then answered
 * instead of dropped, after children.c has written the registers of the new
 * life: with the answer the child gets back a scheduling context that came
 * to us with the fault, which it would lose if its call were cut off.
 */
#include "runtime.h"

/** What the last entry point left for the one that it came from. */
struct answer {
    bool wanted;
    seL4_MessageInfo_t message;
};

struct deferred deferred;
struct faulting faulting;

void deferred_flush(void)
{
    if (deferred.to != seL4_CapNull)
        seL4_Send(deferred.to, deferred.message);
    deferred.to = seL4_CapNull;
}

/* The message registers hold the answer, and then what was received. */
static seL4_MessageInfo_t wait_on_endpoint(struct answer answer,
                                           seL4_Word *badge)
{
    struct deferred last = deferred;

    if (answer.wanted) {
        deferred_flush();
        return seL4_ReplyRecv(PD_SLOT_INPUT, answer.message, badge,
                              PD_SLOT_REPLY);
    }
    if (last.to != seL4_CapNull) {
        deferred.to = seL4_CapNull;
        return seL4_NBSendRecv(last.to, last.message, PD_SLOT_INPUT, badge,
                               PD_SLOT_REPLY);
    }
    return seL4_Recv(PD_SLOT_INPUT, badge, PD_SLOT_REPLY);
}

static void wait_on_notification(seL4_Word *badge)
{
    struct deferred last = deferred;

    deferred.to = seL4_CapNull;
    if (last.to != seL4_CapNull)
        seL4_NBSendWait(last.to, last.message, PD_SLOT_INPUT, badge);
    else
        seL4_Wait(PD_SLOT_INPUT, badge);
}

static struct answer handle_fault(microkit_child child,
                                  seL4_MessageInfo_t message)
{
    struct answer answer = { false, { { 0 } } };

    faulting = (struct faulting){ true, child, false };
    answer.wanted = fault(child, message, &answer.message);
    faulting.active = false;
    if (faulting.restarted)
        answer = (struct answer){ true, microkit_msginfo_new(0, 0) };
    return answer;
}

static struct answer handle_call(microkit_channel ch,
                                 seL4_MessageInfo_t message)
{
    return (struct answer){ true, protected(ch, message) };
}

static struct answer handle_notifications(seL4_Word bits)
{
    for (; bits; bits &= bits - 1) {
        deferred_flush();
        notified((microkit_channel)__builtin_ctzl(bits));
    }
    return (struct answer){ false, { { 0 } } };
}

_Noreturn void event_loop(void)
{
    struct answer answer = { true,
                             microkit_msginfo_new(MICROKIT_RESTARTED, 0) };

    for (;;) {
        seL4_MessageInfo_t message = { { 0 } };
        seL4_Word badge;

        if (microkit_input_is_endpoint)
            message = wait_on_endpoint(answer, &badge);
        else
            wait_on_notification(&badge);

        if (badge & PD_FAULT_BIT)
            answer = handle_fault(badge & ~PD_FAULT_BIT, message);
        else if (badge & PD_CALL_BIT)
            answer = handle_call(badge & ~PD_CALL_BIT, message);
        else
            answer = handle_notifications(badge);
    }
}
