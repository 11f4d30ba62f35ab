/* SPDX-License-Identifier: MIT */
/* Mutant number_never_free: the number of a dead space stays taken. */

void asid_remove(word_t asid)
{
    mmu_flush_asid(asid);
    mmu_uninstall(asid);
}
