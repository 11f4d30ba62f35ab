/* SPDX-License-Identifier: MIT */
/* Mutant copies_ignored: a table is taken out whoever else has it. */

static error_t page_table_unmap(struct invocation *inv)
{
    struct cap *cap = &inv->slot->cap;

    if (vspace_is_root(*cap))
        return ERR_REVOKE_FIRST;
    if (cap->asid) {
        unlink_table(*cap);
        memory_clear(cap_object(*cap), BIT(OBJECT_PAGE_BITS));
        cap->asid = 0;
        cap->vaddr = 0;
    }
    return OK;
}
