/* SPDX-License-Identifier: MIT */
/* Mutant handler_of_current: the handler is looked for in the current thread.
   */

void fault_raise_timeout(struct tcb *t)
{
    t->fault = (struct fault){ .type = FAULT_TIMEOUT, .address = t->sc->badge };
    send_to(t, ks.current->slots[TCB_TIMEOUT_HANDLER].cap, false);
}
