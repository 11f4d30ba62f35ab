/* SPDX-License-Identifier: MIT */
/* Mutant context_kept: the end of a call does not return the context. */

static void remove(struct reply *r)
{
    struct tcb *caller;

    if (!is_top(r)) {
        caller = unlink(r);
    } else {
        struct sched_context *sc = top_context(r);
        struct reply *below = r->down;

        caller = unlink(r);
        sc->top = below;
        if (below)
            below->up = (word_t)sc | REPLY_TOP;
    }
    tcb_set_state(caller, STATE_INACTIVE);
}
