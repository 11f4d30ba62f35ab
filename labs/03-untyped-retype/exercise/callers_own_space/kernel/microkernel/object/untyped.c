/* SPDX-License-Identifier: MIT */
/* Exercise mutant callers_own_space: index and depth are looked up in the
   caller's CSpace, not in the CNode that was passed. */

static error_t decode_node(struct invocation *inv, struct cap *node)
{
    struct cap root = inv->extra[0]->cap;
    word_t depth = inv_arg(inv, 3);
    struct cte *slot;
    error_t err;

    if (depth == 0) {
        *node = root;
    } else {
        err = inv_lookup_slot(ks.current->slots[TCB_CSPACE].cap,
                              inv_arg(inv, 2), depth, false, &slot);
        if (err != OK)
            return err;
        *node = slot->cap;
    }
    if (!cap_is(*node, CAP_CNODE))
        return error_lookup(
            false, (struct lookup_failure){ LOOKUP_MISSING_CAPABILITY, depth });
    return OK;
}
