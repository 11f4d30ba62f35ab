/* SPDX-License-Identifier: MIT */
/* Exercise, mutant until_another: the search ends at another badge. */

void endpoint_cancel_badged(struct endpoint *ep, word_t badge)
{
    struct tcb *t = first_in(ep, STATE_BLOCKED_ON_SEND);

    if (!t)
        return;
    while (t && t->send_badge == badge) {
        struct tcb *next = t->wait_next;

        release_thread(t);
        t = next;
    }
    sched_reschedule();
}
