/* SPDX-License-Identifier: MIT */
/* Mutant yield_to_back: YieldTo to one below moves nobody. */

static error_t yield_to(struct invocation *inv, struct sched_context *sc)
{
    struct tcb *caller = inv->caller;
    struct tcb *t = sc->tcb;

    if (!t || t == caller || t->priority > caller->mcp)
        return ERR_ILLEGAL_OPERATION;

    sc_complete_yield(sc);
    sched_make_ready(sc);
    if (!tcb_schedulable(t)) {
        reply_consumed(inv, sc);
        return OK;
    }
    if (t->priority < caller->priority) {
        reply_consumed(inv, sc);
        return OK;
    }
    ready_remove(t);
    if (t->priority < caller->priority) {
        ready_push_front(t);
        reply_consumed(inv, sc);
        return OK;
    }
    caller->yield_to = sc;
    sc->yield_from = caller;
    ready_push_front(caller);
    ready_push_front(t);
    sched_reschedule();
    return OK;
}
