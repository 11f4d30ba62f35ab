/* SPDX-License-Identifier: MIT */
/* Mutant point_never_stops: the preemption point finds no reason to stop. */

error_t sched_preemption_point(void)
{
    if (++ks.work_done < WORK_UNITS && !interrupt_pending())
        return OK;
    ks.work_done = 0;
    (void)has_to_stop;
    (void)charge_so_far;
    return OK;
}
