/* SPDX-License-Identifier: MIT */
/* Mutant entries_kept: a table that is taken out keeps its entries. */

static error_t page_table_unmap(struct invocation *inv)
{
    struct cap *cap = &inv->slot->cap;

    if (!cdt_is_final(inv->slot) || vspace_is_root(*cap))
        return ERR_REVOKE_FIRST;
    if (cap->asid) {
        unlink_table(*cap);
        cap->asid = 0;
        cap->vaddr = 0;
    }
    return OK;
}
