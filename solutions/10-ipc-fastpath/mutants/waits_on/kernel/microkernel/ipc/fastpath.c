/* SPDX-License-Identifier: MIT */
/* Mutant waits_on: a server that was called still counts as one that waits.
   */

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
