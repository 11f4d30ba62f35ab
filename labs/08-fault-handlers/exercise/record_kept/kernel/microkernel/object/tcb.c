/* SPDX-License-Identifier: MIT */
/* Mutant record_kept: who is cancelled keeps the record of a fault. */

void tcb_cancel_ipc(struct tcb *t)
{
    switch (t->state) {
    case STATE_BLOCKED_ON_SEND:
    case STATE_BLOCKED_ON_RECEIVE:
        endpoint_dequeue(t);
        reply_detach(t);
        tcb_set_state(t, STATE_INACTIVE);
        break;
    case STATE_BLOCKED_ON_NOTIFICATION:
        notification_cancel_wait(t);
        tcb_set_state(t, STATE_INACTIVE);
        break;
    case STATE_BLOCKED_ON_REPLY:
        reply_cancel(t);
        break;
    }
}
