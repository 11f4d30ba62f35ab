/* SPDX-License-Identifier: MIT */
/* Mutant level_unchecked: a frame goes where the walk ends, at any level. */

static error_t page_map(struct invocation *inv)
{
    struct cap *cap = &inv->slot->cap;
    word_t vaddr = inv_arg(inv, 0);
    bool executable = !(inv_arg(inv, 2) & EXECUTE_NEVER);
    struct pt_walk walk;
    struct cap vspace;
    pte_t *root;
    error_t err;

    if (inv->length < 3 || inv->extra_count < 1)
        return ERR_TRUNCATED_MESSAGE;
    vspace = inv->extra[0]->cap;
    err = check_target(vspace, &root);
    if (err != OK)
        return err;
    if (vaddr + MASK(cap->size_bits) >= USER_TOP)
        return error_argument(0);
    if (vaddr & MASK(cap->size_bits))
        return ERR_ALIGNMENT;
    walk = vspace_walk(root, vaddr);
    if (walk.bits_left < cap->size_bits)
        return error_lookup(false,
                            (struct lookup_failure){ LOOKUP_MISSING_CAPABILITY,
                                                     walk.bits_left });
    if (cap->asid && cap->asid != vspace.asid)
        return error_capability(1);
    if (cap->asid && cap->vaddr != vaddr)
        return error_argument(0);
    if (!cap->asid && (*walk.entry & PTE_V))
        return ERR_DELETE_FIRST;

    cap->asid = vspace.asid;
    cap->vaddr = vaddr;
    *walk.entry = frame_pte(*cap, inv_arg(inv, 1), executable);
    mmu_flush_page(vaddr, vspace.asid);
    return OK;
}
