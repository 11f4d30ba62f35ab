/* SPDX-License-Identifier: MIT */
/* Mutant donation_forgotten: a call does not lend its scheduling context. */

void reply_push(struct reply *r, struct tcb *caller, struct tcb *receiver,
                bool may_donate)
{
    reply_attach(r, caller);
    tcb_set_state(caller, STATE_BLOCKED_ON_REPLY);
    (void)may_donate;
    (void)receiver;
}
