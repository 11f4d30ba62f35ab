/* SPDX-License-Identifier: MIT */
/* Mutant budget_not_checked: an interrupt does not look at the budget. */

static void check_budget(void)
{
    ks.reprogram = true;
}
