/* SPDX-License-Identifier: MIT */
/* Mutant answered_without_grant: every caller can be answered. */

static void await_reply(struct tcb *caller, struct tcb *receiver,
                        struct reply *reply, word_t rights, bool may_donate)
{
    (void)rights;
    if (reply)
        reply_push(reply, caller, receiver, may_donate);
    else
        tcb_set_state(caller, STATE_INACTIVE);
}
