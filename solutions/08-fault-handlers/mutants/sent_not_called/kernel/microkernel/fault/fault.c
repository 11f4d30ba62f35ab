/* SPDX-License-Identifier: MIT */
/* Mutant sent_not_called: the fault is sent as a Send, not as a Call. */

static void send_to(struct tcb *t, struct cap handler, bool may_donate)
{
    endpoint_send(cap_endpoint(handler), t,
                  (struct sending){ .badge = handler.badge,
                                    .rights = handler.rights,
                                    .blocking = true,
                                    .is_call = false,
                                    .may_donate = may_donate });
}
