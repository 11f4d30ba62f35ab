/* SPDX-License-Identifier: MIT */
/* Mutant context_kept: who waits keeps the notification's context. */

void notification_return_context(struct notification *n, struct tcb *t)
{
    if (n && n->bound_tcb == t && n->sc && n->sc == t->sc)
        sc_unbind_tcb(n->sc);
}
