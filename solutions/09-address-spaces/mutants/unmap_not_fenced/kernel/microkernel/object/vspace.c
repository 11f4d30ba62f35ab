/* SPDX-License-Identifier: MIT */
/* Mutant unmap_not_fenced: an unmapped page is not made known. */

void frame_unmap(struct cap frame)
{
    pte_t *entry = frame_entry(frame);

    if (entry) {
        *entry = 0;
    }
}
