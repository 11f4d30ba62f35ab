/* SPDX-License-Identifier: MIT
 *
 * Mutant both_are_called: both ends of a channel with pp count as called.
 */
static void note_reach(struct model *m)
{
    for (size_t i = 0; i < m->channel_count; i++) {
        for (int k = 0; k < 2; k++) {
            const struct end *from = &m->channels[i].end[k];
            struct pd *to = m->channels[i].end[1 - k].pd;

            if (!to)
                continue;
            to->called |= from->pp || m->channels[i].end[1 - k].pp;
            to->notified |= from->notify;
        }
    }
    for (size_t i = 0; i < m->pd_count; i++) {
        struct pd *pd = &m->pds[i];

        if (pd->irq_count)
            pd->notified = true;
        if (pd->parent)
            pd->parent->called = true;
    }
}
