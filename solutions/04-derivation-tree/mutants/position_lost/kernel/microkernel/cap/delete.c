/* SPDX-License-Identifier: MIT */
/* Mutant position_lost: a preempted Delete begins anew. */

error_t cap_delete(struct cte *slot)
{
    struct cap before = slot->cap;

    while (!cap_is(slot->cap, CAP_NULL) && !dissolve(slot)) {
        error_t err;

        reduce_zombie(slot);
        err = sched_preemption_point();
        if (err != OK) {
            slot->cap = before;
            return err;
        }
    }
    return OK;
}
