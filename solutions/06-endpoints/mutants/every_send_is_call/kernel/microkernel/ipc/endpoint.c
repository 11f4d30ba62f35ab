/* SPDX-License-Identifier: MIT */
/* Mutant every_send_is_call: a send that is received at once waits for a
   reply. */

void endpoint_send(struct endpoint *ep, struct tcb *t, struct sending how)
{
    struct tcb *receiver = first_in(ep, STATE_BLOCKED_ON_RECEIVE);
    struct reply *reply;

    if (!receiver) {
        if (how.blocking) {
            t->send_badge = how.badge;
            t->send_rights = (uint8_t)how.rights;
            t->send_is_call = how.is_call;
            block(ep, t, STATE_BLOCKED_ON_SEND);
        }
        return;
    }

    endpoint_dequeue(receiver);
    message_transfer(t, receiver, ep, how.badge, how.rights & RIGHT_GRANT);
    reply = reply_detach(receiver);
    await_reply(t, receiver, reply, how.rights, how.may_donate);

    tcb_set_state(receiver, STATE_RUNNING);
    refill_wake_sporadic(receiver->sc);
    sched_wake(receiver);
}
