/* SPDX-License-Identifier: MIT */
/* Mutant no_short_answer: every answer goes the ordinary way. */

static inline bool reply_recv(struct tcb *t, word_t cptr, word_t info,
                              word_t reply_cptr)
{
    struct sched_context *sc = t->sc;
    struct notification *bound = t->bound_notification;
    const struct cap *ep_cap, *reply_cap;
    struct endpoint *ep;
    struct reply *reply;
    struct tcb *caller;

    if (is_short(info) || !is_short(info))
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
