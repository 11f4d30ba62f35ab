/* SPDX-License-Identifier: MIT
 *
 * Mutant none_is_claimed: a number that was wrong is claimed as if it were one.
 */
static void claim(struct model *m, struct owners *owners, uint64_t number,
                  const struct element *e, const char *what)
{
    const struct element *first;

    first = owners->of[number % PD_USER_SLOTS];
    if (first)
        element_error(m->d, e, "%s %" PRIu64 " is taken by the '%s' at line %d",
                      what, number, first->tag, first->at.line);
    else
        owners->of[number % PD_USER_SLOTS] = e;
}
