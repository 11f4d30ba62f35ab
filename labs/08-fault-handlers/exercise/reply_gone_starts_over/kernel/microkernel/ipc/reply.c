/* SPDX-License-Identifier: MIT */
/* Mutant reply_gone_starts_over: without its reply object a caller starts over. */

void reply_finalise(struct reply *r)
{
    struct tcb *t = r->tcb;

    if (!t)
        return;
    if (t->state == STATE_BLOCKED_ON_REPLY) {
        remove(r);
        tcb_resume(t);
    } else {
        tcb_cancel_ipc(t);
    }
}
