/* SPDX-License-Identifier: MIT
 *
 * Mutant claim_takes_over: who has a number loses it to the next one who wants
 * it.
 */
static void claim(struct model *m, struct owners *owners, uint64_t number,
                  const struct element *e, const char *what)
{
    const struct element *first;

    if (number == NONE)
        return;
    first = owners->of[number];
    if (first)
        element_error(m->d, e, "%s %" PRIu64 " is taken by the '%s' at line %d",
                      what, number, first->tag, first->at.line);
    owners->of[number] = e;
}
