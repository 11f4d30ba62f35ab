/* SPDX-License-Identifier: MIT */
/* Mutant revoke_takes_one: Revoke takes one child. */

error_t cap_revoke(struct cte *slot)
{
    if (!cap_is(slot->cap, CAP_NULL) && cdt_has_children(slot)) {
        error_t err = cap_delete(cdt_next(slot));

        if (err == OK)
            err = sched_preemption_point();
        if (err != OK)
            return err;
    }
    return OK;
}
