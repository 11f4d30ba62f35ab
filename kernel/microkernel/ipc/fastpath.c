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
#include "debug/assert.h"
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

/* At most the words that travel in registers, no capabilities, and nothing in
   the bits that only a receiver sees: such a message info, the low twelve bits
   of which are just the length, arrives as it was sent. */
static inline bool is_short(word_t info)
{
    return (info & MASK(12)) <= MSG_REGISTERS;
}

/* The capability at `cptr` if it is of this type and has these rights. */
static inline const struct cap *find(const struct tcb *t, word_t cptr,
                                     enum cap_type type, word_t rights)
{
    struct cap root = t->slots[TCB_CSPACE].cap;
    const struct cap *cap;

    if (!cspace_is_flat(root, cptr))
        return NULL;
    cap = &cap_cnode(root)[cptr].cap;
    return cap_allows(*cap, type, rights) ? cap : NULL;
}

/* Whether `t` would be the one to run once the current thread has stopped. */
static inline bool runs_next(const struct tcb *t)
{
    return t->domain == ks.domain && sched_is_highest(t->priority);
}

static inline void pass_message(struct tcb *from, struct tcb *to, word_t info,
                                word_t badge)
{
    word_t length = info & MASK(12); /* see is_short() */

    if (length > 0)
        tcb_set_reg(to, REG_MSG, tcb_reg(from, REG_MSG));
    if (length > 1) {
        tcb_set_reg(to, REG_MSG + 1, tcb_reg(from, REG_MSG + 1));
        if (length > 2)
            tcb_set_reg(to, REG_MSG + 2, tcb_reg(from, REG_MSG + 2));
        if (length > 3)
            tcb_set_reg(to, REG_MSG + 3, tcb_reg(from, REG_MSG + 3));
    }
    tcb_set_reg(to, REG_INFO, info);
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

static inline bool call(struct tcb *t, word_t cptr, word_t info)
{
    struct sched_context *sc = t->sc;
    struct endpoint *ep;
    struct reply *reply;
    struct tcb *server;
    const struct cap *cap;

    if (!is_short(info))
        return false;
    cap = find(t, cptr, CAP_ENDPOINT, RIGHT_WRITE);
    if (!cap || !(cap->rights & (RIGHT_GRANT | RIGHT_GRANT_REPLY)))
        return false;
    ep = cap_endpoint(*cap);
    server = ep->queue.head;
    if (!server || server->state != STATE_BLOCKED_ON_RECEIVE || server->sc ||
        !server->reply || !runs_next(server))
        return false;
    kassert(!server->yield_to); /* was completed when the thread last ran */
    reply = server->reply;

    wait_remove_first(&ep->queue, server);
    server->waiting_on.endpoint = NULL;
    server->reply = NULL;
    pass_message(t, server, info, cap->badge);

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

static inline bool reply_recv(struct tcb *t, word_t cptr, word_t info,
                              word_t reply_cptr)
{
    struct sched_context *sc = t->sc;
    struct notification *bound = t->bound_notification;
    const struct cap *ep_cap, *reply_cap;
    struct endpoint *ep;
    struct reply *reply;
    struct tcb *caller;

    if (!is_short(info))
        return false;
    ep_cap = find(t, cptr, CAP_ENDPOINT, RIGHT_READ);
    reply_cap = find(t, reply_cptr, CAP_REPLY, 0);
    if (!ep_cap || !reply_cap)
        return false;
    ep = cap_endpoint(*ep_cap);
    reply = cap_reply(*reply_cap);
    caller = reply->tcb;
    if (!caller || caller->state != STATE_BLOCKED_ON_REPLY ||
        caller->fault.type != FAULT_NONE || caller->sc ||
        reply->up != ((word_t)sc | REPLY_TOP) || !runs_next(caller) ||
        (bound && bound->active) ||
        (ep->queue.head && ep->queue.head->state == STATE_BLOCKED_ON_SEND))
        return false;
    kassert(!caller->yield_to); /* was completed when the thread last ran */
    kassert(refill_usable(sc)); /* like that of every running thread */

    pass_message(t, caller, info, 0);
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

void fastpath_call(word_t cptr, word_t info)
{
    if (!call(ks.current, cptr, info))
        kernel_syscall(SYS_CALL);
}

void fastpath_reply_recv(word_t cptr, word_t info, word_t reply_cptr)
{
    if (!reply_recv(ks.current, cptr, info, reply_cptr))
        kernel_syscall(SYS_REPLY_RECV);
}
