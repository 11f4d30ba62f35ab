/* SPDX-License-Identifier: MIT */
/* Mutant sender_forgotten: a sender whose message was taken never runs
   again. */

static void take_message(struct endpoint *ep, struct tcb *sender, struct tcb *t,
                         struct reply *reply)
{
    bool is_timeout = sender->fault.type == FAULT_TIMEOUT;

    endpoint_dequeue(sender);
    message_transfer(sender, t, ep, sender->send_badge,
                     sender->send_rights & RIGHT_GRANT);
    refill_wake_sporadic(sender->sc);
    if (sender->send_is_call) {
        await_reply(sender, t, reply, sender->send_rights, !is_timeout);
    } else {
        tcb_set_state(sender, STATE_RUNNING);
    }
}
