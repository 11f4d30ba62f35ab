/* SPDX-License-Identifier: MIT */
/* Mutant stack_top_lost: a nested call forgets the calls below it. */

void reply_push(struct reply *r, struct tcb *caller, struct tcb *receiver,
                bool may_donate)
{
    struct sched_context *sc = caller->sc;

    reply_attach(r, caller);
    tcb_set_state(caller, STATE_BLOCKED_ON_REPLY);
    if (!may_donate || !sc || receiver->sc)
        return;
    if (sc->top)
        sc->top->up = 0;
    r->down = NULL;
    r->up = (word_t)sc | REPLY_TOP;
    sc->top = r;
    sc_donate(sc, receiver);
}
