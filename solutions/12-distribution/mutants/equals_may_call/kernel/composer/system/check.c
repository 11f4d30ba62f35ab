/* SPDX-License-Identifier: MIT
 *
 * Mutant equals_may_call: a call among equals is allowed.
 */
static void check_call(struct model *m, const struct end *caller,
                       const struct end *callee)
{
    if (caller->pd->priority == NONE || callee->pd->priority == NONE)
        return;
    if (caller->pd->priority > callee->pd->priority)
        element_error(m->d, caller->e,
                      "'%s' may call '%s', so its priority %" PRIu64
                      " must be below %" PRIu64,
                      caller->pd->name, callee->pd->name, caller->pd->priority,
                      callee->pd->priority);
}
