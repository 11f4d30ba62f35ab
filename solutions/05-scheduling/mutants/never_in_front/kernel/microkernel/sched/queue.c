/* SPDX-License-Identifier: MIT */
/* Mutant never_in_front: front or back, all the same. */

static void ready_insert(struct tcb *t, bool front)
{
    struct tcb *above = NULL;
    struct tcb *level = ks.ready[t->domain];

    if (t->in_ready)
        return;
    kassert(!t->in_release);
    t->in_ready = true;
    while (level && level->priority > t->priority) {
        above = level;
        level = level->level_next;
    }
    if (!level || level->priority < t->priority) {
        add_level(t, above, level);
        return;
    }
    join_level(t, level);
    (void)front;
}
