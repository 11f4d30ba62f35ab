/* SPDX-License-Identifier: MIT */
/*
 * Endpoints: synchronous messages between threads.
 *
 * An endpoint is a queue and nothing else; it never stores a message. It is in
 * one of three states, which its first thread tells:
 *
 *   idle       nobody waits
 *   sending    the queue holds threads BlockedOnSend
 *   receiving  the queue holds threads BlockedOnReceive
 *
 * A message passes when the two sides meet, whoever comes second:
 *
 *   sender                               receiver
 *   plain Send: goes on                  gets words, badge, capabilities
 *   Call, fault: waits for the reply     also gets the sender tied to its reply
 *   on the receiver's reply object       object, and, if it has none, the
 *                                        sender's scheduling context
 *
 * A caller that met no reply object, or used a capability with neither Grant
 * nor GrantReply, can never be answered: it becomes Inactive.
 *
 * Source: seL4 Reference Manual, "Message passing (IPC)".
 */
#include "ipc/endpoint.h"
#include "debug/assert.h"
#include "ipc/message.h"
#include "ipc/notification.h"
#include "ipc/reply.h"
#include "ipc/wait_queue.h"
#include "sched/refill.h"
#include "sched/sched.h"

/* The first thread, if the queue is one of threads in this state. */
static struct tcb *first_in(struct endpoint *ep, enum thread_state state)
{
    struct tcb *t = ep->queue.head;

    return t && t->state == state ? t : NULL;
}

static void block(struct endpoint *ep, struct tcb *t, enum thread_state state)
{
    t->waiting_on.endpoint = ep;
    tcb_set_state(t, state);
    wait_insert(&ep->queue, t);
}

void endpoint_dequeue(struct tcb *t)
{
    wait_remove(&t->waiting_on.endpoint->queue, t);
    t->waiting_on.endpoint = NULL;
}

/* The two sides have met and the message has passed: tie a caller to the
   reply object, or let it go if it can never be answered. */
static void await_reply(struct tcb *caller, struct tcb *receiver,
                        struct reply *reply, word_t rights, bool may_donate)
{
    if (reply && (rights & (RIGHT_GRANT | RIGHT_GRANT_REPLY)))
        reply_push(reply, caller, receiver, may_donate);
    else
        tcb_set_state(caller, STATE_INACTIVE);
}

void endpoint_send(struct endpoint *ep, struct tcb *t, struct sending how)
{
    struct tcb *receiver = first_in(ep, STATE_BLOCKED_ON_RECEIVE);
    struct reply *reply;

    if (!receiver) {
        if (how.blocking) {
            t->send_badge = how.badge;
            t->send_rights = (uint8_t)how.rights;
            t->send_is_call = how.is_call;
            block(ep, t, STATE_BLOCKED_ON_SEND);
        }
        return;
    }

    endpoint_dequeue(receiver);
    message_transfer(t, receiver, ep, how.badge, how.rights & RIGHT_GRANT);
    reply = reply_detach(receiver);
    if (how.is_call)
        await_reply(t, receiver, reply, how.rights, how.may_donate);
    else if (how.may_donate && t->sc && !receiver->sc)
        sc_donate(t->sc, receiver);

    tcb_set_state(receiver, STATE_RUNNING);
    refill_wake_sporadic(receiver->sc);
    sched_wake(receiver);
}

/* Takes the message of the first queued sender. */
static void take_message(struct endpoint *ep, struct tcb *sender, struct tcb *t,
                         struct reply *reply)
{
    bool is_timeout = sender->fault.type == FAULT_TIMEOUT;

    endpoint_dequeue(sender);
    message_transfer(sender, t, ep, sender->send_badge,
                     sender->send_rights & RIGHT_GRANT);
    refill_wake_sporadic(sender->sc);
    if (sender->send_is_call) {
        await_reply(sender, t, reply, sender->send_rights, !is_timeout);
    } else {
        tcb_set_state(sender, STATE_RUNNING);
        sched_wake(sender);
    }
}

void endpoint_receive(struct endpoint *ep, struct tcb *t, struct reply *reply,
                      bool blocking)
{
    struct tcb *sender;

    if (reply && reply->tcb && reply->tcb != t)
        tcb_cancel_ipc(reply->tcb);
    if (notification_take_bound(t))
        return;
    if (blocking)
        notification_return_context(t->bound_notification, t);

    sender = first_in(ep, STATE_BLOCKED_ON_SEND);
    if (sender) {
        take_message(ep, sender, t, reply);
    } else if (blocking) {
        if (reply)
            reply_attach(reply, t);
        block(ep, t, STATE_BLOCKED_ON_RECEIVE);
    } else {
        tcb_set_reg(t, REG_BADGE, 0);
    }
}

/* A queued thread leaves: a faulter stops, any other starts over. */
static void release_thread(struct tcb *t)
{
    endpoint_dequeue(t);
    reply_detach(t);
    if (t->fault.type != FAULT_NONE) {
        tcb_set_state(t, STATE_INACTIVE);
        return;
    }
    tcb_set_state(t, STATE_RESTART);
    refill_wake_sporadic(t->sc);
    sched_wake(t);
}

void endpoint_cancel_all(struct endpoint *ep)
{
    if (!ep->queue.head)
        return;
    while (ep->queue.head)
        release_thread(ep->queue.head);
    sched_reschedule();
}

void endpoint_cancel_badged(struct endpoint *ep, word_t badge)
{
    struct tcb *t = first_in(ep, STATE_BLOCKED_ON_SEND);

    if (!t)
        return;
    while (t) {
        struct tcb *next = t->wait_next;

        if (t->send_badge == badge)
            release_thread(t);
        t = next;
    }
    sched_reschedule();
}
