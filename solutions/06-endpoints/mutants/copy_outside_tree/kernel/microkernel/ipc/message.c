/* SPDX-License-Identifier: MIT */
/* Mutant copy_outside_tree: the copy does not enter the derivation tree. */

static bool transfer_copy(struct cte *source, struct cte *slot)
{
    struct cap cap;

    if (!slot || cap_derive_copy(source, source->cap, &cap) != OK)
        return false;
    slot->cap = cap;
    return true;
}
