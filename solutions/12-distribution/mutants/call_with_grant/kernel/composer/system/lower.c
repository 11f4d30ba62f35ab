/* SPDX-License-Identifier: MIT
 *
 * Mutant call_with_grant: who calls may also give capabilities.
 */
static void give_end(struct lowering *l, const struct end *from,
                     const struct end *to)
{
    const struct body *target = system_body(l, to->pd);

    if (from->notify)
        give(l, from->pd,
             (struct grant){ PD_SLOT(from->id, PD_NOTIFY), target->notification,
                             PLAN_WRITE, 1ull << to->id, "notify",
                             to->pd->name });
    if (from->pp)
        give(l, from->pd,
             (struct grant){ PD_SLOT(from->id, PD_CALL), target->endpoint,
                             PLAN_WRITE | PLAN_GRANT | PLAN_GRANT_REPLY,
                             PD_CALL_BIT | to->id, "call", to->pd->name });
}
