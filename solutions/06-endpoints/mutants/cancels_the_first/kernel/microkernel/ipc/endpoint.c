/* SPDX-License-Identifier: MIT */
/* Mutant cancels_the_first: only the first thread leaves a deleted endpoint. */

void endpoint_cancel_all(struct endpoint *ep)
{
    if (!ep->queue.head)
        return;
    release_thread(ep->queue.head);
    sched_reschedule();
}
