/* SPDX-License-Identifier: MIT */
/* Mutant bound_word_ignored: a receive does not look at the bound word. */

bool notification_take_bound(struct tcb *t)
{
    struct notification *n = t->bound_notification;

    if (!n || !n->active)
        return false;
    take(n, t);
    if (t->sc == n->sc)
        refill_wake_sporadic(t->sc);
    return false;
}
