/* SPDX-License-Identifier: MIT */
/* Mutant phase_forgotten: every CapFault is one of the send phase. */

void fault_raise_cap(struct tcb *t, word_t cptr, bool in_receive)
{
    (void)in_receive;
    fault_raise(t, (struct fault){ .type = FAULT_CAP,
                                   .address = cptr,
                                   .detail = false,
                                   .lookup = ks.error.lookup });
}
