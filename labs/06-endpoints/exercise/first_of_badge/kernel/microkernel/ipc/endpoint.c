/* SPDX-License-Identifier: MIT */
/* Exercise, mutant first_of_badge: only the first of the badge leaves. */

void endpoint_cancel_badged(struct endpoint *ep, word_t badge)
{
    struct tcb *t = first_in(ep, STATE_BLOCKED_ON_SEND);

    if (!t)
        return;
    while (t) {
        struct tcb *next = t->wait_next;

        if (t->send_badge == badge) {
            release_thread(t);
            next = NULL;
        }
        t = next;
    }
    sched_reschedule();
}
