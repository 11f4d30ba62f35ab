/* SPDX-License-Identifier: MIT */
/* Mutant reply_without_link: a caller waits at a reply object that does not
   know it. */

void reply_push(struct reply *r, struct tcb *caller, struct tcb *receiver,
                bool may_donate)
{
    struct sched_context *sc = caller->sc;

    caller->reply = r;
    tcb_set_state(caller, STATE_BLOCKED_ON_REPLY);
    if (!may_donate || !sc || receiver->sc)
        return;
    r->down = sc->top;
    if (r->down)
        r->down->up = (word_t)r;
    r->up = (word_t)sc | REPLY_TOP;
    sc->top = r;
    sc_donate(sc, receiver);
}
