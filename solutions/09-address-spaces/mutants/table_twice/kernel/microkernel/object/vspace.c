/* SPDX-License-Identifier: MIT */
/* Mutant table_twice: a table may be mapped a second time. */

static error_t page_table_map(struct invocation *inv)
{
    struct cap *cap = &inv->slot->cap;
    word_t vaddr = inv_arg(inv, 0);
    struct pt_walk walk;
    struct cap vspace;
    pte_t *root;
    error_t err;

    if (inv->length < 2 || inv->extra_count < 1)
        return ERR_TRUNCATED_MESSAGE;
    vspace = inv->extra[0]->cap;
    if (!cap_is(vspace, CAP_PAGE_TABLE) || !vspace.asid)
        return error_capability(1);
    if (vaddr >= USER_TOP)
        return error_argument(0);
    err = check_target(vspace, &root);
    if (err != OK)
        return err;
    walk = vspace_walk(root, vaddr);
    if (walk.bits_left == LEAF_BITS || (*walk.entry & PTE_V))
        return ERR_DELETE_FIRST;

    cap->asid = vspace.asid;
    cap->vaddr = ALIGN_DOWN(vaddr, walk.bits_left);
    *walk.entry = pte_make(ptr_to_phys(cap_object(*cap)), PTE_V);
    mmu_flush_asid(vspace.asid);
    return OK;
}
