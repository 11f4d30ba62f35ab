/* SPDX-License-Identifier: MIT */
/*
 * The short way through a Call or a ReplyRecv.
 *
 * Nearly all messages are alike: a client calls a passive server that waits,
 * with a few words and no capabilities; the server answers and waits again.
 * For these the outcome is known before anything is done: the other thread
 * runs next, on the same scheduling context. So no queue, no clock, no timer
 * and no charge is needed. Time spent goes on being collected for that context
 * and is charged at the next ordinary entry.
 *
 * The functions below check, without changing anything, that it is such a
 * message, and otherwise leave it to ipc/syscall.c. What they then do is what
 * the ordinary way does, step by step:
 *
 *   call                             endpoint_send, reply_push, sc_donate
 *   reply_recv                       reply_send, remove, endpoint_receive
 *   switch_to                        sched_schedule with the decision "run it"
 *
 * A difference in effect between the two ways is a bug in this file.
 */
#include "ipc/fastpath.h"
#include "cap/cspace.h"
#include "debug/trace.h"
#include "ipc/endpoint.h"
#include "ipc/message.h"
#include "ipc/notification.h"
#include "ipc/reply.h"
#include "ipc/syscall.h"
#include "ipc/wait_queue.h"
#include "machine.h"
#include "object/vspace.h"
#include "sched/refill.h"
#include "sched/sched.h"

/* At most the words that travel in registers, and no capabilities: the two
   counts are the low nine bits of the message info. */
static inline bool is_short(word_t info)
{
    return (info & MASK(9)) <= MSG_REGISTERS;
}

/* The object of the capability at `cptr` if it is of this type and has these
   rights; its badge and rights in `*cap`. */
static inline bool find(struct tcb *t, word_t cptr, enum cap_type type,
                        struct cap *cap)
{
    struct cap root = t->slots[TCB_CSPACE].cap;

    if (!cspace_is_flat(root, cptr))
        return false;
    *cap = cap_cnode(root)[cptr & MASK(root.size_bits)].cap;
    return cap_is(*cap, type);
}

/* Whether `t` would be the one to run once the current thread has stopped. */
static inline bool runs_next(const struct tcb *t)
{
    return t->domain == ks.domain && sched_is_highest(t->priority);
}

static inline void pass_message(struct tcb *from, struct tcb *to, word_t badge)
{
    word_t info = tcb_reg(from, REG_INFO);
    word_t length = info & MASK(7);

    if (length == 0) {
        ; /* the info and the badge tell everything */
    } else if (length == MSG_REGISTERS) {
        tcb_set_reg(to, REG_MSG, tcb_reg(from, REG_MSG));
        tcb_set_reg(to, REG_MSG + 1, tcb_reg(from, REG_MSG + 1));
        tcb_set_reg(to, REG_MSG + 2, tcb_reg(from, REG_MSG + 2));
        tcb_set_reg(to, REG_MSG + 3, tcb_reg(from, REG_MSG + 3));
    } else {
        for (word_t i = 0; i < length; i++)
            tcb_set_reg(to, REG_MSG + i, tcb_reg(from, REG_MSG + i));
    }
    tcb_set_reg(to, REG_INFO, info_make(info_label(info), 0, 0, length));
    tcb_set_reg(to, REG_BADGE, badge);
}

static inline bool same_vspace(const struct tcb *a, const struct tcb *b)
{
    struct cap x = a->slots[TCB_VSPACE].cap;
    struct cap y = b->slots[TCB_VSPACE].cap;

    return x.head == y.head && x.data == y.data;
}

/* The context goes over to `to`, which runs on; nobody is charged. */
static inline void switch_to(struct tcb *from, struct tcb *to,
                             struct sched_context *sc)
{
    trace_event(TRACE_SYSCALL, tcb_reg(from, REG_SYSCALL),
                tcb_reg(from, REG_A0), tcb_reg(from, REG_INFO));
    from->sc = NULL;
    to->sc = sc;
    sc->tcb = to;
    to->state = STATE_RUNNING;
    ks.current = to;
    trace_switch();
    if (!same_vspace(from, to))
        vspace_activate(to);
    fpu_switch(to);
}

static bool call(struct tcb *t)
{
    struct sched_context *sc = t->sc;
    struct endpoint *ep;
    struct reply *reply;
    struct tcb *server;
    struct cap cap;

    if (!is_short(tcb_reg(t, REG_INFO)) ||
        !find(t, tcb_reg(t, REG_CAP), CAP_ENDPOINT, &cap) ||
        !(cap.rights & RIGHT_WRITE) ||
        !(cap.rights & (RIGHT_GRANT | RIGHT_GRANT_REPLY)))
        return false;
    ep = cap_endpoint(cap);
    server = ep->queue.head;
    if (!server || server->state != STATE_BLOCKED_ON_RECEIVE || server->sc ||
        !server->reply || !runs_next(server) || server->yield_to)
        return false;
    reply = server->reply;

    wait_remove_first(&ep->queue, server);
    server->waiting_on.endpoint = NULL;
    server->reply = NULL;
    pass_message(t, server, cap.badge);

    t->state = STATE_BLOCKED_ON_REPLY;
    t->reply = reply;
    reply->tcb = t;
    reply->down = sc->top;
    if (reply->down)
        reply->down->up = (word_t)reply;
    reply->up = (word_t)sc | REPLY_TOP;
    sc->top = reply;
    switch_to(t, server, sc);
    return true;
}

static bool reply_recv(struct tcb *t)
{
    struct sched_context *sc = t->sc;
    struct notification *bound = t->bound_notification;
    struct cap ep_cap, reply_cap;
    struct endpoint *ep;
    struct reply *reply;
    struct tcb *caller;

    if (!is_short(tcb_reg(t, REG_INFO)) ||
        !find(t, tcb_reg(t, REG_CAP), CAP_ENDPOINT, &ep_cap) ||
        !(ep_cap.rights & RIGHT_READ) ||
        !find(t, tcb_reg(t, REG_REPLY), CAP_REPLY, &reply_cap))
        return false;
    ep = cap_endpoint(ep_cap);
    reply = cap_reply(reply_cap);
    caller = reply->tcb;
    if (!caller || caller->state != STATE_BLOCKED_ON_REPLY ||
        caller->fault.type != FAULT_NONE || caller->sc ||
        reply->up != ((word_t)sc | REPLY_TOP) || !refill_usable(sc) ||
        !runs_next(caller) || caller->yield_to || (bound && bound->active) ||
        (ep->queue.head && ep->queue.head->state == STATE_BLOCKED_ON_SEND))
        return false;

    pass_message(t, caller, 0);
    sc->top = reply->down;
    if (sc->top)
        sc->top->up = (word_t)sc | REPLY_TOP;
    reply->down = NULL;
    reply->up = 0;
    caller->reply = NULL;

    reply->tcb = t;
    t->reply = reply;
    t->waiting_on.endpoint = ep;
    t->state = STATE_BLOCKED_ON_RECEIVE;
    wait_insert_first(&ep->queue, t);
    switch_to(t, caller, sc);
    return true;
}

void fastpath_call(void)
{
    if (!call(ks.current))
        kernel_syscall();
}

void fastpath_reply_recv(void)
{
    if (!reply_recv(ks.current))
        kernel_syscall();
}
