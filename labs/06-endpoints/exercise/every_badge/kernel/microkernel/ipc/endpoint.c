/* SPDX-License-Identifier: MIT */
/* Exercise, mutant every_badge: every sender leaves, whatever its badge. */

void endpoint_cancel_badged(struct endpoint *ep, word_t badge)
{
    struct tcb *t = first_in(ep, STATE_BLOCKED_ON_SEND);

    (void)badge;
    if (!t)
        return;
    while (t) {
        struct tcb *next = t->wait_next;

        release_thread(t);
        t = next;
    }
    sched_reschedule();
}
