/* SPDX-License-Identifier: MIT */
/* Mutant rights_of_request: a mapping has the rights that were asked for. */

pte_t frame_pte(struct cap frame, word_t rights, bool executable)
{
    word_t allowed = rights;
    word_t bits = 0;

    if (allowed & RIGHT_READ)
        bits |= PTE_R;
    if (allowed & RIGHT_WRITE)
        bits |= PTE_W;
    if (executable)
        bits |= PTE_X;
    if (!bits)
        return 0;
    return pte_make(frame_address(frame), bits | PTE_V | PTE_U | PTE_A | PTE_D);
}
