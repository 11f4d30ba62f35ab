/* SPDX-License-Identifier: MIT */
/* Mutant bind_any: a thread that waits may get any context. */

static error_t bind_tcb(struct sched_context *sc, struct tcb *t)
{
    if (sc->tcb || t->sc)
        return ERR_ILLEGAL_OPERATION;
    sc_bind_and_start(sc, t);
    return OK;
}
