/* SPDX-License-Identifier: MIT */
/*
 * Reply objects and the call stack of a scheduling context.
 * See ipc/reply.c.
 */
#pragma once

#include "object/object.h"
#include "state.h"

struct reply {
    struct tcb *tcb;    /* the receiver blocked with it, or the caller      */
    struct reply *down; /* the entry of the earlier call on this context    */
    word_t up;          /* the later call's entry, or REPLY_TOP | context   */
};

_Static_assert(sizeof(struct reply) <= BIT(OBJECT_REPLY_BITS),
               "a reply object fits");

/** Marks `up` as the address of the context of which the entry is the top. */
enum { REPLY_TOP = 1 };

/** `t` is about to block in a receive with this reply object. */
void reply_attach(struct reply *r, struct tcb *t);

/** Takes the reply object from a blocked receiver; NULL if it has none. */
struct reply *reply_detach(struct tcb *t);

/**
 * The call of `caller` was received by `receiver`, who answers through `r`.
 * The caller blocks on the reply.
 * \param may_donate  lend the caller's context to a receiver without one.
 */
void reply_push(struct reply *r, struct tcb *caller, struct tcb *receiver,
                bool may_donate);

/** The caller gives up its call: the stack is cut, no context moves. */
void reply_cancel(struct tcb *caller);

/**
 * The replier's message goes to the caller that `r` tracks, who goes on.
 * Does nothing if `r` tracks no caller.
 * \param grant  capabilities may be sent along.
 */
void reply_send(struct reply *r, struct tcb *replier, bool grant);

/** The last capability is gone: whoever is tracked stops waiting. */
void reply_finalise(struct reply *r);
