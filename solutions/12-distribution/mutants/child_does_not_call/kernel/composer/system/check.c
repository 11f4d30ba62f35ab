/* SPDX-License-Identifier: MIT
 *
 * Mutant child_does_not_call: the faults of a child are forgotten.
 */
static void note_reach(struct model *m)
{
    for (size_t i = 0; i < m->channel_count; i++) {
        for (int k = 0; k < 2; k++) {
            const struct end *from = &m->channels[i].end[k];
            struct pd *to = m->channels[i].end[1 - k].pd;

            if (!to)
                continue;
            to->called |= from->pp;
            to->notified |= from->notify;
        }
    }
    for (size_t i = 0; i < m->pd_count; i++) {
        struct pd *pd = &m->pds[i];

        if (pd->irq_count)
            pd->notified = true;
    }
}
