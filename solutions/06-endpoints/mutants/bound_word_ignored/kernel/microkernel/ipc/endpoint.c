/* SPDX-License-Identifier: MIT */
/* Mutant bound_word_ignored: a receive does not look at the bound
   notification. */

void endpoint_receive(struct endpoint *ep, struct tcb *t, struct reply *reply,
                      bool blocking)
{
    struct tcb *sender;

    if (reply && reply->tcb && reply->tcb != t)
        tcb_cancel_ipc(reply->tcb);
    if (blocking)
        notification_return_context(t->bound_notification, t);

    sender = first_in(ep, STATE_BLOCKED_ON_SEND);
    if (sender) {
        take_message(ep, sender, t, reply);
    } else if (blocking) {
        if (reply)
            reply_attach(reply, t);
        block(ep, t, STATE_BLOCKED_ON_RECEIVE);
    } else {
        tcb_set_reg(t, REG_BADGE, 0);
    }
}
