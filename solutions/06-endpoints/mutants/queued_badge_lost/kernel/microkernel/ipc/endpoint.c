/* SPDX-License-Identifier: MIT */
/* Mutant queued_badge_lost: the badge of a sender that has to wait is not
   kept. */

void endpoint_send(struct endpoint *ep, struct tcb *t, struct sending how)
{
    struct tcb *receiver = first_in(ep, STATE_BLOCKED_ON_RECEIVE);
    struct reply *reply;

    if (!receiver) {
        if (how.blocking) {
            t->send_rights = (uint8_t)how.rights;
            t->send_is_call = how.is_call;
            block(ep, t, STATE_BLOCKED_ON_SEND);
        }
        return;
    }

    endpoint_dequeue(receiver);
    message_transfer(t, receiver, ep, how.badge, how.rights & RIGHT_GRANT);
    reply = reply_detach(receiver);
    if (how.is_call)
        await_reply(t, receiver, reply, how.rights, how.may_donate);
    else if (how.may_donate && t->sc && !receiver->sc)
        sc_donate(t->sc, receiver);

    tcb_set_state(receiver, STATE_RUNNING);
    refill_wake_sporadic(receiver->sc);
    sched_wake(receiver);
}
