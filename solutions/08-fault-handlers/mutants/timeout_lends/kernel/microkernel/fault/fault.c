/* SPDX-License-Identifier: MIT */
/* Mutant timeout_lends: a timeout lends the context that is used up. */

void fault_raise_timeout(struct tcb *t)
{
    t->fault = (struct fault){ .type = FAULT_TIMEOUT, .address = t->sc->badge };
    send_to(t, t->slots[TCB_TIMEOUT_HANDLER].cap, true);
}
