/* SPDX-License-Identifier: MIT
 *
 * Mutant one_end_claims: only the first end of a channel claims its id.
 */
static void check_ids(struct model *m, struct pd *pd)
{
    struct owners ids = { 0 };
    struct owners children = { 0 };
    struct owners slots = { 0 };

    for (size_t i = 0; i < pd->irq_count; i++)
        claim(m, &ids, pd->irqs[i].id, pd->irqs[i].e, "id");
    for (size_t i = 0; i < m->channel_count; i++) {
        for (int k = 0; k < 1; k++) {
            const struct end *end = &m->channels[i].end[k];

            if (end->pd == pd)
                claim(m, &ids, end->id, end->e, "id");
        }
    }
    for (size_t i = 0; i < m->pd_count; i++) {
        if (m->pds[i].parent == pd)
            claim(m, &children, m->pds[i].id, m->pds[i].e, "id");
    }
    for (size_t i = 0; i < pd->cap_count; i++)
        claim(m, &slots, pd->caps[i].slot, pd->caps[i].e, "slot");
}
