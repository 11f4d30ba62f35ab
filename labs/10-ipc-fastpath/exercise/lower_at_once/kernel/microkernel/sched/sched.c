/* SPDX-License-Identifier: MIT */
/* Exercise, mutant lower_at_once: who is woken by a higher
   thread runs at once. */

static bool runs_at_once(struct tcb *t, struct tcb *was)
{
    if (tcb_schedulable(was) && t->priority == was->priority) {
        ready_push_back(t);
        return false;
    }
    return true;
}
