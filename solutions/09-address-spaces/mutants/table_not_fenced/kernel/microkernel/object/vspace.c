/* SPDX-License-Identifier: MIT */
/* Mutant table_not_fenced: a table that is taken away is not made known. */

static void unlink_table(struct cap cap)
{
    pte_t *entry = page_table_entry(cap);

    if (entry) {
        *entry = 0;
    }
}
