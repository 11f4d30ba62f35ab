/* SPDX-License-Identifier: MIT */
/*
 * Endpoints: synchronous messages between threads. See ipc/endpoint.c.
 */
#pragma once

#include "object/object.h"
#include "state.h"

struct endpoint {
    struct tcb_queue queue;
};

_Static_assert(sizeof(struct endpoint) == BIT(OBJECT_ENDPOINT_BITS),
               "an endpoint fits");

/** How a message is sent. */
struct sending {
    word_t badge;    /* of the capability used                        */
    word_t rights;   /* of the capability used: Grant, GrantReply     */
    bool blocking;   /* wait for a receiver                           */
    bool is_call;    /* the sender wants an answer: Call or fault     */
    bool may_donate; /* the receiver may run on the sender's context  */
};

/**
 * Sends the message of `t` (its registers and buffer, or its fault).
 * With no receiver waiting, `t` blocks, or the message is dropped.
 */
void endpoint_send(struct endpoint *ep, struct tcb *t, struct sending how);

/**
 * Receives a message, or a signal of the bound notification.
 * \param reply  the reply object for a Call, or NULL.
 * \param blocking  wait for a sender; otherwise a0 = 0 if there is none.
 */
void endpoint_receive(struct endpoint *ep, struct tcb *t, struct reply *reply,
                      bool blocking);

/** Takes a thread out of the endpoint's queue; its state is not changed. */
void endpoint_dequeue(struct tcb *t);

/** The last capability is gone: every waiting thread starts over. */
void endpoint_cancel_all(struct endpoint *ep);

/** Removes every queued sender that used a capability with this badge. */
void endpoint_cancel_badged(struct endpoint *ep, word_t badge);
