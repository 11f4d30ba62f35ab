/* SPDX-License-Identifier: MIT */
/* Mutant no_handler_spins: without a handler the thread tries again for ever.
   */

void fault_raise(struct tcb *t, struct fault fault)
{
    struct cap handler = t->slots[TCB_FAULT_HANDLER].cap;

    t->fault = fault;
    if (fault_is_handler(handler)) {
        send_to(t, handler, t->sc != NULL);
        return;
    }
    debug_report_fault(t);
    t->fault.type = FAULT_NONE;
    tcb_set_state(t, STATE_RESTART);
}
