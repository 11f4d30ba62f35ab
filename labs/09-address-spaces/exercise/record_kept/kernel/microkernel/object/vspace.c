/* SPDX-License-Identifier: MIT */
/* Mutant record_kept: a table that is taken out still counts as mapped. */

static error_t page_table_unmap(struct invocation *inv)
{
    struct cap *cap = &inv->slot->cap;

    if (!cdt_is_final(inv->slot) || vspace_is_root(*cap))
        return ERR_REVOKE_FIRST;
    if (cap->asid) {
        unlink_table(*cap);
        memory_clear(cap_object(*cap), BIT(OBJECT_PAGE_BITS));
    }
    return OK;
}
