/* SPDX-License-Identifier: MIT */
/* Mutant badge_lost: the message comes without the handler's badge. */

static void send_to(struct tcb *t, struct cap handler, bool may_donate)
{
    endpoint_send(cap_endpoint(handler), t,
                  (struct sending){ .badge = 0,
                                    .rights = handler.rights,
                                    .blocking = true,
                                    .is_call = true,
                                    .may_donate = may_donate });
}
