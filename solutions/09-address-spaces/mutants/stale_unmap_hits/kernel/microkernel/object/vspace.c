/* SPDX-License-Identifier: MIT */
/* Mutant stale_unmap_hits: a leaf is removed whichever frame it maps. */

pte_t *frame_entry(struct cap frame)
{
    pte_t *root = frame.asid ? asid_root(frame.asid) : NULL;
    struct pt_walk walk;

    if (!root)
        return NULL;
    walk = vspace_walk(root, frame.vaddr);
    if (walk.bits_left != frame.size_bits || !(*walk.entry & PTE_LEAF))
        return NULL;
    return walk.entry;
}
