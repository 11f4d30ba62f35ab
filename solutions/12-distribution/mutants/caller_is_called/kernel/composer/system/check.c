/* SPDX-License-Identifier: MIT
 *
 * Mutant caller_is_called: the end with pp is taken for the one that is called.
 */
static void note_reach(struct model *m)
{
    for (size_t i = 0; i < m->channel_count; i++) {
        for (int k = 0; k < 2; k++) {
            const struct end *from = &m->channels[i].end[k];
            struct pd *to = m->channels[i].end[1 - k].pd;

            if (!to)
                continue;
            to->called |= m->channels[i].end[1 - k].pp;
            to->notified |= from->notify;
        }
    }
    for (size_t i = 0; i < m->pd_count; i++) {
        m->pds[i].notified |= m->pds[i].irq_count > 0;
        if (m->pds[i].parent)
            m->pds[i].parent->called = true;
    }
}
