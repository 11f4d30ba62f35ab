/* SPDX-License-Identifier: MIT */
/* Exercise mutant other_type_accepted: where the index leads to something
   that is no CNode, the objects go into the CNode that was passed. */

static error_t decode_node(struct invocation *inv, struct cap *node)
{
    struct cap root = inv->extra[0]->cap;
    word_t depth = inv_arg(inv, 3);
    struct cte *slot;
    error_t err;

    *node = root;
    if (depth != 0) {
        err = inv_lookup_slot(root, inv_arg(inv, 2), depth, false, &slot);
        if (err != OK)
            return err;
        if (cap_is(slot->cap, CAP_CNODE))
            *node = slot->cap;
    }
    if (!cap_is(*node, CAP_CNODE))
        return error_lookup(
            false, (struct lookup_failure){ LOOKUP_MISSING_CAPABILITY, depth });
    return OK;
}
