/* SPDX-License-Identifier: MIT */
/* Mutant never_final: no capability is taken for the last one. */

bool cdt_is_final(const struct cte *slot)
{
    (void)slot;
    return false;
}
