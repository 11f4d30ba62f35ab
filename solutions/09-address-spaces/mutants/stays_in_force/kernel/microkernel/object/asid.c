/* SPDX-License-Identifier: MIT */
/* Mutant stays_in_force: who runs in a dying space goes on in it. */

void asid_remove(word_t asid)
{
    *root_of(asid) = 0;
    mmu_flush_asid(asid);
}
