/* SPDX-License-Identifier: MIT */
/* Mutant budget_not_checked: an interrupt does not look at the budget. */

static bool budget_left(void)
{
    ks.reprogram = true;
    return !sched_domain_over();
}
