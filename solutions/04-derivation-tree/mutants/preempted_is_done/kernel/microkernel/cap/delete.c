/* SPDX-License-Identifier: MIT */
/* Mutant preempted_is_done: a Revoke that stops half way says that it is done.
   */

error_t cap_revoke(struct cte *slot)
{
    while (!cap_is(slot->cap, CAP_NULL) && cdt_has_children(slot)) {
        error_t err = cap_delete(cdt_next(slot));

        if (err == OK)
            err = sched_preemption_point();
        if (err != OK)
            return err == PREEMPTED ? OK : err;
    }
    return OK;
}
