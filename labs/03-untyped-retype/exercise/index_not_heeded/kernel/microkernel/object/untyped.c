/* SPDX-License-Identifier: MIT */
/* Exercise mutant index_not_heeded: the objects go into the CNode that was
   passed, whatever index and depth say. */

static error_t decode_node(struct invocation *inv, struct cap *node)
{
    word_t depth = inv_arg(inv, 3);

    *node = inv->extra[0]->cap;
    if (!cap_is(*node, CAP_CNODE))
        return error_lookup(
            false, (struct lookup_failure){ LOOKUP_MISSING_CAPABILITY, depth });
    return OK;
}
