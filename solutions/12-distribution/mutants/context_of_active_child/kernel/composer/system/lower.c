/* SPDX-License-Identifier: MIT
 *
 * Mutant context_of_active_child: the parent gets the context of an active
 * child, too.
 */
static void give_child(struct lowering *l, const struct pd *child)
{
    const struct body *body = system_body(l, child);

    give(l, child->parent,
         (struct grant){ PD_SLOT(child->id, PD_CHILD), body->tcb,
                         PLAN_ALL_RIGHTS, 0, "control", child->name });
    give(l, child->parent,
         (struct grant){ PD_SLOT(child->id, PD_CONTEXT), body->context,
                         PLAN_ALL_RIGHTS, 0, "context of", child->name });
}
