/* SPDX-License-Identifier: MIT */
/* Mutant unbind_one_side: the context forgets its thread only. */

static error_t unbind(struct sched_context *sc)
{
    if (sc->tcb == ks.current)
        return ERR_ILLEGAL_OPERATION;
    sc->tcb = NULL;
    sc_unbind_notification(sc);
    sc_unbind_reply(sc);
    return OK;
}
