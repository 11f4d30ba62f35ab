/* SPDX-License-Identifier: MIT */
/* Mutant cancelled_stay_inactive: who leaves a deleted endpoint never runs
   again. */

static void release_thread(struct tcb *t)
{
    endpoint_dequeue(t);
    reply_detach(t);
    tcb_set_state(t, STATE_INACTIVE);
}
