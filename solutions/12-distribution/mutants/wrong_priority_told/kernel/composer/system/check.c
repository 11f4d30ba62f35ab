/* SPDX-License-Identifier: MIT
 *
 * Mutant wrong_priority_told: a priority that was wrong is compared, too.
 */
static void check_call(struct model *m, const struct end *caller,
                       const struct end *callee)
{
    const struct pd *from = caller->pd;
    const struct pd *to = callee->pd;

    if (from->priority >= to->priority)
        element_error(m->d, caller->e,
                      "'%s' may call '%s', so its priority %" PRIu64
                      " must be below %" PRIu64,
                      from->name, to->name, from->priority, to->priority);
}
