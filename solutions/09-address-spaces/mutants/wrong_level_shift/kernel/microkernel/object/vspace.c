/* SPDX-License-Identifier: MIT */
/* Mutant wrong_level_shift: each index is taken one bit too high. */

struct pt_walk vspace_walk(pte_t *root, word_t vaddr)
{
    pte_t *table = root;
    word_t bits = ROOT_BITS;

    for (;;) {
        pte_t *entry = &table[vaddr >> (bits + 1) & MASK(PT_INDEX_BITS)];

        if (bits == LEAF_BITS || !pte_is_table(*entry))
            return (struct pt_walk){ entry, bits };
        table = phys_to_ptr(pte_address(*entry));
        bits -= PT_INDEX_BITS;
    }
}
