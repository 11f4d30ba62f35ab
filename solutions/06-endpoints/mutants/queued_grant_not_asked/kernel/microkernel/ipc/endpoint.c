/* SPDX-License-Identifier: MIT */
/* Mutant queued_grant_not_asked: a queued sender hands capabilities over
   without Grant. */

static void take_message(struct endpoint *ep, struct tcb *sender, struct tcb *t,
                         struct reply *reply)
{
    bool is_timeout = sender->fault.type == FAULT_TIMEOUT;

    endpoint_dequeue(sender);
    message_transfer(sender, t, ep, sender->send_badge, true);
    refill_wake_sporadic(sender->sc);
    if (sender->send_is_call) {
        await_reply(sender, t, reply, sender->send_rights, !is_timeout);
    } else {
        tcb_set_state(sender, STATE_RUNNING);
        sched_wake(sender);
    }
}
