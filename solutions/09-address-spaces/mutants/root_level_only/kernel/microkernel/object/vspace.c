/* SPDX-License-Identifier: MIT */
/* Mutant root_level_only: only tables below the root are found again. */

pte_t *page_table_entry(struct cap cap)
{
    pte_t *table = asid_root(cap.asid);
    word_t bits = ROOT_BITS;

    while (table && bits == ROOT_BITS) {
        pte_t *entry = &table[cap.vaddr >> bits & MASK(PT_INDEX_BITS)];

        if (!pte_is_table(*entry))
            return NULL;
        table = phys_to_ptr(pte_address(*entry));
        if (table == cap_object(cap))
            return entry;
        bits -= PT_INDEX_BITS;
    }
    return NULL;
}
