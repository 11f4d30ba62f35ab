/* SPDX-License-Identifier: MIT */
/* Mutant index_of_8_bits: an index has eight bits. */

struct pt_walk vspace_walk(pte_t *root, word_t vaddr)
{
    pte_t *table = root;
    word_t bits = ROOT_BITS;

    for (;;) {
        pte_t *entry = &table[vaddr >> bits & MASK(PT_INDEX_BITS - 1)];

        if (bits == LEAF_BITS || !pte_is_table(*entry))
            return (struct pt_walk){ entry, bits };
        table = phys_to_ptr(pte_address(*entry));
        bits -= PT_INDEX_BITS;
    }
}
