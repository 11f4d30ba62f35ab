/* SPDX-License-Identifier: MIT
 *
 * Mutant notifier_is_notified: the end with notify counts as notified.
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
            to->notified |= m->channels[i].end[1 - k].notify;
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
