/* SPDX-License-Identifier: MIT */
/* Mutant badge_of_the_fault: a timeout names the handler's badge, not the
   context's. */

void fault_raise_timeout(struct tcb *t)
{
    t->fault =
        (struct fault){ .type = FAULT_TIMEOUT,
                        .address = t->slots[TCB_TIMEOUT_HANDLER].cap.badge };
    send_to(t, t->slots[TCB_TIMEOUT_HANDLER].cap, false);
}
