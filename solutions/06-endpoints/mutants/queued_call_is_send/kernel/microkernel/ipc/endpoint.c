/* SPDX-License-Identifier: MIT */
/* Mutant queued_call_is_send: a call that had to wait is taken as a plain
   send. */

static void take_message(struct endpoint *ep, struct tcb *sender, struct tcb *t,
                         struct reply *reply)
{
    endpoint_dequeue(sender);
    message_transfer(sender, t, ep, sender->send_badge,
                     sender->send_rights & RIGHT_GRANT);
    refill_wake_sporadic(sender->sc);
    (void)reply;
    tcb_set_state(sender, STATE_RUNNING);
    sched_wake(sender);
}
