/* SPDX-License-Identifier: MIT
 *
 * Mutant slot_of_peer: the slot is that of the receiver's id.
 */
static void give_end(struct lowering *l, const struct end *from,
                     const struct end *to)
{
    const struct body *target = system_body(l, to->pd);

    if (from->notify)
        give(l, from->pd,
             (struct grant){ PD_SLOT(to->id, PD_NOTIFY), target->notification,
                             PLAN_WRITE, 1ull << to->id, "notify",
                             to->pd->name });
    if (from->pp)
        give(l, from->pd,
             (struct grant){ PD_SLOT(to->id, PD_CALL), target->endpoint,
                             PLAN_WRITE | PLAN_GRANT_REPLY,
                             PD_CALL_BIT | to->id, "call", to->pd->name });
}
